"""What each action of a rule does, and who is told."""

import frappe

from servicedesk.shared.testing import AGENT, PRIORITY, TAKE
from servicedesk.tickets.escalation.testing import (
	PERSON,
	SUPERVISOR,
	EscalationCase,
	context,
	make_rule,
	messages,
)


class TestActions(EscalationCase):
	"""When a ticket's time to be taken over is half gone."""

	def test_whoever_is_there_is_told(self) -> None:
		make_rule("Half")
		make_rule("Late", percent=60)
		self.act(TAKE)
		make_rule("Long", clock_kind="Resolve", percent=10)
		self.swept(20)
		self.assertEqual([found[2] for found in messages(self.ticket.name, "escalated")], [AGENT])

	def test_requester_person_and_address(self) -> None:
		make_rule(
			"Half",
			{"action": "Notify", "whom": "Requester"},
			{"action": "Notify", "whom": "Person", "person": AGENT},
			{"action": "Notify", "whom": "Address", "address": "oncall@escalation.test"},
		)
		self.swept(16)
		self.assertEqual(
			messages(self.ticket.name, "escalated", "customer_delayed"),
			[
				("customer_delayed", "Queued", PERSON),
				("escalated", "Gathered", AGENT),
				("escalated", "Gathered", "oncall@escalation.test"),
			],
		)
		self.assertEqual(context("escalated", "oncall@escalation.test")["mute_link"], "")

	def test_priority_goes_up_one_level_with_the_reason(self) -> None:
		for title, level in (("T Highest", 1), ("T Higher", 2)):
			frappe.get_doc({"doctype": "SD Priority", "title": title, "level": level}).insert()
		frappe.db.delete("SD Priority", {"name": ("not in", ("T Highest", "T Higher", PRIORITY))})
		make_rule("Half", {"action": "Raise Priority"})
		make_rule("More", {"action": "Raise Priority"}, percent=60)
		make_rule("Most", {"action": "Raise Priority"}, percent=70)
		done = self.swept(22)
		ticket = frappe.get_doc("SD Ticket", self.ticket.name)
		self.assertEqual((ticket.priority, ticket.priority_reason), ("T Highest", "More"))
		self.assertEqual([found[0] for found in done], ["Half", "More", "Most"])
		self.assertIn("highest", done[2][2])

	def test_a_step_is_taken_as_time_takes_it(self) -> None:
		make_rule("Start", {"action": "Take Step", "step": TAKE})
		self.swept(16)
		ticket = frappe.get_doc("SD Ticket", self.ticket.name)
		self.assertEqual((ticket.state_category, ticket.agent), ("active", None))

	def test_a_step_that_is_not_there_is_no_fault(self) -> None:
		make_rule("Start", {"action": "Take Step", "step": TAKE}, clock_kind="Resolve")
		self.act(TAKE)
		(done,) = self.swept(61)
		self.assertIn(TAKE, done[2])

	def test_what_one_action_cannot_do_holds_up_no_other(self) -> None:
		make_rule(
			"Half", {"action": "Hand On"}, {"action": "Assign"}, {"action": "Notify", "whom": "Supervisors"}
		)
		(done,) = self.swept(16)
		lines = done[2].split("\n")
		self.assertEqual(len(lines), 3)
		self.assertIn("Hand On", lines[0])
		self.assertIn(SUPERVISOR, lines[2])
		self.assertFalse(frappe.db.get_value("SD Ticket", self.ticket.name, "team"))

	def test_hand_on_and_assign(self) -> None:
		member = [{"user": AGENT, "available": 1}]
		first = {"doctype": "SD Team", "title": "T First", "tier": 1}
		second = {
			"doctype": "SD Team",
			"title": "T Second",
			"tier": 2,
			"assignment": "Round Robin",
			"members": member,
		}
		frappe.get_doc(second).insert()
		frappe.get_doc({**first, "next_team": "T Second"}).insert()
		frappe.db.set_value("SD Ticket", self.ticket.name, "team", "T First")
		make_rule("Half", {"action": "Hand On", "words": "Line 1 had its time."})
		self.swept(16)
		ticket = frappe.get_doc("SD Ticket", self.ticket.name)
		self.assertEqual((ticket.team, ticket.tier, ticket.agent), ("T Second", 2, AGENT))

	def test_field_visit(self) -> None:
		make_rule(
			"Half",
			{
				"action": "Field Visit",
				"person": AGENT,
				"words": "Go there.",
				"visit_after": 24,
				"visit_hours": 2,
			},
		)
		(done,) = self.swept(16)
		self.assertTrue(frappe.db.exists("SD Field Visit", {"ticket": self.ticket.name}), done[2])
		visit = frappe.get_doc("SD Field Visit", {"ticket": self.ticket.name})
		self.assertEqual(visit.specialist, AGENT)
		self.assertEqual((visit.ends_at - visit.starts_at).total_seconds(), 7200)

	def test_a_notice_says_what_it_is_about(self) -> None:
		make_rule("Half", {"action": "Notify", "whom": "Supervisors", "words": "Please look."})
		self.swept(16)
		values = context("escalated", SUPERVISOR)
		self.assertEqual(
			(values["number"], values["rule"], values["comment"]), (self.ticket.name, "Half", "Please look.")
		)
		self.assertTrue(values["due"].startswith("Take over: "))
		self.assertEqual(values["agent"], "–")
