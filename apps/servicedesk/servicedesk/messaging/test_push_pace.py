"""Services that take their time: how long they may hold up the worker, and what becomes of the other messages."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from servicedesk.messaging import push, push_delivery, push_service
from servicedesk.messaging.outbox import queue
from servicedesk.messaging.push import NOTICE
from servicedesk.messaging.push_service import WHOLE_SECONDS
from servicedesk.messaging.push_subscriptions import keep
from servicedesk.messaging.push_testing import PushService
from servicedesk.messaging.test_outbox import notice
from servicedesk.messaging.test_push import READER, PushTestCase

DELIVERY = "servicedesk.messaging.push_delivery.deliver_due"


class TestPushPace(PushTestCase):
	"""A reader with a device at a service that answers, and more at one that may not."""

	def setUp(self) -> None:
		super().setUp()
		self.slow = PushService()
		self.slow.__enter__()
		self.addCleanup(self.slow.__exit__)

	def sign_up_slow(self, *names: str) -> None:
		"""Devices of the reader's at the slow service."""
		for name in names:
			keep(READER, self.slow.endpoint(name), self.browser.key, self.browser.secret)

	def counted(self) -> list[tuple[str, int]]:
		"""Each notice's state, and how often it was tried."""
		rows = frappe.get_all(NOTICE, fields=["state", "attempts"], as_list=True)
		return sorted((str(state), int(attempts)) for state, attempts in rows)

	def test_a_host_that_does_not_answer_is_waited_for_once(self) -> None:
		self.sign_up_slow("a", "b", "c")
		self.slow.thinks_seconds = 60
		queue([notice(user=READER)])
		with patch.object(push_service, "CONNECT_SECONDS", 0.3):
			self.assertEqual(push_delivery.deliver_due(), 1)
		self.assertEqual((len(self.slow.received), len(self.service.received)), (1, 1))
		# Those that were not tried have lost nothing.
		self.assertEqual(self.counted(), [("Queued", 0), ("Queued", 0), ("Queued", 1), ("Sent", 1)])
		due = frappe.get_all(NOTICE, {"state": "Queued"}, pluck="next_attempt_at")
		self.assertGreater(min(due), now_datetime() + timedelta(seconds=50))
		self.slow.thinks_seconds = 0
		self.later()
		self.assertEqual(push_delivery.deliver_due(), 3)

	def test_neither_in_a_later_batch_of_the_run(self) -> None:
		self.sign_up_slow("a", "b", "c")
		self.slow.thinks_seconds = 60
		queue([notice(user=READER)])
		with patch.object(push_service, "CONNECT_SECONDS", 0.3), patch.object(push_delivery, "BATCH", 1):
			self.assertEqual(push_delivery.deliver_due(), 1)
		self.assertEqual(len(self.slow.received), 1)

	def test_a_host_that_is_cut_off_is_slow_too(self) -> None:
		"""What is ended from outside looks like a line that broke."""
		self.sign_up_slow("a", "b")
		self.slow.thinks_seconds = 60
		queue([notice(user=READER)])
		with (
			patch.object(push_service, "WHOLE_SECONDS", 0.3),
			patch.object(push_delivery, "CONNECT_SECONDS", 0.2),
		):
			self.assertEqual(push_delivery.deliver_due(), 1)
		self.assertEqual(len(self.slow.received), 1)

	def test_a_line_that_breaks_at_once_is_not_slow(self) -> None:
		self.sign_up_slow("a", "b")
		queue([notice(user=READER)])
		with patch.object(push_delivery, "post", side_effect=ConnectionResetError):
			push_delivery.deliver_due()
		self.assertEqual(self.counted(), [("Queued", 1)] * 3)

	def test_the_time_is_asked_for_before_each_message(self) -> None:
		self.service.thinks_seconds = self.slow.thinks_seconds = 2.5
		self.sign_up_slow("a", "b")
		queue([notice(user=READER)])
		with patch.object(push_delivery, "RUN_SECONDS", 2):
			self.assertEqual(push_delivery.deliver_due(), 1)
		self.assertEqual(self.counted(), [("Queued", 0), ("Queued", 0), ("Sent", 1)])
		self.service.thinks_seconds = self.slow.thinks_seconds = 0
		self.assertEqual(push_delivery.deliver_due(), 2)

	def test_a_worker_is_called_once_and_not_the_mails(self) -> None:
		push.awake()
		with patch.object(frappe, "enqueue") as called:
			push.wake_push()
			push.wake_push()
			called.assert_called_once_with(DELIVERY, queue="long")
			push.awake()
			push.resume_due()
			called.assert_called_once()
			queue([notice(user=READER)])
			push.resume_due()
			self.assertEqual(called.call_count, 2)
		push.awake()

	def test_a_run_is_shorter_than_its_workers_time(self) -> None:
		"""The framework gives a job of the long queue 1500 seconds; a claim must not grow stale within a run."""
		self.assertLess(push_delivery.RUN_SECONDS + WHOLE_SECONDS, push_delivery.STALE_CLAIM.total_seconds())

	def test_news_of_yesterday_is_none(self) -> None:
		queue([notice(user=READER)])
		frappe.db.sql("update `tabSD Push Notice` set creation = creation - interval 25 hour")
		self.assertEqual(push_delivery.deliver_due(), 0)
		self.assertEqual((self.counted(), self.service.received), ([("Failed", 1)], []))
