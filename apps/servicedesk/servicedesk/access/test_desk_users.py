"""People of another app on the same site, who have a desk role that is none of this desk's: not the desk's to let in.

Whoever could invite them could set their password, and so sign in as them.
"""

from collections.abc import Callable

import frappe

from servicedesk.access import accounts, links, members, passwords
from servicedesk.access.testing import AccessTestCase
from servicedesk.shared.desk_users import belongs_to_desk
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT, make_account, make_user
from servicedesk.shared.visibility import is_staff

FOREIGN, MANAGER, SUPERVISOR = "foreign@desk.test", "boss@customer.test", "supervisor@desk.test"


class TestDeskUsers(AccessTestCase):
	"""A System User whose only role is another app's."""

	def setUp(self) -> None:
		"""Nobody of this desk, but somebody who signs in to the same one."""
		super().setUp()
		make_user(FOREIGN, "Script Manager")
		make_account(MANAGER, {self.customer: "Manager"})

	def account(self) -> str:
		"""An account that an administrator has made for them all the same."""
		values = {"user": FOREIGN, "account_state": "Active"}
		rows = [{"customer": self.customer, "account_role": "Requester"}]
		return str(
			frappe.get_doc({"doctype": "SD Portal Account", **values, "customers": rows}).insert().name
		)

	def refused(self, user: str, call: Callable[[], object]) -> None:
		"""The call, made by this user, is refused and no account is there."""
		frappe.set_user(user)
		with self.assertRaises(Refused):
			call()
		frappe.set_user("Administrator")

	def test_who_belongs_to_the_desk(self) -> None:
		self.assertFalse(is_staff(FOREIGN))
		for user in ("Administrator", "Guest", AGENT, FOREIGN):
			self.assertTrue(belongs_to_desk(user), user)
		for user in (MANAGER, "nobody@customer.test"):
			self.assertFalse(belongs_to_desk(user), user)

	def test_a_custom_kind_of_user_belongs_to_the_desk(self) -> None:
		frappe.db.set_value("User", MANAGER, "user_type", "Employee Self Service")
		self.assertTrue(belongs_to_desk(MANAGER))

	def test_agents_do_not_invite_them(self) -> None:
		self.refused(AGENT, lambda: accounts.invite(FOREIGN, "F", "F", self.customer, "Requester"))
		self.assertFalse(frappe.db.exists("SD Portal Account", {"user": FOREIGN}))

	def test_nor_add_a_customer(self) -> None:
		self.account()
		self.refused(AGENT, lambda: accounts.invite(FOREIGN, "F", "F", self.customer, "Requester"))

	def test_nor_set_a_password(self) -> None:
		account = self.account()
		self.refused(AGENT, lambda: passwords.set_temporary_password(account))

	def test_an_account_switched_off_leaves_them_in(self) -> None:
		accounts.disable(self.account())
		self.assertEqual(frappe.db.get_value("User", FOREIGN, "enabled"), 1)

	def test_a_manager_does_not_switch_them_off(self) -> None:
		account = self.account()
		self.refused(MANAGER, lambda: members.disable(account, self.customer))

	def test_an_account_removed_leaves_nothing_open(self) -> None:
		link = links.issue(links.RESET, MANAGER)
		frappe.db.sql(
			"insert into tabSessions (user, sid, status) values (%s, 'sid-of-test', 'Active')", MANAGER
		)
		frappe.delete_doc("SD Portal Account", MANAGER)
		self.assertEqual(frappe.db.get_value("User", MANAGER, "enabled"), 0)
		self.assertEqual(frappe.db.count("Sessions", {"user": MANAGER}), 0)
		self.assertIsNone(links.find(link.address.rpartition("/")[2]))
		frappe.delete_doc("SD Portal Account", self.account())
		self.assertEqual(frappe.db.get_value("User", FOREIGN, "enabled"), 1)

	def test_only_system_managers_make_them_an_account(self) -> None:
		make_user(SUPERVISOR, "Service Desk Supervisor")
		self.refused(SUPERVISOR, self.account)
		frappe.get_doc("User", SUPERVISOR).add_roles("System Manager")
		frappe.set_user(SUPERVISOR)
		account = self.account()
		# What is there may be served by everybody.
		frappe.set_user(AGENT)
		accounts.disable(account)
