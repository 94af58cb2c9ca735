"""Rules that count the time in a state, and the reminder to a silent customer."""

from datetime import timedelta
from typing import Any

import frappe

from servicedesk.shared.compat import from_system, to_microseconds, utc_now
from servicedesk.shared.testing import (
	AGENT,
	ASK,
	ASKED,
	CALENDAR,
	SLA,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import conversation, timed_steps, transitions
from servicedesk.tickets.escalation.testing import entries, let_pass, make_rule, messages
from servicedesk.tickets.testing import forget_work, let_workers_work, make_ticket, states_asked

CUSTOMER, PERSON = "T Escalation", "person@escalation.test"
DAY = 86_400_000_000


class TestStateTimes(DeskTestCase):
	"""A ticket whose customer was asked."""

	def setUp(self) -> None:
		"""The question was just asked, and no rules but the test's own."""
		super().setUp()
		frappe.db.delete("SD Escalation Rule")
		make_customer(CUSTOMER)
		make_account(PERSON, {CUSTOMER: "Requester"})
		self.ticket = make_ticket(PERSON, CUSTOMER)
		frappe.set_user(AGENT)
		transitions.perform(self.ticket.name, TAKE)
		frappe.set_user("Administrator")

	def remind(self, **values: Any) -> Any:
		"""A rule that reminds after two days, and each day after that, three times in all."""
		given = {
			"counts": "Time in State",
			"state_category": "waiting_for_customer",
			"after": 2,
			"after_unit": "Days",
			"repeat_every": 1,
			"at_most": 3,
		}
		return make_rule("Remind", {"action": "Remind Customer"}, **{**given, **values})

	def ask(self) -> Any:
		"""Ask the customer; return the ticket."""
		frappe.set_user(AGENT)
		ticket = transitions.perform(self.ticket.name, ASK, message="Which printer?")
		frappe.set_user("Administrator")
		return ticket

	def swept(self, days: float) -> list[tuple[str, int, str]]:
		"""Let days pass, sweep the ticket, and return what rules did on it so far."""
		let_pass(self.ticket.name, days * 24 * 60)
		timed_steps.take_step(self.ticket.name)
		return entries(self.ticket.name)

	def test_the_moment_joins_the_tickets_timer(self) -> None:
		self.remind()
		ticket = self.ask()
		stored = frappe.get_doc("SD Ticket", ticket.name)
		self.assertEqual(stored.timer_key, stored.state_since_key + 2 * DAY)
		self.assertEqual(stored.state_since_key, to_microseconds(from_system(stored.state_since)))

	def test_a_silent_customer_is_reminded_so_often(self) -> None:
		self.remind()
		self.ask()
		self.assertEqual(self.swept(1), [])
		self.assertEqual([found[1] for found in self.swept(1.1)], [1])
		self.assertEqual([found[1] for found in self.swept(0.1)], [1])
		self.assertEqual([found[1] for found in self.swept(1)], [1, 2])
		self.assertEqual([found[1] for found in self.swept(9)], [1, 2, 3])
		self.assertEqual(frappe.db.get_value("SD Ticket", self.ticket.name, "timer_key"), 0)
		told = messages(self.ticket.name, "customer_reminder")
		self.assertEqual(told, [("customer_reminder", "Queued", PERSON)] * 3)

	def test_after_a_night_without_a_scheduler_one_reminder_will_do(self) -> None:
		self.remind()
		self.ask()
		self.assertEqual([found[1] for found in self.swept(9)], [1, 2, 3])
		told = messages(self.ticket.name, "customer_reminder")
		self.assertEqual(told, [("customer_reminder", "Queued", PERSON)])

	def test_an_answer_begins_anew(self) -> None:
		self.remind()
		self.ask()
		self.swept(2.1)
		frappe.set_user(PERSON)
		conversation.customer_message(self.ticket.name, "The red one")
		frappe.set_user("Administrator")
		self.assertEqual(len(self.swept(5)), 1)
		self.ask()
		self.assertEqual(len(self.swept(2.1)), 2)

	def test_a_rule_for_one_state_leaves_others_alone(self) -> None:
		self.remind(state_category="waiting_for_others")
		self.ask()
		self.assertEqual(self.swept(5), [])
		self.assertEqual(frappe.db.get_value("SD Ticket", self.ticket.name, "timer_key"), 0)

	def states_asked(self, doc: Any) -> set[str]:
		"""The states whose timers a worker is asked to renew when the document is saved."""
		forget_work()
		doc.save()
		return set(states_asked())

	def test_edits_of_working_time_renew_the_timers_of_states_that_rules_count(self) -> None:
		self.remind(after_unit="Working Days")
		self.addCleanup(frappe.clear_document_cache, "SD Settings", "SD Settings")
		settings = frappe.get_doc("SD Settings")
		self.assertEqual(self.states_asked(settings), set())
		settings.default_sla = None if settings.default_sla else SLA
		for doc in (frappe.get_doc("SD Work Calendar", CALENDAR), frappe.get_doc("SD SLA", SLA), settings):
			with self.subTest(doctype=doc.doctype):
				self.assertEqual(self.states_asked(doc), {ASKED})

	def test_another_calendar_moves_the_timer(self) -> None:
		self.remind(after=1, after_unit="Working Hours")
		before = self.ask().timer_key
		calendar = frappe.get_doc("SD Work Calendar", CALENDAR)
		tomorrow = (utc_now() + timedelta(days=1)).strftime("%A")
		calendar.update(
			{"always_open": 0, "intervals": [{"day": tomorrow, "opens": "09:00", "closes": "17:00"}]}
		)
		self.assertEqual(self.states_asked(calendar), {ASKED})
		let_workers_work()
		self.assertGreater(frappe.db.get_value("SD Ticket", self.ticket.name, "timer_key"), before)

	def test_a_state_that_means_something_else_is_counted_by_other_rules(self) -> None:
		self.addCleanup(frappe.clear_document_cache, "Workflow", "T Tickets")
		self.remind()
		self.ask()
		workflow = frappe.get_doc("Workflow", "T Tickets")
		next(row for row in workflow.states if row.state == ASKED).sd_category = "waiting_for_others"
		# Few tickets follow at once.
		self.assertEqual(self.states_asked(workflow), set())
		self.assertEqual(frappe.db.get_value("SD Ticket", self.ticket.name, "timer_key"), 0)

	def test_a_rule_for_other_tickets_leaves_this_one_alone(self) -> None:
		self.remind(condition="channel == 'Phone'")
		self.ask()
		self.assertEqual(self.swept(5), [])
		self.assertEqual(frappe.db.get_value("SD Ticket", self.ticket.name, "timer_key"), 0)
