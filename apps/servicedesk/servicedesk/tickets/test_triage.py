"""Triage: what it gives, who is told, which clock it meets, and what is refused."""

from functools import partial
from typing import Any

import frappe

from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	NEW,
	REQUEST_TYPE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import queue_place, transitions, triage
from servicedesk.tickets.testing import (
	add_steps,
	forget_steps,
	make_team,
	make_ticket,
	queue_in,
	statements_of,
)

CUSTOMER, USER, TEAM = "T Triage", "triage@t.test", "T Triage Team"
QUEUED = "T Queued"
HARDWARE, PRINTER, OLD, QUERIES = "T Hardware", "T Printer", "T Old", "T Queries"
NOW, URGENT = "T Now", "T Triage Urgent"
STATEMENTS = 20


class TestTriage(DeskTestCase):
	"""A workflow whose new tickets are categorised before they wait in the queue."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_account(USER, {make_customer(CUSTOMER): "Requester"})
		make_team(TEAM, AGENT)
		cls.make("SD Request Type", "T Query")
		cls.make("SD Ticket Category", HARDWARE)
		cls.make("SD Ticket Category", PRINTER, parent_category=HARDWARE, team=TEAM)
		cls.make("SD Ticket Category", OLD, disabled=1)
		cls.make("SD Ticket Category", QUERIES, request_type="T Query")
		cls.make("SD Urgency", NOW, level=1)
		cls.make("SD Priority", URGENT, level=1)
		frappe.get_doc({"doctype": "SD Priority Rule", "urgency": NOW, "priority": URGENT}).insert()
		sla = frappe.get_doc("SD SLA", "T Standard")
		sla.append("targets", {"label": "Triage", "measure": "Triage", "target": 3600})
		sla.save()
		add_steps((NEW, "", QUEUED), (QUEUED, "", ACTIVE), states={QUEUED: "new"})
		queue_in(QUEUED)

	@classmethod
	def tearDownClass(cls) -> None:
		super().tearDownClass()
		forget_steps()

	@staticmethod
	def make(doctype: str, title: str, **values: Any) -> None:
		"""A record with that title."""
		frappe.get_doc({"doctype": doctype, "title": title, **values}).insert()

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, CUSTOMER).name
		frappe.set_user(AGENT)

	def ticket(self) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def events(self) -> list[str]:
		"""Events of its history."""
		return frappe.get_all(
			"SD Ticket Event", {"ticket": self.number, "event": "categorised"}, pluck="event"
		)

	def mails(self) -> list[str]:
		"""What the customer was told."""
		filters = {"ticket": self.number, "recipient": USER}
		return sorted(frappe.get_all("SD Outgoing Message", filters, pluck="event"))

	def test_it_gives_category_urgency_team_and_a_place_in_the_queue(self) -> None:
		self.assertIsNone(queue_place.place(self.ticket()))
		triage.categorise(self.number, PRINTER, urgency=NOW)
		ticket = self.ticket()
		self.assertEqual(
			(ticket.workflow_state, ticket.category, ticket.priority, ticket.team, ticket.agent),
			(QUEUED, PRINTER, URGENT, TEAM, None),
		)
		self.assertTrue(ticket.categorised_at)
		self.assertEqual(ticket.queued_at, ticket.categorised_at)
		self.assertEqual(queue_place.place(ticket), (1, False))
		self.assertEqual(self.events(), ["categorised"])

	def test_the_triage_clock_is_met_and_the_customer_told_once(self) -> None:
		state = frappe.db.get_value(
			"SD Ticket Clock", {"ticket": self.number, "measure": "Triage"}, "clock_state"
		)
		self.assertEqual(state, "running")
		triage.categorise(self.number, PRINTER)
		state = frappe.db.get_value(
			"SD Ticket Clock", {"ticket": self.number, "measure": "Triage"}, "clock_state"
		)
		self.assertEqual(state, "met")
		self.assertEqual(self.mails(), ["ticket_categorised", "ticket_received"])
		triage.categorise(self.number, PRINTER, urgency=NOW)
		self.assertEqual(
			(self.mails(), self.events()), (["ticket_categorised", "ticket_received"], ["categorised"])
		)

	def test_a_customers_own_choice_waits_for_the_supervisor(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.set_value("SD Ticket", self.number, "category", PRINTER)
		frappe.set_user(AGENT)
		self.assertIn(self.number, [row.name for row in triage.waiting_for_triage()])
		triage.categorise(self.number, PRINTER)
		self.assertTrue(self.ticket().categorised_at)
		self.assertNotIn(self.number, [row.name for row in triage.waiting_for_triage()])

	def test_a_category_given_on_the_form_counts(self) -> None:
		ticket = self.ticket()
		ticket.category = PRINTER
		ticket.save()
		self.assertTrue(self.ticket().categorised_at)
		self.assertEqual((self.ticket().workflow_state, self.mails()[0]), (NEW, "ticket_categorised"))

	def test_categories_that_cannot_be_chosen(self) -> None:
		for category in (HARDWARE, OLD, QUERIES, "No such"):
			with self.subTest(category=category), self.assertRaises(Refused) as caught:
				triage.categorise(self.number, category)
			self.assertEqual(set(caught.exception.problems), {"category"})
		self.assertIsNone(self.ticket().category)

	def test_another_priority_needs_its_reason_here_too(self) -> None:
		with self.assertRaises(Refused) as caught:
			triage.categorise(self.number, PRINTER, priority=URGENT)
		self.assertEqual(set(caught.exception.problems), {"priority_reason"})
		triage.categorise(self.number, PRINTER, priority=URGENT, reason="The shop stands still")
		self.assertEqual((self.ticket().priority, self.ticket().priority_basis), (URGENT, "override"))

	def test_a_ticket_in_work_may_be_categorised_and_stays_where_it_is(self) -> None:
		transitions.perform(self.number, "T Take")
		told = self.mails()
		triage.categorise(self.number, PRINTER, urgency=NOW)
		ticket = self.ticket()
		self.assertEqual((ticket.workflow_state, ticket.agent, ticket.category), (ACTIVE, AGENT, PRINTER))
		self.assertTrue(ticket.categorised_at)
		self.assertEqual(self.mails(), told)

	def test_not_after_the_end(self) -> None:
		frappe.db.set_value("SD Ticket", self.number, "state_category", "closed")
		with self.assertRaises(Conflict):
			triage.categorise(self.number, PRINTER)

	def test_customers_cannot(self) -> None:
		frappe.set_user(USER)
		with self.assertRaises(frappe.PermissionError):
			triage.categorise(self.number, PRINTER)

	def test_without_triage_in_the_workflow_nobody_waits_for_it(self) -> None:
		queue_in(NEW)
		self.addCleanup(queue_in, QUEUED)
		self.assertEqual((triage.states_before_triage(), list(triage.waiting_for_triage())), ([], []))
		ticket = self.ticket()
		ticket.category = PRINTER
		ticket.save()
		self.assertEqual(self.mails(), ["ticket_received"])

	def test_statements(self) -> None:
		counted = []
		# The first one fills the caches.
		for number in (make_ticket(USER, CUSTOMER).name, self.number):
			frappe.set_user(AGENT)
			counted = statements_of(partial(triage.categorise, number, PRINTER, urgency=NOW))
		self.assertLessEqual(len(counted), STATEMENTS, "\n".join(counted))

	def test_what_may_be_chosen(self) -> None:
		offered = triage.options(REQUEST_TYPE)
		labels = [option["label"] for option in offered["category"]]
		self.assertIn(f"{HARDWARE} › {PRINTER}", labels)
		self.assertFalse({HARDWARE, OLD, QUERIES} & set(labels))
		self.assertIn({"value": NOW, "label": NOW, "help": ""}, offered["urgency"])


class TestCategories(DeskTestCase):
	"""The records of the tree."""

	def test_circles_are_refused_with_their_way_round(self) -> None:
		for title, parent in (("T One", None), ("T Two", "T One"), ("T Three", "T Two")):
			frappe.get_doc(
				{"doctype": "SD Ticket Category", "title": title, "parent_category": parent}
			).insert()
		first = frappe.get_doc("SD Ticket Category", "T One")
		with self.assertRaises(Refused) as caught:
			first.update({"parent_category": "T Three"}).save()
		self.assertIn("T One › T Three › T Two › T One", caught.exception.problems["parent_category"])
		with self.assertRaises(Refused):
			frappe.get_doc("SD Ticket Category", "T One").update({"parent_category": "T One"}).save()

	def test_what_others_are_part_of_is_not_deleted(self) -> None:
		for title, parent in (("T One", None), ("T Two", "T One")):
			frappe.get_doc(
				{"doctype": "SD Ticket Category", "title": title, "parent_category": parent}
			).insert()
		with self.assertRaises(frappe.ValidationError):
			frappe.delete_doc("SD Ticket Category", "T One")
		frappe.delete_doc("SD Ticket Category", "T Two")
		frappe.delete_doc("SD Ticket Category", "T One")
