"""Links between tickets and hints at duplicates: what staff see, and customers never."""

from typing import Any

import frappe

from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.testing import AGENT, DeskTestCase, make_account, make_customer, make_equipment
from servicedesk.tickets import duplicates, linking
from servicedesk.tickets.testing import make_ticket

CUSTOMER, OTHER = "T Links", "T Far Away"
USER, MANAGER, STRANGER = "links@t.test", "links-manager@t.test", "far@t.test"


class TestLinks(DeskTestCase):
	"""Tickets of two customers have one cause."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer, cls.other = make_customer(CUSTOMER), make_customer(OTHER)
		make_account(USER, {cls.customer: "Requester"})
		make_account(MANAGER, {cls.customer: "Manager"})
		make_account(STRANGER, {cls.other: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.near = make_ticket(USER, self.customer).name
		self.far = make_ticket(STRANGER, self.other).name
		frappe.set_user(AGENT)

	def seen(self, number: str) -> list[tuple[str, str]]:
		"""The ticket's links: word and other ticket."""
		return [(row["kind"], row["ticket"]) for row in linking.links_of(number)]

	def test_both_sides_show_it_and_it_is_made_once(self) -> None:
		first = linking.link(self.near, self.far, "Caused By")
		self.assertEqual(linking.link(self.far, self.near, "Causes").name, first.name)
		self.assertEqual(self.seen(self.near), [("Caused By", self.far)])
		self.assertEqual(self.seen(self.far), [("Causes", self.near)])
		events = frappe.get_all(
			"SD Ticket Event",
			{"ticket": ("in", (self.near, self.far)), "event": "linked"},
			["detail", "to_value", "visible_to_customer"],
			order_by="ticket asc",
		)
		self.assertEqual(len(events), 2)
		self.assertFalse(any(event.visible_to_customer for event in events))

	def test_what_is_refused(self) -> None:
		linking.link(self.near, self.far, "Blocks")
		with self.assertRaises(Conflict):
			linking.link(self.far, self.near, "Blocks")
		cases = (("other", self.near, "Related"), ("kind", self.far, "Sibling"), ("other", "", "Related"))
		for field, other, kind in cases:
			with self.subTest(kind), self.assertRaises(Refused) as caught:
				link: dict[str, Any] = {"ticket": self.near, "other": other, "kind": kind}
				frappe.get_doc({"doctype": "SD Ticket Link", **link}).insert()
			self.assertEqual(list(caught.exception.problems), [field])

	def test_taking_it_away(self) -> None:
		made = linking.link(self.near, self.far, "Related")
		linking.unlink(made.name)
		self.assertEqual(self.seen(self.near), [])
		event = frappe.get_last_doc("SD Ticket Event", {"ticket": self.near, "event": "linked"})
		self.assertEqual(event.from_value, self.far)

	def test_no_customer_reads_of_links(self) -> None:
		made = linking.link(self.near, self.far, "Related")
		for user in (USER, MANAGER, STRANGER):
			frappe.set_user(user)
			with self.subTest(user):
				self.assertFalse(frappe.has_permission("SD Ticket Link", "read", doc=made.name))
				with self.assertRaises(frappe.PermissionError):
					frappe.get_list("SD Ticket Link")
				with self.assertRaises(frappe.PermissionError):
					linking.link(self.near, self.far, "Related")
				with self.assertRaises(frappe.PermissionError):
					linking.unlink(made.name)

	def test_hints(self) -> None:
		frappe.set_user("Administrator")
		piece = make_equipment("T-DUP-1", self.customer)
		second = make_ticket(USER, self.customer, equipment=piece).name
		words = {"summary": "Invoice not sent", "details": "x"}
		unlike = make_ticket(MANAGER, self.customer, answers=words, equipment=piece).name
		make_ticket(MANAGER, self.customer, answers={"summary": "New keyboard", "details": "x"})
		frappe.set_user(AGENT)
		found = duplicates.hints_for(frappe.get_doc("SD Ticket", second))
		self.assertEqual([row["ticket"] for row in found], [self.near, unlike])
		self.assertEqual(found[0]["reasons"], ["Same requester", "Similar subject"])
		self.assertEqual(found[1]["reasons"], ["Same equipment"])
		self.assertNotIn(self.far, [row["ticket"] for row in found])

	def test_hints_never_cross_customers(self) -> None:
		frappe.set_user("Administrator")
		both = make_account("links-both@t.test", {self.customer: "Requester", self.other: "Requester"})
		first = make_ticket(both, self.customer).name
		second = make_ticket(both, self.other).name
		frappe.set_user(AGENT)
		found = [row["ticket"] for row in duplicates.hints_for(frappe.get_doc("SD Ticket", first))]
		self.assertIn(self.near, found)
		self.assertNotIn(second, found)

	def test_hints_cost_one_statement_on_indexes(self) -> None:
		ticket = frappe.get_doc("SD Ticket", self.near)
		duplicates.hints_for(ticket)
		with self.assertQueryCount(1):
			duplicates.hints_for(ticket)
		values = {"customer": self.customer, "requester": USER, "equipment": "", "since": "2020-01-01"}
		plan = frappe.db.sql(
			f"explain {duplicates.STATEMENT}", {**values, "until": "2100-01-01"}, as_dict=True
		)
		keys = [row.key for row in plan if row.table and row.table.startswith("tabSD Ticket")]
		self.assertEqual(sorted(keys), ["by_customer", "by_equipment", "by_requester"])
