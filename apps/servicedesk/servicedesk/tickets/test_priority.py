"""A ticket's priority: from the rules, by an agent's own choice with its reason, never by a customer."""

from typing import Any

import frappe

from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	AGENT,
	PRIORITY,
	REQUEST_TYPE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import priority
from servicedesk.tickets.testing import make_ticket

CUSTOMER, USER = "T Priority", "priority@t.test"
URGENT, LOW = "T Urgent", "T Low"
WIDE, NARROW = "T Wide", "T Narrow"


class TestPriority(DeskTestCase):
	"""Impact alone decides, as at the integrator; whatever has no rule gets the desk's default."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_account(USER, {make_customer(CUSTOMER): "Requester"})
		for title, level in ((URGENT, 1), (LOW, 4)):
			frappe.get_doc({"doctype": "SD Priority", "title": title, "level": level}).insert()
		for title, level, result in ((WIDE, 1, URGENT), (NARROW, 2, LOW)):
			frappe.get_doc({"doctype": "SD Impact", "title": title, "level": level}).insert()
			frappe.get_doc({"doctype": "SD Priority Rule", "impact": title, "priority": result}).insert()

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, CUSTOMER).name
		frappe.set_user(AGENT)

	def save(self, **values: Any) -> Any:
		"""The agent changes the ticket on its form."""
		ticket = frappe.get_doc("SD Ticket", self.number)
		ticket.update(values)
		ticket.save()
		return frappe.get_doc("SD Ticket", self.number)

	def standing(self, ticket: Any) -> tuple[str, str, str, str | None]:
		"""What the ticket says of its priority."""
		return ticket.priority, ticket.priority_basis, ticket.priority_by_matrix, ticket.priority_reason

	def told(self) -> list[tuple[str, str, str]]:
		"""What history says of changes: old, new, words."""
		filters = {"ticket": self.number, "event": "priority_changed"}
		fields = ["from_value", "to_value", "detail"]
		rows = frappe.get_all("SD Ticket Event", filters, fields, order_by="occurred_microseconds")
		return [(row.from_value, row.to_value, row.detail) for row in rows]

	def test_impact_decides_and_the_default_where_no_rule_fits(self) -> None:
		self.assertEqual(
			self.standing(frappe.get_doc("SD Ticket", self.number)), (PRIORITY, "fallback", PRIORITY, None)
		)
		self.assertEqual(self.standing(self.save(impact=WIDE)), (URGENT, "impact", URGENT, None))
		self.assertEqual(self.standing(self.save(impact=None)), (PRIORITY, "fallback", PRIORITY, None))

	def test_the_request_types_priority_comes_before_the_desks(self) -> None:
		frappe.set_user("Administrator")
		self.addCleanup(frappe.clear_document_cache, "SD Request Type", REQUEST_TYPE)
		frappe.get_doc("SD Request Type", REQUEST_TYPE).update({"priority": LOW}).save()
		self.assertEqual(make_ticket(USER, CUSTOMER).priority, LOW)

	def test_an_override_keeps_what_the_rules_said_and_history_keeps_both(self) -> None:
		self.save(impact=NARROW)
		ticket = self.save(priority=URGENT, priority_reason="Board meeting")
		self.assertEqual(self.standing(ticket), (URGENT, "override", LOW, "Board meeting"))
		self.assertEqual(
			self.told(), [(PRIORITY, LOW, ""), (LOW, URGENT, f"By the rules: {LOW}. Reason: Board meeting")]
		)

	def test_an_override_without_a_reason_is_refused_by_its_field(self) -> None:
		for reason in (None, "  "):
			with self.assertRaises(Refused) as caught:
				self.save(priority=URGENT, priority_reason=reason)
			self.assertEqual(set(caught.exception.problems), {"priority_reason"})
			self.assertEqual(caught.exception.http_status_code, 422)
		self.save(priority=URGENT, priority_reason="Board meeting")
		with self.assertRaises(Refused):
			self.save(priority_reason="")

	def test_an_override_outlives_another_impact_and_is_taken_back_by_emptying_it(self) -> None:
		self.save(priority=LOW, priority_reason="Can wait")
		ticket = self.save(impact=WIDE)
		self.assertEqual(self.standing(ticket), (LOW, "override", URGENT, "Can wait"))
		self.assertEqual(self.standing(self.save(priority=None)), (URGENT, "impact", URGENT, None))

	def test_choosing_what_the_rules_say_takes_it_back_too(self) -> None:
		self.save(priority=LOW, priority_reason="Can wait")
		self.assertEqual(self.standing(self.save(priority=PRIORITY)), (PRIORITY, "fallback", PRIORITY, None))

	def test_what_forms_send_of_the_rules_word_counts_for_nothing(self) -> None:
		ticket = self.save(priority_by_matrix=URGENT, priority_basis="override")
		self.assertEqual(self.standing(ticket), (PRIORITY, "fallback", PRIORITY, None))

	def test_a_customer_never_sets_it(self) -> None:
		ticket = frappe.get_doc("SD Ticket", self.number)
		frappe.set_user(USER)
		ticket.update({"priority": URGENT, "priority_reason": "I say so"})
		ticket.save(ignore_permissions=True)
		self.assertEqual(self.standing(ticket), (PRIORITY, "fallback", PRIORITY, None))

	def test_the_desk_itself_may_raise_it_whoever_is_signed_in(self) -> None:
		ticket = frappe.get_doc("SD Ticket", self.number)
		frappe.set_user(USER)
		priority.override(ticket, URGENT, "Half of the time is over")
		ticket.save(ignore_permissions=True)
		self.assertEqual(ticket.priority, URGENT)
		priority.take_back(ticket)
		ticket.save(ignore_permissions=True)
		self.assertEqual(ticket.priority, PRIORITY)

	def test_changed_rules_leave_tickets_alone_until_something_decides_anew(self) -> None:
		self.save(impact=NARROW)
		frappe.set_user("Administrator")
		rule = frappe.get_doc("SD Priority Rule", {"impact": NARROW})
		rule.update({"priority": URGENT}).save()
		self.assertEqual(self.save(subject="Changed").priority, LOW)
		self.assertEqual(self.save(impact=WIDE).priority, URGENT)
		self.assertEqual(self.save(impact=NARROW).priority, URGENT)

	def test_an_agents_new_ticket_needs_the_reason_as_well(self) -> None:
		values = {"doctype": "SD Ticket", "subject": "Phoned", "customer": CUSTOMER, "channel": "Phone"}
		with self.assertRaises(Refused):
			frappe.get_doc({**values, "priority": URGENT}).insert()
		made = frappe.get_doc({**values, "priority": URGENT, "priority_reason": "Line is down"}).insert()
		self.assertEqual(self.standing(made), (URGENT, "override", PRIORITY, "Line is down"))
