"""Ended sessions stay ended."""

from unittest.mock import MagicMock, patch

import frappe

from servicedesk.access import sessions
from servicedesk.shared.testing import DeskTestCase, make_user

USER = "somebody@customer.test"


class TestSessions(DeskTestCase):
	"""Somebody who is signed in on two devices."""

	def setUp(self) -> None:
		"""Two sessions, in the table and in the cache; this request is of the first."""
		super().setUp()
		make_user(USER, "Service Desk Customer")
		for sid in ("sid-of-a", "sid-of-b"):
			frappe.db.sql(
				"insert into tabSessions (user, sid, status) values (%s, %s, 'Active')", (USER, sid)
			)
			frappe.cache.hset("session", sid, {"user": USER})
		frappe.set_user(USER)
		frappe.session.sid = "sid-of-a"
		frappe.local.session_obj = self.framework_s = MagicMock()

	def tearDown(self) -> None:
		"""Tests have no session of the framework's."""
		del frappe.local.session_obj
		super().tearDown()

	def left(self) -> list[str]:
		"""The sessions that may still be used: the framework looks into its cache first."""
		stored = frappe.db.sql("select sid from tabSessions where user = %s order by sid", USER)
		rows = [sid for (sid,) in stored]
		cached = [sid for sid in ("sid-of-a", "sid-of-b") if frappe.cache.hget("session", sid)]
		self.assertEqual(rows, cached)
		return rows

	def test_the_others_end(self) -> None:
		self.assertEqual(sessions.end_sessions(USER, keep_current=True), 1)
		self.assertEqual(self.left(), ["sid-of-a"])
		self.assertIs(frappe.local.session_obj, self.framework_s)

	def test_everywhere_means_here_too(self) -> None:
		"""Without letting go of it, the framework stores the present session again when the request ends."""
		with patch.object(sessions, "clear_cookies") as clear:
			self.assertEqual(sessions.end_sessions(USER, keep_current=False), 2)
		clear.assert_called_once_with()
		self.assertEqual(self.left(), [])
		self.assertIsNone(frappe.local.session_obj)

	def test_another_person_s_sessions_are_not_this_one(self) -> None:
		frappe.set_user("Administrator")
		sessions.end_sessions(USER, keep_current=False)
		self.assertEqual(self.left(), [])
		self.assertIs(frappe.local.session_obj, self.framework_s)

	def test_signing_out_lets_go_of_the_session(self) -> None:
		frappe.local.login_manager = MagicMock()
		with patch.object(sessions, "clear_cookies"):
			sessions.end_this_session()
		self.assertIsNone(frappe.local.session_obj)
		del frappe.local.login_manager
