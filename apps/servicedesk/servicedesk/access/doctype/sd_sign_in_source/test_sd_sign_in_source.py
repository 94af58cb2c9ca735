"""What a sign-in source must say, and who may read it."""

from typing import Any

import frappe

from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT, DeskTestCase, make_customer, make_user

SOURCE = "SD Sign-In Source"


class TestSignInSource(DeskTestCase):
	"""Half of a source lets nobody in, so it is refused, by field."""

	def source(self, **values: Any) -> Any:
		"""A directory that could be saved, but for `values`."""
		given = {
			"doctype": SOURCE, "title": "T Source", "kind": "LDAP", "host": "directory.example.org",
			"base_dn": "dc=example,dc=org", "default_customer": make_customer("T Directory"), **values,
		}  # fmt: skip
		return frappe.get_doc(given)

	def problems(self, **values: Any) -> dict[str, str]:
		"""What is wrong with it."""
		with self.assertRaises(Refused) as refused:
			self.source(**values).insert()
		return refused.exception.problems

	def test_names_are_as_programs_want_them(self) -> None:
		"""However they were typed."""
		source = self.source(host=" directory.example.org. ", mail_domain=" @Example.ORG ").insert()
		self.assertEqual((source.host, source.mail_domain), ("directory.example.org", "example.org"))
		self.assertEqual(source.user_filter, "(|(uid={name})(mail={address}))")

	def test_what_is_refused(self) -> None:
		"""With the field that it is about."""
		refused: dict[str, dict[str, Any]] = {
			"host": {"host": "ldap://directory.example.org"},
			"port": {"port": 70000},
			"mail_domain": {"mail_domain": "example"},
			"base_dn": {"base_dn": ""},
			"user_filter": {"user_filter": "(uid=*)"},
			"bind_password": {"bind_dn": "cn=reader"},
			"groups": {"default_customer": None},
			"default_customer": {"kind": "IMAP", "mail_domain": "example.org", "default_customer": None},
		}
		for field, values in refused.items():
			self.assertIn(field, self.problems(**values), values)
		self.assertIn("mail_domain", self.problems(kind="IMAP"))

	def test_passwords_are_kept_as_passwords(self) -> None:
		"""And saving again does not ask for it again."""
		source = self.source(bind_dn="cn=reader", bind_password="secret").insert()
		self.assertEqual(frappe.db.get_value(SOURCE, source.name, "bind_password"), "*" * 6)
		source.reload()
		source.update({"port": 3389}).save()
		self.assertEqual(source.get_password("bind_password"), "secret")

	def test_readable_passwords_are_warned_of(self) -> None:
		"""But for a server on this machine."""
		for host, said in (("directory.example.org", 1), ("127.0.0.1", 0), ("localhost", 0), ("::1", 0)):
			frappe.local.message_log = []
			self.source(title=f"T {host}", host=host, security="None").insert()
			self.assertEqual(len(frappe.local.message_log), said, host)

	def test_administrators_only(self) -> None:
		"""Whoever may change the server's name would be sent its password."""
		source = self.source().insert()
		supervisor = make_user("supervisor@desk.test", "Service Desk Supervisor")
		for user in (AGENT, supervisor):
			for permission in ("read", "write", "create"):
				self.assertFalse(frappe.has_permission(SOURCE, permission, source, user=user))
		keeper = make_user("keeper@desk.test", "Service Desk Administrator")
		self.assertTrue(frappe.has_permission(SOURCE, "write", source, user=keeper))
