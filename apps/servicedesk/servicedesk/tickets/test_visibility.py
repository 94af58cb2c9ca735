"""Whose data: lists and documents agree, for every kind of user, and nobody sees another customer's."""

import frappe

from servicedesk.shared.testing import (
	AGENT,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_user,
)
from servicedesk.shared.visibility import as_condition, rule_for
from servicedesk.tickets.testing import make_ticket

DOCTYPES = ("SD Ticket", "SD Customer", "SD Contract", "SD Portal Account")


class TestVisibility(DeskTestCase):
	"""Two customers with everything; each kind of user looks at all of it."""

	@classmethod
	def setUpClass(cls) -> None:
		"""Two customers, each with a requester, a manager, a contract and tickets."""
		super().setUpClass()
		for letter in ("a", "b"):
			customer = make_customer(f"T Customer {letter}")
			make_account(f"requester.{letter}@t.test", {customer: "Requester"})
			make_account(f"manager.{letter}@t.test", {customer: "Manager"})
			make_contract(f"T-{letter}", customer)
			make_ticket(f"requester.{letter}@t.test", customer)
			make_ticket(f"manager.{letter}@t.test", customer)
		make_user("nobody@t.test", "Service Desk Customer")

	def listed(self, doctype: str, user: str) -> set[str]:
		"""Names that the framework's own list gives this user."""
		frappe.set_user(user)
		try:
			return set(frappe.get_list(doctype, pluck="name", limit_page_length=0))
		except frappe.PermissionError:
			return set()
		finally:
			frappe.set_user("Administrator")

	def test_list_and_document_agree_for_every_user(self) -> None:
		users = ["requester.a@t.test", "manager.a@t.test", "requester.b@t.test", "nobody@t.test", "Guest"]
		for doctype in DOCTYPES:
			every = frappe.get_all(doctype, pluck="name")
			for user in users:
				condition = as_condition(rule_for(doctype, user), doctype) or "1=1"
				by_condition = {
					row[0] for row in frappe.db.sql(f"select name from `tab{doctype}` where {condition}")
				}
				by_document = {name for name in every if rule_admits(doctype, name, user)}
				self.assertEqual(by_condition, by_document, f"{doctype} for {user}")

	def test_nobody_sees_another_customers_data(self) -> None:
		for user in ("requester.a@t.test", "manager.a@t.test"):
			tickets = self.listed("SD Ticket", user)
			owners = {frappe.db.get_value("SD Ticket", name, "customer") for name in tickets}
			self.assertEqual(owners, {"T Customer a"}, user)
		self.assertEqual(len(self.listed("SD Ticket", "requester.a@t.test")), 1)
		self.assertEqual(len(self.listed("SD Ticket", "manager.a@t.test")), 2)

	def test_whoever_has_no_account_sees_nothing(self) -> None:
		for doctype in DOCTYPES:
			self.assertEqual(self.listed(doctype, "nobody@t.test"), set(), doctype)

	def test_staff_see_all(self) -> None:
		self.assertGreaterEqual(len(self.listed("SD Ticket", AGENT)), 4)

	def test_changed_rights_take_effect_at_once(self) -> None:
		account = frappe.get_doc("SD Portal Account", "requester.a@t.test")
		self.assertTrue(self.listed("SD Ticket", account.user))
		account.account_state = "Disabled"
		account.save()
		self.assertEqual(self.listed("SD Ticket", account.user), set())

	def test_participant_of_another_customer_sees_nothing(self) -> None:
		name = make_ticket("requester.a@t.test", "T Customer a").name
		ticket = frappe.get_doc("SD Ticket", name)
		ticket.append("participants", {"user": "requester.b@t.test"})
		ticket.append("participants", {"user": "manager.b@t.test"})
		ticket.save()
		self.assertNotIn(name, self.listed("SD Ticket", "requester.b@t.test"))
		self.assertFalse(rule_admits("SD Ticket", name, "requester.b@t.test"))

	def test_participant_of_the_same_customer_sees_the_ticket(self) -> None:
		make_account("colleague.a@t.test", {"T Customer a": "Requester"})
		ticket = frappe.get_doc("SD Ticket", make_ticket("requester.a@t.test", "T Customer a").name)
		self.assertNotIn(ticket.name, self.listed("SD Ticket", "colleague.a@t.test"))
		ticket.append("participants", {"user": "colleague.a@t.test"})
		ticket.save()
		self.assertIn(ticket.name, self.listed("SD Ticket", "colleague.a@t.test"))


def rule_admits(doctype: str, name: str, user: str) -> bool:
	"""What the document's own check says."""
	doc = frappe.get_doc(doctype, name)
	return all(
		frappe.call(frappe.get_attr(hook), doc=doc, ptype="read", user=user)
		for hook in frappe.get_hooks("has_permission")[doctype]
	)
