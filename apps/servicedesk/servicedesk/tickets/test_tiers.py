"""Handing on: to whom, with which words, and what the workflow makes of it (manual outsourcer 10)."""

from typing import Any

import frappe

from servicedesk.service_levels.clock_kinds import forget_kinds
from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	CANCEL,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
	make_user,
)
from servicedesk.tickets import tiers, transitions
from servicedesk.tickets.testing import add_steps, forget_steps, make_team, make_ticket

CUSTOMER, USER, EXPERT = "T Tiers", "tiers@t.test", "expert@desk.test"
LINE_1, LINE_2, OTHER = "T Line 1", "T Line 2", "T Elsewhere"
AT_LINE_2 = "T At Line 2"


class TestTiers(DeskTestCase):
	"""Line 1 hands a ticket on to line 2."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer(CUSTOMER)
		make_account(USER, {cls.customer: "Requester"})
		make_user(EXPERT, "Service Desk Agent")
		# Whoever works on both lines hands on like anybody else.
		make_team(LINE_2, EXPERT, AGENT, tier=2)
		make_team(LINE_1, AGENT, tier=1, next_team=LINE_2)
		make_team(OTHER, EXPERT, tier=3, disabled=1)

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		ticket = transitions.perform(self.number, TAKE)
		ticket.team = LINE_1
		ticket.save()

	def tearDown(self) -> None:
		super().tearDown()
		forget_steps()

	def ticket(self) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def test_to_the_next_line_with_a_reason(self) -> None:
		tiers.hand_on(self.number, reason="Needs  a\nnetwork engineer")
		ticket = self.ticket()
		self.assertEqual((ticket.team, ticket.tier, ticket.agent), (LINE_2, 2, None))
		self.assertEqual(ticket.workflow_state, ACTIVE)
		event = frappe.get_last_doc("SD Ticket Event", {"ticket": self.number, "event": "handed_on"})
		self.assertEqual((event.from_value, event.to_value), (LINE_1, LINE_2))
		self.assertEqual(event.detail, "Needs  a\nnetwork engineer")
		self.assertFalse(event.visible_to_customer)

	def test_a_clock_of_the_line_is_met_at_once(self) -> None:
		self.addCleanup(forget_kinds)
		frappe.set_user("Administrator")
		kind = frappe.get_doc("SD Clock Kind", "Resolve")
		kind.append("triggers", {"effect": "Meets", "event": "handed_on"})
		kind.save()
		frappe.set_user(AGENT)
		tiers.hand_on(self.number, reason="Needs a network engineer")
		stored = {"ticket": self.number, "measure": "Resolve"}
		self.assertEqual(frappe.db.get_value("SD Ticket Clock", stored, "clock_state"), "met")

	def test_the_workflows_step_is_taken_and_nobody_is_put_on_it(self) -> None:
		add_steps(
			(ACTIVE, "Handed On", AT_LINE_2),
			(AT_LINE_2, "", ACTIVE),
			states={AT_LINE_2: "waiting_for_others"},
		)
		tiers.hand_on(self.number, reason="Line 2")
		ticket = self.ticket()
		self.assertEqual((ticket.workflow_state, ticket.agent), (AT_LINE_2, None))

	def test_the_new_team_assigns_by_its_own_rule(self) -> None:
		add_steps((ACTIVE, "Handed On", AT_LINE_2), (AT_LINE_2, "", ACTIVE), states={AT_LINE_2: "active"})
		frappe.set_user("Administrator")
		flow = frappe.get_doc("Workflow", "T Tickets")
		next(row for row in flow.states if row.state == AT_LINE_2).sd_queue = 1
		flow.save()
		frappe.get_doc("SD Team", LINE_2).update({"assignment": "Round Robin"}).save()
		frappe.set_user(AGENT)
		tiers.hand_on(self.number, reason="Line 2")
		self.assertEqual(self.ticket().agent, EXPERT)

	def test_demands(self) -> None:
		with self.assertRaises(Refused) as caught:
			tiers.hand_on(self.number, reason=" \n ")
		self.assertEqual(list(caught.exception.problems), ["reason"])
		for team in (LINE_1, OTHER, "No Such Team"):
			with self.assertRaises(Refused) as caught:
				tiers.hand_on(self.number, team, "why")
			self.assertEqual(list(caught.exception.problems), ["team"])
		tiers.hand_on(self.number, reason="on")
		with self.assertRaises(Refused) as caught:
			tiers.hand_on(self.number, reason="line 2 escalates to nobody")
		self.assertEqual(list(caught.exception.problems), ["team"])

	def test_choices(self) -> None:
		found = tiers.choices(self.ticket())
		self.assertEqual(found["next_team"], LINE_2)
		names = [team.name for team in found["teams"]]
		self.assertIn(LINE_2, names)
		self.assertNotIn(LINE_1, names)
		self.assertNotIn(OTHER, names)

	def test_a_finished_ticket_stays_where_it_is(self) -> None:
		number = make_ticket(USER, self.customer).name
		frappe.set_user(USER)
		transitions.perform(number, CANCEL)
		frappe.set_user(AGENT)
		with self.assertRaises(Conflict):
			tiers.hand_on(number, LINE_2, "why")

	def test_customers_hand_nothing_on(self) -> None:
		frappe.set_user(USER)
		with self.assertRaises(frappe.PermissionError):
			tiers.hand_on(self.number, LINE_2, "why")
