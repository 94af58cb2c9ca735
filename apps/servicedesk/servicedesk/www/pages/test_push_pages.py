"""The switch in the profile, as its script uses it: the key, on, off, and what signing out does."""

from unittest.mock import patch

import frappe

from servicedesk.access import attempts
from servicedesk.messaging.push_key import FIELD, PLACE, public_key
from servicedesk.messaging.push_subscriptions import SUBSCRIPTION
from servicedesk.messaging.push_testing import Browser
from servicedesk.self_service.testing import Company, make_company
from servicedesk.shared.testing import DeskTestCase
from servicedesk.www.pages import access
from servicedesk.www.pages.push import COOKIE, PURPOSE
from servicedesk.www.testing import ask, page

ON, OFF, KEY = "/portal/push/on", "/portal/push/off", "/portal/push/key"
ENDPOINT = "https://push.example.com/send/1"


class TestPushPages(DeskTestCase):
	"""A customer with a browser."""

	a: Company

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.a = make_company("A")

	def setUp(self) -> None:
		super().setUp()
		self.browser = Browser()
		attempts.forget(PURPOSE, self.a.requester)

	def turn_on(self, **changes: str) -> int:
		"""The answer's status."""
		given = {"endpoint": ENDPOINT, "key": self.browser.key, "secret": self.browser.secret, **changes}
		return ask(self.a.requester, ON, given).status_code

	def device(self) -> str:
		"""The name of the customer's only device; empty for none."""
		return str(frappe.db.get_value(SUBSCRIPTION, {"user": self.a.requester}) or "")

	def with_cookie(self, device: str) -> dict[str, str]:
		"""What the browser sends along."""
		return {"Cookie": f"{COOKIE}={device}"}

	def test_the_key(self) -> None:
		answer = ask(self.a.requester, KEY)
		self.assertEqual(answer.get_json(), {"key": public_key()})
		self.assertEqual(answer.headers["Cache-Control"], "no-store")
		self.assertNotEqual(ask("Guest", KEY).status_code, 200)

	def test_a_key_that_is_made_for_a_page_is_kept(self) -> None:
		"""The framework rolls back what a page that is opened has written, unless it is told."""
		frappe.db.delete("__Auth", {"doctype": PLACE[0], "name": PLACE[1], "fieldname": FIELD})
		made, is_kept = self.told_to_keep()
		self.assertEqual((made, is_kept), (public_key(), True))
		self.assertEqual(self.told_to_keep(), (made, False))

	def told_to_keep(self) -> tuple[str, bool]:
		"""The key that a browser is told, and whether the framework is told to keep what was written for it."""
		frappe.local.flags.commit = False
		self.addCleanup(frappe.local.flags.pop, "commit", None)
		key = ask(self.a.requester, KEY).get_json()["key"]
		return key, bool(frappe.local.flags.commit)

	def test_on_and_off(self) -> None:
		self.assertIn('aria-checked="false"', page(self.a.requester, "/portal/profile"))
		self.assertEqual(self.turn_on(), 200)
		cookie = self.with_cookie(self.device())
		self.assertIn('aria-checked="false"', page(self.a.requester, "/portal/profile"))
		shown = ask(self.a.requester, "/portal/profile", headers=cookie).get_data(as_text=True)
		self.assertIn('aria-checked="true"', shown)
		others = ask(self.a.manager, "/portal/profile", headers=cookie).get_data(as_text=True)
		self.assertIn('aria-checked="false"', others)
		ask(self.a.manager, OFF, {}, headers=cookie)
		self.assertTrue(self.device())
		self.assertEqual(ask(self.a.requester, OFF, {}, headers=cookie).status_code, 200)
		self.assertFalse(self.device())

	def test_what_no_browser_sends(self) -> None:
		for changes in (
			{"endpoint": "http://127.0.0.1:6379/"},
			{"endpoint": "https://push.example.com:6379/"},
			{"endpoint": ""},
			{"endpoint": "x" * 1_000_000},
			{"key": "<script>"},
			{"secret": "ж"},
		):
			self.assertEqual(self.turn_on(**changes), 422, str(changes)[:80])
		self.assertFalse(self.device())

	def test_guests_have_no_devices(self) -> None:
		answer = ask(
			"Guest", ON, {"endpoint": ENDPOINT, "key": self.browser.key, "secret": self.browser.secret}
		)
		self.assertNotEqual(answer.status_code, 200)
		self.assertFalse(frappe.db.exists(SUBSCRIPTION, {"endpoint": ENDPOINT}))

	def test_signing_out_everywhere_ends_it_too(self) -> None:
		self.turn_on()
		ask(self.a.requester, "/portal/profile/sessions", {})
		self.assertFalse(self.device())

	def test_signing_out_ends_it_on_this_device(self) -> None:
		self.turn_on()
		with patch.object(access, "end_this_session"):
			ask(self.a.requester, "/portal/sign-out", {})
			self.assertTrue(self.device())
			ask(self.a.requester, "/portal/sign-out", {}, headers=self.with_cookie(self.device()))
		self.assertFalse(self.device())

	def test_changes_are_counted(self) -> None:
		answers = [self.turn_on() for _turn in range(31)]
		self.assertEqual((answers[0], answers[-1]), (200, 429))
