"""What people's devices are told beside the mail: who, what, once, and what becomes of a device that is gone."""

from contextlib import ExitStack
from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from servicedesk.messaging import push_delivery, push_key, push_subscriptions
from servicedesk.messaging.outbox import queue
from servicedesk.messaging.push import NOTICE
from servicedesk.messaging.push_service import ON_THIS_MACHINE
from servicedesk.messaging.push_subscriptions import MOST_OF_A_PERSON, SUBSCRIPTION, devices_of, keep
from servicedesk.messaging.push_testing import Browser, PushService
from servicedesk.messaging.test_outbox import notice
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import DeskTestCase, make_user

READER, OTHER = "push-reader@t.test", "push-other@t.test"


class PushTestCase(DeskTestCase):
	"""A reader with a device at a push service on this machine."""

	def setUp(self) -> None:
		super().setUp()
		for user in (READER, OTHER):
			make_user(user, "Service Desk Customer")
		with ExitStack() as stack:
			stack.enter_context(patch.dict(frappe.local.conf, {ON_THIS_MACHINE: 1}))
			self.service = stack.enter_context(PushService())
			self.addCleanup(stack.pop_all().close)
		self.browser = Browser()
		self.device = self.sign_up(READER)
		# What anybody else has queued is not this test's.
		frappe.db.delete(NOTICE)

	def sign_up(self, user: str, name: str = "one", browser: Browser | None = None) -> str:
		"""The name of a device of theirs."""
		browser = browser or self.browser
		return keep(user, self.service.endpoint(name), browser.key, browser.secret)

	def told(self) -> list[dict[str, str]]:
		"""What the browser shows of what was sent."""
		return [self.browser.open(message.content) for message in self.service.received]

	def states(self) -> list[str]:
		"""Of all notices."""
		return frappe.get_all(NOTICE, pluck="state", order_by="creation")

	def later(self) -> None:
		"""The pauses are over."""
		frappe.db.sql("update `tabSD Push Notice` set next_attempt_at = %s", now_datetime())


