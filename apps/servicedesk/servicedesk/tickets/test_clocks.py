"""A ticket's clocks in step with what happens on it: restarts, events, and several clocks at once."""

from typing import Any

import frappe

from servicedesk.service_levels import clock_store
from servicedesk.shared.testing import (
	AGENT,
	TAKE,
	DeskTestCase,
)
from servicedesk.tickets import clock_check, conversation, history, transitions
from servicedesk.tickets.testing import make_promised_ticket

USER = "owner@t.test"
KINDS = ("Take Over", "Resolve", "Triage", "Next Reply")


class TestClocks(DeskTestCase):
	"""An SLA with every kind of clock that a desk begins with."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = "T Clocks"
		self.number = make_promised_ticket(USER, self.customer, "T All", KINDS)

	def clocks(self) -> dict[str, Any]:
		"""The stored clocks by their kind."""
		return {row["measure"]: row for row in clock_store.clocks_of(self.number)}

	def pass_hours(self, hours: int) -> None:
		"""Let time pass, by moving the history back."""
		frappe.db.sql(
			"update `tabSD Ticket Event` set occurred_microseconds = occurred_microseconds - %s where ticket = %s",
			(hours * 3_600_000_000, self.number),
		)

	def test_each_question_has_a_cycle_of_its_own(self) -> None:
		self.assertEqual([self.clocks()[kind]["clock_state"] for kind in KINDS], ["running"] * 4)
		self.pass_hours(2)
		frappe.set_user(AGENT)
		conversation.agent_message(self.number, "Which printer?")
		reply = self.clocks()["Next Reply"]
		self.assertEqual((reply["cycle"], reply["clock_state"], reply["breached"]), (1, "met_late", 1))
		self.pass_hours(2)
		frappe.set_user(USER)
		conversation.customer_message(self.number, "The one on fire")
		reply = self.clocks()["Next Reply"]
		self.assertEqual(
			(reply["cycle"], reply["clock_state"], reply["elapsed_seconds"], reply["breached"]),
			(2, "running", 0, 0),
		)
		self.assertEqual(self.clocks()["Triage"]["clock_state"], "breached")
		self.assertEqual(self.differences(), [])

	def test_an_event_without_a_change_of_state_moves_the_clocks_that_name_it(self) -> None:
		kind = frappe.get_doc("SD Clock Kind", "Triage")
		kind.append("triggers", {"effect": "Meets", "event": history.ASSIGNED})
		kind.save()
		ticket = frappe.get_doc("SD Ticket", self.number)
		ticket.agent = AGENT
		ticket.save()
		self.assertEqual(self.clocks()["Triage"]["clock_state"], "met")
		self.assertEqual(self.clocks()["Next Reply"]["clock_state"], "running")
		self.assertEqual(self.differences(), [])

	def test_a_step_leaves_the_other_clocks_alone(self) -> None:
		before = self.clocks()
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)
		after = self.clocks()
		self.assertEqual(after["Take Over"]["clock_state"], "met")
		for kind in ("Resolve", "Triage", "Next Reply"):
			for column in ("clock_state", "started_at", "due_at", "next_change_at", "cycle"):
				self.assertEqual(after[kind][column], before[kind][column])

	def differences(self) -> list[clock_check.Difference]:
		"""What the check of stored clocks finds on the ticket."""
		return [row for _tickets, rows in clock_check.check_one(self.number) for row in rows]
