"""What a manager may do with the accounts of colleagues, and what not."""

import frappe

from servicedesk.access import attempts, members
from servicedesk.self_service.members import change, invite, member_list
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT, DeskTestCase, make_account, make_customer, make_user

MANAGER, COLLEAGUE, SHARED = "boss@t.test", "colleague@t.test", "shared@t.test"
STRANGER, NEW = "stranger@t.test", "new.one@t.test"


class TestMembers(DeskTestCase):
	"""One company's manager, a colleague, somebody of two companies, and another company."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.own, cls.other = make_customer("T Members"), make_customer("T Members Other")
		make_account(MANAGER, {cls.own: "Manager"})
		make_account(COLLEAGUE, {cls.own: "Requester"})
		make_account(SHARED, {cls.other: "Requester", cls.own: "Requester"})
		make_account(STRANGER, {cls.other: "Manager"})

	def setUp(self) -> None:
		super().setUp()
		attempts.forget(members.PURPOSE, MANAGER)
		frappe.set_user(MANAGER)

	def state(self, account: str) -> str:
		"""The account's state in the register."""
		return str(frappe.db.get_value("SD Portal Account", account, "account_state"))

	def person(self, **changes: str) -> dict[str, str]:
		"""What the form of an invitation sends."""
		names = {"first_name": "Нова", "last_name": "Колежка", "email": NEW, "role": "Requester"}
		return {**names, "customer": self.own, **changes}

	def test_the_list_is_the_company_and_nothing_of_others(self) -> None:
		rows = {row.account: row for row in member_list({}).rows}
		self.assertEqual(set(rows), {MANAGER, COLLEAGUE, SHARED})
		self.assertEqual({row.company for row in rows.values()}, {"T Members"})
		self.assertEqual({name for name, row in rows.items() if row.may_change}, {COLLEAGUE})
		self.assertTrue(rows[MANAGER].is_reader)
		self.assertEqual({row.account for row in member_list({"q": "shared"}).rows}, {SHARED})

	def test_statements(self) -> None:
		member_list({})
		with self.assertQueryCount(2):
			member_list({})

	def test_disable_and_enable(self) -> None:
		change("disable", {"account": COLLEAGUE, "customer": self.own})
		self.assertEqual(self.state(COLLEAGUE), "Disabled")
		self.assertFalse(frappe.db.get_value("User", COLLEAGUE, "enabled"))
		change("enable", {"account": COLLEAGUE, "customer": self.own})
		self.assertIn(self.state(COLLEAGUE), ("Active", "Invited"))

	def test_roles(self) -> None:
		change("role", {"account": COLLEAGUE, "customer": self.own, "role": "Manager"})
		rows = frappe.get_all("SD Account Customer", {"parent": COLLEAGUE}, ["customer", "account_role"])
		self.assertEqual([(row.customer, row.account_role) for row in rows], [(self.own, "Manager")])
		with self.assertRaises(Refused):
			change("role", {"account": COLLEAGUE, "customer": self.own, "role": "System Manager"})

	def test_never_oneself_nor_somebody_of_another_company_too(self) -> None:
		for account in (MANAGER, SHARED):
			for action in ("disable", "enable", "role", "again"):
				typed = {"account": account, "customer": self.own, "role": "Manager"}
				with self.subTest(account=account, action=action), self.assertRaises(Refused):
					change(action, typed)
		self.assertEqual((self.state(MANAGER), self.state(SHARED)), ("Active", "Active"))

	def test_forged_accounts_and_customers_do_not_exist(self) -> None:
		for account, customer in (
			(STRANGER, self.own),
			(STRANGER, self.other),
			(SHARED, self.other),
			("no.body@t.test", self.own),
			(COLLEAGUE, ""),
		):
			typed = {"account": account, "customer": customer}
			with self.subTest(**typed), self.assertRaises(frappe.PageDoesNotExistError):
				change("disable", typed)
		with self.assertRaises(frappe.PageDoesNotExistError):
			invite(self.person(customer=self.other))

	def test_a_requester_manages_nobody(self) -> None:
		frappe.set_user(COLLEAGUE)
		self.assertEqual(member_list({}).rows, [])
		with self.assertRaises(frappe.PageDoesNotExistError):
			change("disable", {"account": MANAGER, "customer": self.own})
		with self.assertRaises(frappe.PageDoesNotExistError):
			invite(self.person())

	def test_staff_with_an_account_are_the_desks_own_matter(self) -> None:
		frappe.set_user("Administrator")
		make_account(AGENT, {self.own: "Requester"})
		frappe.set_user(MANAGER)
		with self.assertRaises(Refused):
			change("disable", {"account": AGENT, "customer": self.own})

	def test_invitation(self) -> None:
		invite(self.person(position="Счетоводител"))
		account = frappe.get_doc("SD Portal Account", NEW)
		self.assertEqual((account.account_state, account.position), ("Invited", "Счетоводител"))
		self.assertEqual([row.customer for row in account.customers], [self.own])
		rows = {row.account: row for row in member_list({}).rows}
		self.assertEqual((rows[NEW].state, rows[NEW].may_change), ("Invited", True))
		change("again", {"account": NEW, "customer": self.own})

	def test_faults_by_field(self) -> None:
		for changes, field in (
			({"email": "no address"}, "email"),
			({"first_name": ""}, "first_name"),
			({"last_name": "<b>x</b>"}, "last_name"),
			({"first_name": "Ж" * 300}, "first_name"),
			({"role": "Administrator"}, "role"),
			({"email": COLLEAGUE}, "email"),
		):
			with self.subTest(changes=changes), self.assertRaises(Refused) as caught:
				invite(self.person(**changes))
			self.assertIn(field, caught.exception.problems)

	def test_known_elsewhere_is_answered_like_unknown_and_left_to_staff(self) -> None:
		frappe.set_user("Administrator")
		make_user("lead@desk.test", "Service Desk Supervisor")
		make_user("visitor@t.test")
		frappe.set_user(MANAGER)
		for email in (STRANGER, AGENT, "visitor@t.test"):
			with self.subTest(email=email):
				invite(self.person(email=email))
				told = {
					"for_user": "lead@desk.test",
					"document_type": "SD Customer",
					"document_name": self.own,
				}
				subjects = frappe.get_all("Notification Log", told, pluck="subject")
				self.assertEqual(len([subject for subject in subjects if email in subject]), 1)
				self.assertFalse(
					frappe.db.exists("SD Account Customer", {"parent": email, "customer": self.own})
				)
		with self.assertRaises(Refused) as caught:
			invite(self.person(email=STRANGER, role="Administrator"))
		self.assertEqual(list(caught.exception.problems), ["role"])

	def test_invitations_are_counted(self) -> None:
		with self.assertRaises(attempts.TooManyAttempts):
			for _turn in range(members.MOST_INVITATIONS + 1):
				with self.assertRaises(Refused):
					invite(self.person(email=COLLEAGUE))

	def test_a_manager_of_several_may_change_whoever_is_theirs_alone(self) -> None:
		frappe.set_user("Administrator")
		make_account("double.boss@t.test", {self.own: "Manager", self.other: "Manager"})
		frappe.set_user("double.boss@t.test")
		change("disable", {"account": SHARED, "customer": self.own})
		self.assertEqual(self.state(SHARED), "Disabled")