class TestPush(PushTestCase):
	"""What is told."""

	def test_a_device_is_told_the_subject_and_no_more(self) -> None:
		queue([notice(user=READER)])
		self.assertEqual(push_delivery.deliver_due(), 1)
		(told,) = self.told()
		self.assertEqual(told["text"], "TEST-1 Пожар Bcc: x@t.test · În lucru")
		self.assertEqual(told["title"], frappe.get_cached_doc("SD Settings").company_name)
		self.assertEqual(told["address"], "/portal/requests/TEST-1")
		self.assertEqual((told["tag"], told["language"]), ("TEST-1", "en"))
		self.assertNotIn("<b>", str(told))
		self.assertNotIn("<b>", frappe.get_all(NOTICE, pluck="context")[0])
		self.assertEqual(self.states(), ["Sent"])
		self.assertEqual(push_delivery.deliver_due(), 0)

	def test_the_service_knows_who_sends_and_nothing_else(self) -> None:
		queue([notice(user=READER)])
		push_delivery.deliver_due()
		(message,) = self.service.received
		key, claims = message.signed_by()
		self.assertEqual((key, claims["aud"]), (push_key.public_key(), self.service.origin))
		self.assertEqual(message.headers["ttl"], "86400")
		self.assertLessEqual(len(message.headers["topic"]), 32)
		self.assertNotIn("TEST-1", str(message.headers))
		self.assertNotIn("Пожар".encode(), message.content)

	def test_each_notice_once_on_each_device(self) -> None:
		self.sign_up(READER, "two")
		queue([notice(user=READER), notice(user=READER)])
		queue([notice(user=READER)])
		push_delivery.deliver_due()
		self.assertEqual(
			sorted(message.path for message in self.service.received), ["/push/one", "/push/two"]
		)
		queue([notice(user=READER, occasion="2")])
		self.assertEqual(push_delivery.deliver_due(), 2)

	def test_nobody_elses_device(self) -> None:
		queue(
			[notice(user=OTHER), notice(user="", occasion="2"), notice(user=READER, ticket="", reference="x")]
		)
		self.assertEqual(self.states(), [])

	def test_gathered_notices_are_no_bells(self) -> None:
		queue([notice(user=READER)], gathered=True)
		self.assertEqual(self.states(), [])

	def test_statements(self) -> None:
		"""Two where somebody has a device, none where nobody has."""
		queue([notice(user=OTHER)])
		frappe.cache.delete_keys("servicedesk_push")
		queue([notice(user=OTHER, occasion="2")])
		with self.assertQueryCount(3):
			queue([notice(user=READER, occasion="3")])
		frappe.db.delete(SUBSCRIPTION)
		frappe.cache.delete_keys("servicedesk_push")
		queue([notice(user=READER, occasion="4")])
		with self.assertQueryCount(1):
			queue([notice(user=READER, occasion="5")])

	def test_a_device_that_is_gone(self) -> None:
		for status in (404, 410):
			name = self.sign_up(READER)
			self.service.answers.append((status, {}))
			queue([notice(user=READER, occasion=str(status))])
			self.assertEqual(push_delivery.deliver_due(), 0)
			self.assertFalse(frappe.db.exists(SUBSCRIPTION, name), status)
		self.assertEqual(self.states(), ["Failed", "Failed"])

	def test_a_service_that_asks_for_patience(self) -> None:
		self.service.answers = [(503, {}), (429, {"Retry-After": "1800"})]
		queue([notice(user=READER)])
		self.assertEqual(push_delivery.deliver_due(), 0)
		self.assertEqual(self.states(), ["Queued"])
		self.assertEqual(push_delivery.deliver_due(), 0)
		self.assertEqual(len(self.service.received), 1)
		self.later()
		push_delivery.deliver_due()
		due = frappe.get_all(NOTICE, pluck="next_attempt_at")[0]
		self.assertGreater(due, now_datetime() + timedelta(minutes=29))
		self.later()
		self.assertEqual(push_delivery.deliver_due(), 1)
		self.assertEqual(self.states(), ["Sent"])

	def test_it_is_given_up_in_the_end(self) -> None:
		self.service.answers = [(500, {})] * 20
		queue([notice(user=READER)])
		for _turn in range(push_delivery.MOST_ATTEMPTS):
			self.later()
			push_delivery.deliver_due()
		self.assertEqual(self.states(), ["Failed"])
		self.assertEqual(frappe.db.get_value(SUBSCRIPTION, self.device, "failures"), 1)

	def test_a_device_whose_service_always_refuses(self) -> None:
		with patch.object(push_delivery, "MOST_FAILURES", 2):
			for turn in range(2):
				self.assertTrue(frappe.db.exists(SUBSCRIPTION, self.device))
				self.service.answers.append((403, {}))
				queue([notice(user=READER, occasion=str(turn))])
				push_delivery.deliver_due()
		self.assertFalse(frappe.db.exists(SUBSCRIPTION, self.device))

	def test_the_mail_goes_whatever_becomes_of_the_push(self) -> None:
		with patch.object(push_delivery, "post", side_effect=ZeroDivisionError):
			queue([notice(user=READER), notice(user=READER, occasion="2")])
			push_delivery.deliver_due()
		self.assertEqual(self.states(), ["Failed", "Failed"])
		self.assertEqual(frappe.db.count("SD Outgoing Message", {"ticket": "TEST-1", "state": "Queued"}), 2)

	def test_an_address_that_leads_inside_later(self) -> None:
		queue([notice(user=READER)])
		with patch.dict(frappe.local.conf, {ON_THIS_MACHINE: 0}):
			push_delivery.deliver_due()
		self.assertEqual((self.states(), self.service.received), (["Failed"], []))

	def test_a_user_who_may_not_sign_in_is_told_nothing(self) -> None:
		queue([notice(user=READER)])
		frappe.db.set_value("User", READER, "enabled", 0)
		push_delivery.deliver_due()
		self.assertEqual((self.states(), self.service.received), (["Failed"], []))

	def test_a_device_is_one_persons(self) -> None:
		self.assertEqual(self.sign_up(OTHER), self.device)
		self.assertEqual(devices_of({READER, OTHER}), [(self.device, OTHER)])
		push_subscriptions.forget(READER, self.device)
		self.assertTrue(push_subscriptions.is_of(OTHER, self.device))
		push_subscriptions.forget(OTHER, self.device)
		self.assertEqual(devices_of({READER, OTHER}), [])

	def test_the_oldest_devices_make_room(self) -> None:
		for number in range(MOST_OF_A_PERSON + 2):
			self.sign_up(READER, f"n{number}")
			frappe.db.sql("update `tabSD Push Subscription` set creation = creation - interval 1 minute")
		endpoints = frappe.get_all(SUBSCRIPTION, {"user": READER}, pluck="endpoint")
		self.assertEqual(len(endpoints), MOST_OF_A_PERSON)
		self.assertNotIn(self.service.endpoint("one"), endpoints)

	def test_what_no_browser_sends(self) -> None:
		good = (self.service.endpoint("x"), self.browser.key, self.browser.secret)
		for place, value in ((0, "ftp://x.test/"), (0, ""), (1, "x"), (1, ""), (2, "x"), (2, "")):
			given = [value if place == number else each for number, each in enumerate(good)]
			with self.assertRaises(Refused, msg=str(given)):
				keep(READER, *given)

	def test_a_deleted_user_leaves_no_device(self) -> None:
		push_subscriptions.removed(frappe.get_doc("User", READER))
		self.assertFalse(frappe.db.exists(SUBSCRIPTION, self.device))

	def test_the_framework_knows_of_it(self) -> None:
		user = frappe.get_hooks("doc_events")["User"]["on_trash"]
		self.assertIn("servicedesk.messaging.push_subscriptions.removed", user)
		minutely = frappe.get_hooks("scheduler_events")["cron"]["* * * * *"]
		self.assertIn("servicedesk.messaging.push.resume_due", minutely)
		self.assertIn(SUBSCRIPTION, frappe.get_hooks("ignore_links_on_delete"))

	def test_what_is_old_is_forgotten(self) -> None:
		queue([notice(user=READER)])
		push_delivery.deliver_due()
		push_delivery.purge()
		self.assertEqual(self.states(), ["Sent"])
		frappe.db.sql("update `tabSD Push Notice` set next_attempt_at = next_attempt_at - interval 15 day")
		push_delivery.purge()
		self.assertEqual(self.states(), [])
