"""Words that steps demand: asked on every way, put into their fields, and never taken from a customer."""

import json
from typing import Any

import frappe
from frappe.model.workflow import apply_workflow, bulk_workflow_approval

from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	AGENT_ROLE,
	ASK,
	CLOSED,
	GO_ON,
	OTHERS,
	RESOLVE,
	RESOLVED,
	SOLVED,
	TAKE,
	WAIT,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import conversation, demands, transitions
from servicedesk.tickets.testing import add_steps, forget_steps, make_ticket

USER = "demands@t.test"
PROVISIONAL = "T Provisional"


class TestDemands(DeskTestCase):
	"""A ticket that is being worked on."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Demands")
		make_account(USER, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)

	def tearDown(self) -> None:
		super().tearDown()
		forget_steps()

	def ticket(self) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def refused(self, action: str, **words: str) -> list[str]:
		"""The fields at fault when the step is taken by its endpoint's function."""
		with self.assertRaises(Refused) as caught:
			transitions.perform(self.number, action, **words)
		return list(caught.exception.problems)

	def mailed(self, event: str) -> str:
		"""The words in the customer's newest mail of that kind."""
		found = {"ticket": self.number, "recipient": USER, "event": event}
		return str(json.loads(frappe.get_last_doc("SD Outgoing Message", found).context)["comment"])

	def demand_workaround(self) -> None:
		"""Give the workflow a second way to wait, which demands a workaround."""
		frappe.set_user("Administrator")
		frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": PROVISIONAL}).insert()
		workflow = frappe.get_doc("Workflow", "T Tickets")
		step = {"state": ACTIVE, "action": PROVISIONAL, "next_state": OTHERS, "allowed": AGENT_ROLE}
		workflow.append("transitions", {**step, "sd_requires": "Workaround"})
		workflow.save()
		frappe.set_user(AGENT)

	def test_each_demand_names_its_field(self) -> None:
		self.demand_workaround()
		asked = {ASK: "message", RESOLVE: "resolution", WAIT: "waiting_reason", PROVISIONAL: "workaround"}
		for action, field in asked.items():
			with self.subTest(action=action):
				self.assertEqual(self.refused(action, **{field: " \n "}), [field])
		self.assertEqual(self.ticket().workflow_state, ACTIVE)

	def test_words_go_to_their_fields(self) -> None:
		self.demand_workaround()
		transitions.perform(
			self.number, PROVISIONAL, workaround="Use the <old> printer", waiting_reason="Parts"
		)
		ticket = self.ticket()
		self.assertEqual((ticket.workaround, ticket.waiting_reason), ("Use the &lt;old&gt; printer", "Parts"))

	def test_reason_ends_with_the_waiting_and_is_asked_anew(self) -> None:
		transitions.perform(self.number, WAIT, waiting_reason="A part from the vendor")
		self.assertEqual(self.ticket().waiting_reason, "A part from the vendor")
		transitions.perform(self.number, GO_ON)
		self.assertFalse(self.ticket().waiting_reason)
		self.assertEqual(self.refused(WAIT), ["waiting_reason"])

	def test_reason_stands_in_the_history(self) -> None:
		transitions.perform(self.number, WAIT, waiting_reason="A part")
		entry = frappe.get_last_doc("SD Ticket Event", {"ticket": self.number, "field": "waiting_reason"})
		self.assertEqual((entry.from_value, entry.to_value, entry.visible_to_customer), ("", "A part", 0))

	def reopen(self, resolution: str = "") -> None:
		"""Resolve the ticket with words and lead it back to work, by a button of the desk."""
		add_steps((RESOLVED, "", ACTIVE))
		transitions.perform(self.number, RESOLVE, resolution="Replaced the cable", workaround="Use the other")
		transitions.perform(self.number, "T Go", resolution=resolution)

	def test_a_solution_that_did_not_hold_is_asked_anew(self) -> None:
		self.reopen()
		self.assertFalse(self.ticket().resolution or self.ticket().workaround)
		self.assertEqual(self.refused(RESOLVE), ["resolution"])
		with self.assertRaises(Refused):
			apply_workflow(self.ticket().as_dict(), RESOLVE)
		transitions.perform(self.number, RESOLVE, resolution="Replaced the board")
		self.assertIn("Replaced the board", self.mailed("ticket_resolved"))
		self.assertNotIn("cable", self.mailed("ticket_resolved"))

	def test_the_history_keeps_it(self) -> None:
		self.reopen()
		for field, words in (("resolution", "Replaced the cable"), ("workaround", "Use the other")):
			entry = frappe.get_last_doc("SD Ticket Event", {"ticket": self.number, "field": field})
			self.assertEqual((entry.from_value, entry.to_value, entry.visible_to_customer), (words, "", 0))

	def test_what_is_written_while_it_goes_back_stays(self) -> None:
		self.reopen("The cable was not it")
		self.assertEqual(self.ticket().resolution, "The cable was not it")

	def test_a_solution_stays_while_the_ticket_stays_resolved(self) -> None:
		steps = (RESOLVED, "", "T Invoiced"), ("T Invoiced", "", CLOSED)
		add_steps(*steps, states={"T Invoiced": "resolved"})
		transitions.perform(self.number, RESOLVE, resolution="Replaced the cable")
		transitions.perform(self.number, "T Go")
		self.assertEqual(self.ticket().resolution, "Replaced the cable")

	def test_a_workaround_ends_with_its_state_and_is_asked_anew(self) -> None:
		self.demand_workaround()
		transitions.perform(self.number, PROVISIONAL, workaround="The old printer")
		self.assertEqual(self.ticket().workaround, "The old printer")
		transitions.perform(self.number, GO_ON)
		self.assertFalse(self.ticket().workaround)
		self.assertEqual(self.refused(PROVISIONAL), ["workaround"])

	def test_a_workaround_goes_until_the_solution(self) -> None:
		transitions.perform(self.number, WAIT, waiting_reason="Parts", workaround="The old printer")
		transitions.perform(self.number, GO_ON)
		self.assertEqual(self.ticket().workaround, "The old printer")

	def test_a_too_long_word_is_refused(self) -> None:
		long = "x" * (demands.LONGEST + 1)
		self.assertEqual(self.refused(RESOLVE, resolution=long), ["resolution"])

	def test_a_too_long_word_is_refused_in_the_form_too(self) -> None:
		ticket = self.ticket()
		ticket.resolution = "ж" * (demands.LONGEST + 1)
		with self.assertRaises(Refused) as caught:
			ticket.save()
		self.assertEqual(list(caught.exception.problems), ["resolution"])

	def test_the_frameworks_button_demands_them_too(self) -> None:
		with self.assertRaises(Refused) as caught:
			apply_workflow(self.ticket().as_dict(), WAIT)
		self.assertEqual(list(caught.exception.problems), ["waiting_reason"])
		ticket = self.ticket()
		ticket.waiting_reason = "Written into the form before"
		ticket.save()
		apply_workflow(self.ticket().as_dict(), WAIT)
		self.assertEqual(self.ticket().workflow_state, OTHERS)

	def test_a_bulk_action_demands_them_too(self) -> None:
		commit, rollback = frappe.db.commit, frappe.db.rollback
		frappe.db.commit = frappe.db.rollback = lambda *_args, **_more: None
		try:
			bulk_workflow_approval(frappe.as_json([self.number]), "SD Ticket", RESOLVE)
		finally:
			frappe.db.commit, frappe.db.rollback = commit, rollback
		self.assertEqual(self.ticket().workflow_state, ACTIVE)

	def test_a_step_between_the_same_states_may_demand_something_else(self) -> None:
		self.demand_workaround()
		ticket = self.ticket()
		ticket.workaround = "The old printer"
		ticket.save()
		apply_workflow(self.ticket().as_dict(), PROVISIONAL)
		self.assertEqual(self.ticket().workflow_state, OTHERS)

	def test_message_and_resolution_together(self) -> None:
		words = demands.Words(message="It works again.", resolution="Replaced the cable")
		ticket = conversation.agent_step(self.number, RESOLVE, words)
		self.assertEqual(ticket.resolution, "Replaced the cable")
		self.assertIn("It works again.", conversation.messages_of(self.number)[-1].content)
		self.assertIn("It works again.\n\nReplaced the cable", self.mailed("ticket_resolved"))

	def test_the_customer_is_told_what_the_step_demanded(self) -> None:
		transitions.perform(self.number, WAIT, waiting_reason="Parts <2>")
		self.assertIn("Parts <2>", self.mailed("state_changed"))
		transitions.perform(self.number, GO_ON)
		self.assertNotIn("Parts", self.mailed("state_changed"))

	def test_of_a_customer_only_the_message_counts(self) -> None:
		frappe.set_user(USER)
		ticket = self.ticket()
		demands.write(ticket, demands.Words(message=" Hello ", resolution="I say so"))
		self.assertEqual((ticket.flags.transition_message, ticket.resolution), ("Hello", None))

	def test_a_customer_says_in_a_message_whatever_is_demanded(self) -> None:
		frappe.set_user("Administrator")
		workflow = frappe.get_doc("Workflow", "T Tickets")
		next(row for row in workflow.transitions if row.action == SOLVED).sd_requires = "Resolution"
		workflow.save()
		frappe.set_user(USER)
		with self.assertRaises(Refused) as caught:
			conversation.customer_step(self.number, SOLVED)
		self.assertEqual(list(caught.exception.problems), ["message"])
		conversation.customer_step(self.number, SOLVED, "It was the cable")
		self.assertEqual(self.ticket().state_category, "resolved")
