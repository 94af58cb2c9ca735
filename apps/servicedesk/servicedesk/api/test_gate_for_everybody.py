"""The gate's rules that hold for everybody, staff too: failed keys, closed accounts, other sites' pages, odd sessions."""

from unittest.mock import patch

import frappe

from servicedesk.api import gate
from servicedesk.api.refusal import Reason, Refused
from servicedesk.api.testing import (
	PORTAL_USER,
	STAFF_USER,
	GateTestCase,
	as_request,
	make_person,
	refusal_of,
)


class TestGateForEverybody(GateTestCase):
	"""Each request is made up in the test's own thread; nothing is dispatched."""

	def test_authorization_that_failed(self) -> None:
		"""A key that signs nobody in is refused, not ignored; also on what guests may see."""
		for value in ("token a:b", "Basic eDp5", "Bearer x", "x"):
			self.assert_answer(Reason.BAD_CREDENTIALS, "/portal", "Guest", headers={"Authorization": value})
		self.assert_answer(None, "/portal", PORTAL_USER, headers={"Authorization": "token a:b"})

	def test_switched_off_user(self) -> None:
		"""A session or key of a user who was switched off is refused, whatever kind of user it was."""
		make_person("gate-off@example.org", "System User")
		frappe.db.set_value("User", "gate-off@example.org", "enabled", 0)
		self.assert_answer(Reason.DISABLED, "/app", "gate-off@example.org")
		self.assert_answer(Reason.DISABLED, "/portal", "gate-off@example.org")
		self.assert_answer(Reason.UNCERTAIN, "/portal", "gate-nobody@example.org")

	def test_pages_of_other_sites(self) -> None:
		"""Nothing is changed at the wish of another site's page, for nobody."""
		foreign = ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"})
		own: tuple[dict[str, str], ...] = (
			{"Origin": "http://desk.example.org"},
			{"Sec-Fetch-Site": "same-origin", "Origin": "null"},
			{"Origin": "http://other.example:8080", "X-Forwarded-Host": "other.example:8080"},
			{},
		)
		for user in ("Guest", PORTAL_USER, STAFF_USER):
			for headers in foreign:
				self.assert_answer(Reason.FOREIGN, "/portal/sign-in", user, "POST", headers=headers)
				self.assert_answer(Reason.FOREIGN, "/api/method/login", user, "POST", headers=headers)
				self.assert_answer(None, "/portal", user, "GET", headers=headers)
			for headers in own:
				self.assert_answer(None, "/portal/sign-in", user, "POST", headers=headers)
		key = {"Origin": "https://evil.example", "Authorization": "token a:b"}
		self.assert_answer(None, "/portal", PORTAL_USER, "POST", headers=key)
		with patch.dict(frappe.conf, {"allow_cors": ["https://shop.example"]}):
			self.assert_answer(
				None, "/portal", PORTAL_USER, "POST", headers={"Origin": "https://shop.example"}
			)
			self.assert_answer(Reason.FOREIGN, "/portal", PORTAL_USER, "POST", headers=foreign[1])

	def test_addresses_that_lead_away(self) -> None:
		"""No page may send people to another site afterwards, wherever the address stands."""
		for user in ("Guest", PORTAL_USER, STAFF_USER):
			self.assert_answer(Reason.LEADS_AWAY, "/login?redirect-to=https://evil.example", user)
			self.assert_answer(
				Reason.LEADS_AWAY, "/login?redirect-to=/portal&redirect-to=//evil.example", user
			)
			self.assert_answer(
				Reason.LEADS_AWAY, "/portal", user, "POST", form={"redirect_to": "//evil.example"}
			)
			self.assert_answer(None, "/login?redirect-to=/app/sd-ticket", user)

	def test_ways_of_signing_in_that_are_not_ours(self) -> None:
		"""A session in a link, and keys of other tables, are refused before the framework tries them."""
		for user in ("Guest", PORTAL_USER, STAFF_USER):
			with as_request("/portal?sid=stolen", user):
				self.assertIs(refusal_of(gate.check_credentials), Reason.SESSION_PARAMETER)
			with as_request("/portal", user, headers={"Frappe-Authorization-Source": "Sessions"}):
				self.assertIs(refusal_of(gate.check_credentials), Reason.BAD_CREDENTIALS)
			with as_request("/portal", user, headers={"Frappe-Authorization-Source": "User"}):
				self.assertIsNone(refusal_of(gate.check_credentials))

	def test_refused_sign_in_gives_no_session(self) -> None:
		"""The framework has signed somebody in before the gate is asked: its cookies must not get out then."""
		with as_request("/api/method/login", PORTAL_USER, "POST", headers={"Sec-Fetch-Site": "cross-site"}):
			frappe.local.cookie_manager.set_cookie("sid", "of somebody else")
			with self.assertRaises(Refused) as caught:
				gate.check_request()
			self.assertNotIn("Set-Cookie", caught.exception.get_response().headers)
			self.assertEqual(frappe.local.cookie_manager.cookies, {})
