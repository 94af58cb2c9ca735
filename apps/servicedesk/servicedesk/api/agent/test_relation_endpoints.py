"""Endpoints of visits, relations and problems: who may ask, and what they get."""

import json

import frappe

from servicedesk.api.agent import problems, relations, visits
from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.testing import (
	AGENT,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import conversation, transitions
from servicedesk.tickets.test_visits import at
from servicedesk.tickets.testing import make_team, make_ticket

CUSTOMER, USER = "T Relations", "relations@t.test"
FIRST, SECOND = "T Front", "T Back"


class TestRelationEndpoints(DeskTestCase):
	"""Two tickets of one customer."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer(CUSTOMER)
		make_account(USER, {cls.customer: "Manager"})
		make_team(SECOND, AGENT, tier=2)
		make_team(FIRST, AGENT, next_team=SECOND)

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		self.other = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		ticket = transitions.perform(self.number, TAKE)
		ticket.team = FIRST
		ticket.save()

	def plan(self, number: str = "") -> dict:
		"""A visit planned by the dialog, with the times as a form sends them."""
		return visits.plan_visit(
			number or self.number, AGENT, str(at(10)), str(at(12)), place="Main street 1"
		)

	def test_handing_on(self) -> None:
		self.assertEqual(visits.hand_on_choices(self.number)["next_team"], SECOND)
		found = visits.hand_on(self.number, "Too hard")
		self.assertEqual((found["team"], found["tier"], found["agent"]), (SECOND, 2, ""))

	def test_a_visit_from_the_dialog_to_its_end(self) -> None:
		self.assertEqual(visits.visit_draft(self.number)["specialist"], AGENT)
		made = self.plan()
		with self.assertRaises(Conflict):
			self.plan(self.other)
		clash = visits.visit_clashes(AGENT, str(at(11)), str(at(13)))
		self.assertEqual([row["ticket"] for row in clash], [self.number])
		self.assertEqual(visits.visit_clashes(AGENT, str(at(11)), str(at(13)), made["visit"]), [])
		self.assertEqual(visits.visit_clashes(AGENT, "soon", ""), [])
		shown = visits.visits_between(str(at(0)), str(at(0, day=4)), "[]", "SD Field Visit", "{}")
		self.assertIn(made["visit"], [row["name"] for row in shown])
		done = visits.visit_step(made["visit"], "Done", "Cable replaced", result_shown=True)
		self.assertEqual((done["visit_state"], done["resolution"]), ("Done", "Cable replaced"))
		self.assertIn("T Resolve", done["steps"])
		self.assertEqual(visits.ticket_visits(self.number)[0]["next_states"], [])

	def test_relations(self) -> None:
		link = relations.link_tickets(self.number, self.other, "Blocks")
		problem = problems.open_problem(self.number, "Power cuts")
		found = relations.ticket_relations(self.number)
		self.assertEqual([row["label"] for row in found["links"]], ["Blocks"])
		self.assertEqual(found["problem"]["title"], "Power cuts")
		self.assertEqual([row["ticket"] for row in found["duplicates"]], [self.other])
		self.assertIn({"kind": "Blocked By", "label": "Blocked by"}, relations.link_choices())
		relations.unlink_tickets(link)
		self.assertEqual(relations.merge(self.other, self.number), self.number)
		found = relations.ticket_relations(self.number)
		self.assertEqual([row["ticket"] for row in found["merged"]], [self.other])
		self.assertEqual((found["links"], found["duplicates"]), ([], []))
		self.assertEqual(problems.problem_overview(problem)["counts"]["open"], 1)

	def test_relations_cost_few_statements(self) -> None:
		relations.link_tickets(self.number, self.other, "Related")
		problems.open_problem(self.number, "Power cuts")
		relations.ticket_relations(self.number)
		# The ticket with its two tables and the reader's permission; links, merged ones, problem, hints.
		with self.assertQueryCount(8):
			relations.ticket_relations(self.number)

	def test_splitting_a_message(self) -> None:
		frappe.set_user(USER)
		conversation.customer_message(self.number, "And a mouse, please")
		frappe.set_user(AGENT)
		message = conversation.messages_of(self.number)[0].name
		made = relations.split(self.number, message)
		self.assertEqual(frappe.db.get_value("SD Ticket", made, "subject"), "And a mouse, please")

	def test_problems(self) -> None:
		problem = problems.open_problem(self.number, "Power cuts", "Change")
		both = json.dumps([self.number, self.other])
		self.assertEqual(problems.put_in_problem(both, problem), 1)
		self.assertEqual(problems.tell_customers(problem, "Wait", "k")["told"], 2)
		found = problems.resolve_tickets(problem, both, "Power is back")
		self.assertEqual((found["resolved"], len(found["refused"])), ([self.number], 1))
		for nonsense in ("", "{", "[]", '{"a": 1}', "[1]"):
			with self.subTest(nonsense), self.assertRaises(Refused):
				problems.put_in_problem(nonsense, problem)

	def test_customers_ask_in_vain(self) -> None:
		visit = self.plan()["visit"]
		frappe.set_user(USER)
		asked = (
			lambda: visits.hand_on(self.number, "x", SECOND),
			lambda: visits.visit_draft(self.number),
			lambda: visits.plan_visit(self.number, AGENT, str(at(14)), str(at(15)), place="x"),
			lambda: visits.visit_clashes(AGENT, str(at(10)), str(at(12))),
			lambda: visits.visit_step(visit, "Cancelled"),
			lambda: visits.ticket_visits(self.number),
			lambda: visits.visits_between(str(at(0)), str(at(0, day=4))),
			lambda: relations.ticket_relations(self.number),
			lambda: relations.duplicate_hints(self.number),
			lambda: relations.merge(self.number, self.other),
			lambda: relations.split(self.number, "x"),
			lambda: relations.link_tickets(self.number, self.other, "Related"),
			lambda: problems.open_problem(self.number, "x"),
			lambda: problems.put_in_problem(f'["{self.number}"]'),
		)
		for number, ask in enumerate(asked):
			with self.subTest(number), self.assertRaises(frappe.PermissionError):
				ask()
