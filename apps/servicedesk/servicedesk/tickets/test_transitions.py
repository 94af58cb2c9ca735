"""Changes of state: who may, what they demand, and what clocks, history and notices make of them."""

from datetime import timedelta
from typing import Any

import frappe
from frappe.model.workflow import apply_workflow

from servicedesk.service_levels import clock_store
from servicedesk.shared.compat import utc_now
from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	ASK,
	ASKED,
	CANCEL,
	CANCELLED,
	CLOSE,
	CLOSED,
	NEW,
	RESOLVE,
	RESOLVED,
	SOLVED,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import conversation, feedback, history, transitions
from servicedesk.tickets.participation import set_muted
from servicedesk.tickets.testing import make_ticket, picture

CUSTOMER, USER = "T Flow", "flow@t.test"


class TestTransitions(DeskTestCase):
	"""One ticket through its life."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer(CUSTOMER)
		make_account(USER, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name

	def ticket(self) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def as_agent(self, action: str, **words: str) -> None:
		"""The agent takes a step."""
		frappe.set_user(AGENT)
		transitions.perform(self.number, action, **words)

	def mails(self, recipient: str = USER) -> list[str]:
		"""Events of which the recipient is told, in their order."""
		filters = {"ticket": self.number, "recipient": recipient}
		return frappe.get_all(
			"SD Outgoing Message", filters, pluck="event", order_by="creation asc, event asc"
		)

	def clock(self, measure: str) -> dict:
		"""The stored clock."""
		return frappe.get_doc("SD Ticket Clock", f"{self.number}:{measure}").as_dict()

	def pass_time(self, **span: int) -> None:
		"""Let time pass, by moving the history back."""
		shift = int(timedelta(**span).total_seconds() * 1_000_000)
		frappe.db.sql(
			"update `tabSD Ticket Event` set occurred_microseconds = occurred_microseconds - %s where ticket = %s",
			(shift, self.number),
		)

	def reading(self, measure: str) -> Any:
		"""What the clock says now."""
		events = history.clock_events(self.number)
		return clock_store.read(self.clock(measure), events, utc_now())

	def test_taking_over_assigns_the_agent_and_meets_the_clock(self) -> None:
		self.as_agent(TAKE)
		ticket = self.ticket()
		self.assertEqual(
			(ticket.workflow_state, ticket.state_category, ticket.agent), (ACTIVE, "active", AGENT)
		)
		self.assertTrue(ticket.accepted_at)
		self.assertEqual(self.clock("Take Over")["clock_state"], "met")
		self.assertEqual(self.mails(), ["ticket_received", "state_changed"])

	def test_the_desks_own_button_does_the_same(self) -> None:
		frappe.set_user(AGENT)
		apply_workflow(self.ticket().as_dict(), TAKE)
		self.assertEqual(self.ticket().agent, AGENT)
		self.assertEqual(self.clock("Take Over")["clock_state"], "met")
		self.assertEqual(self.mails(), ["ticket_received", "state_changed"])
		self.assertEqual(
			frappe.db.count("Workflow Action", {"reference_name": self.number, "status": "Open"}), 0
		)

	def test_clock_stands_while_the_customer_is_asked_and_goes_on_with_the_answer(self) -> None:
		self.as_agent(TAKE)
		self.pass_time(minutes=20)
		frappe.set_user(AGENT)
		conversation.agent_message(self.number, "Which printer?", action=ASK)
		self.assertEqual(self.ticket().workflow_state, ASKED)
		self.assertEqual(self.clock("Resolve")["clock_state"], "paused")
		self.assertIsNone(self.clock("Resolve")["due_at"])
		self.pass_time(hours=5)
		self.assertAlmostEqual(self.reading("Resolve").remaining_seconds, 100 * 60, delta=30)
		frappe.set_user(USER)
		conversation.customer_message(self.number, "The one on fire", [picture()])
		ticket = self.ticket()
		self.assertEqual((ticket.workflow_state, ticket.agent), (ACTIVE, AGENT))
		clock = self.clock("Resolve")
		self.assertEqual(clock["clock_state"], "running")
		self.assertAlmostEqual(clock["elapsed_seconds"], 20 * 60, delta=5)
		self.assertAlmostEqual(clock["paused_seconds"], 5 * 3600, delta=5)
		states = frappe.get_all(
			"SD Ticket Event",
			{"ticket": self.number, "event": "transition"},
			pluck="to_state",
			order_by="occurred_microseconds asc",
		)
		self.assertEqual(states, [ACTIVE, ASKED, NEW, ACTIVE])
		self.assertIn("question_asked", self.mails())
		self.assertEqual(self.mails(AGENT), ["customer_commented"])

	def test_demands(self) -> None:
		self.as_agent(TAKE)
		with self.assertRaises(Refused) as caught:
			transitions.perform(self.number, ASK, message="  ")
		self.assertEqual(list(caught.exception.problems), ["message"])
		with self.assertRaises(Refused) as caught:
			transitions.perform(self.number, RESOLVE)
		self.assertEqual(list(caught.exception.problems), ["resolution"])
		self.assertEqual(self.ticket().workflow_state, ACTIVE)

	def test_demands_hold_for_the_frameworks_own_way_too(self) -> None:
		self.as_agent(TAKE)
		for action in (ASK, RESOLVE):
			with self.subTest(action=action), self.assertRaises(Refused):
				apply_workflow(self.ticket().as_dict(), action)
		self.assertEqual(self.ticket().workflow_state, ACTIVE)

	def test_customer_takes_only_the_customers_steps(self) -> None:
		frappe.set_user(USER)
		with self.assertRaises(Conflict):
			transitions.perform(self.number, TAKE)
		transitions.perform(self.number, CANCEL)
		self.assertEqual(self.ticket().workflow_state, CANCELLED)

	def test_customer_cannot_cancel_what_was_taken(self) -> None:
		self.as_agent(TAKE)
		frappe.set_user(USER)
		with self.assertRaisesRegex(Conflict, ACTIVE):
			transitions.perform(self.number, CANCEL)
		self.assertEqual(self.ticket().workflow_state, ACTIVE)

	def test_customer_says_it_is_solved(self) -> None:
		self.as_agent(TAKE)
		frappe.set_user(USER)
		transitions.perform(self.number, SOLVED)
		self.assertEqual(self.ticket().workflow_state, RESOLVED)

	def test_state_cannot_be_written_past_the_workflow(self) -> None:
		frappe.set_user(AGENT)
		ticket = self.ticket()
		ticket.workflow_state = CLOSED
		with self.assertRaises(frappe.ValidationError):
			ticket.save()

	def test_resolution_meets_the_clock_and_closed_stays_closed(self) -> None:
		self.as_agent(TAKE)
		self.as_agent(RESOLVE, resolution="Put the fire out")
		self.assertEqual(self.clock("Resolve")["clock_state"], "met")
		self.as_agent(CLOSE)
		ticket = self.ticket()
		self.assertTrue(ticket.resolved_at and ticket.closed_at)
		frappe.set_user(USER)
		with self.assertRaises(Conflict):
			conversation.customer_message(self.number, "One more thing")
		self.assertEqual(frappe.db.count("Communication", {"reference_name": self.number}), 0)

	def test_a_message_sent_twice_with_one_form_is_written_once(self) -> None:
		frappe.set_user(USER)
		for _sending in range(2):
			conversation.customer_message(self.number, "It smokes", [picture()], key="one form")
		conversation.customer_message(self.number, "It smokes", key="another form")
		self.assertEqual(len(conversation.messages_of(self.number)), 2)
		replies = {"ticket": self.number, "event": "customer_reply"}
		self.assertEqual(frappe.db.count("SD Ticket Event", replies), 2)

	def test_breach_is_kept_after_a_late_solution(self) -> None:
		self.as_agent(TAKE)
		self.pass_time(hours=3)
		self.as_agent(RESOLVE, resolution="Late")
		clock = self.clock("Resolve")
		self.assertEqual((clock["clock_state"], clock["breached"]), ("met_late", 1))

	def test_muted_participant_still_gets_questions_and_the_solution(self) -> None:
		set_muted(self.number, USER, muted=True)
		self.as_agent(TAKE)
		conversation.agent_message(self.number, "Which one?", action=ASK)
		frappe.set_user(USER)
		conversation.customer_message(self.number, "That one")
		self.as_agent(RESOLVE, resolution="Done")
		self.as_agent(CLOSE)
		self.assertEqual(self.mails(), ["ticket_received", "question_asked", "ticket_resolved"])

	def test_nobody_is_told_of_what_they_did(self) -> None:
		frappe.set_user(USER)
		transitions.perform(self.number, CANCEL)
		self.assertEqual(self.mails(), ["ticket_received"])

	def test_html_in_a_message_is_text(self) -> None:
		frappe.set_user(USER)
		conversation.customer_message(self.number, "<img src=x onerror=alert(1)>\nsecond line")
		content = conversation.messages_of(self.number)[0].content
		self.assertNotIn("<img", content)
		self.assertIn("&lt;img", content)

	def test_rating(self) -> None:
		frappe.set_user(USER)
		with self.assertRaises(Conflict):
			feedback.rate(self.number, 5)
		self.as_agent(TAKE)
		self.as_agent(RESOLVE, resolution="Done")
		with self.assertRaises(Conflict):
			feedback.rate(self.number, 5)
		frappe.set_user(USER)
		for score in (0, 6):
			with self.assertRaises(Refused):
				feedback.rate(self.number, score)
		feedback.rate(self.number, 4, "Thank you")
		ticket = self.ticket()
		self.assertEqual((ticket.rating, ticket.rating_message), (4, "Thank you"))

	def test_history_cannot_be_rewritten(self) -> None:
		event = frappe.get_last_doc("SD Ticket Event", {"ticket": self.number})
		event.to_state = CLOSED
		with self.assertRaises(frappe.ValidationError):
			event.save()
		with self.assertRaises(frappe.ValidationError):
			event.delete()
