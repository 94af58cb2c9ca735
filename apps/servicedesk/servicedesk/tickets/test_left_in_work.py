"""A ticket that loses its agent while in work is still somebody's: it waits in the queue, or its team's rule gives it."""

from typing import Any

import frappe

from servicedesk.domain.lifecycle import TransitionTrigger
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	AGENT_ROLE,
	NEW,
	OTHERS,
	SOLVED,
	TAKE,
	WAIT,
	DeskTestCase,
	make_account,
	make_customer,
	make_user,
)
from servicedesk.tickets import (
	assignment,
	conversation,
	queue_place,
	reassignment,
	state_renewal,
	states,
	tiers,
	transitions,
)
from servicedesk.tickets.testing import (
	add_steps,
	forget_steps,
	forget_work,
	let_workers_work,
	make_team,
	make_ticket,
	queue_in,
	states_asked,
)

CUSTOMER, USER = "T Left", "left@t.test"
EXPERT, HEAD = "left-expert@desk.test", "left-head@desk.test"
LINE_1, LINE_2 = "T Left Line 1", "T Left Line 2"


class TestLeftInWork(DeskTestCase):
	"""The first line has a ticket in work; of the workflow's states only the new one waits in the queue."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_account(USER, {make_customer(CUSTOMER): "Requester"})
		make_user(EXPERT, AGENT_ROLE)
		make_user(HEAD, "Service Desk Supervisor")
		make_team(LINE_2, EXPERT, tier=2)
		make_team(LINE_1, AGENT, next_team=LINE_2)
		queue_in(NEW)

	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(forget_steps)
		for name in (LINE_1, LINE_2):
			self.addCleanup(frappe.clear_document_cache, "SD Team", name)
		self.number = make_ticket(USER, CUSTOMER).name
		assignment.assign(self.number, AGENT, LINE_1)
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)

	def ticket(self) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def by_turns(self, team: str) -> None:
		"""The team's tickets find their agent by turns."""
		before = frappe.session.user
		frappe.set_user("Administrator")
		frappe.get_doc("SD Team", team).update({"assignment": "Round Robin"}).save()
		frappe.set_user(before)

	def told(self, *users: str) -> list[str]:
		"""Which of them are told that the customer has written, by name."""
		filters = {"ticket": self.number, "event": "customer_commented", "recipient": ("in", users)}
		return frappe.get_all("SD Outgoing Message", filters, pluck="recipient", order_by="recipient asc")

	def test_handed_on_it_waits_for_the_other_team_and_is_taken_as_it_is(self) -> None:
		tiers.hand_on(self.number, reason="Needs an expert")
		ticket = self.ticket()
		self.assertEqual((ticket.agent, ticket.workflow_state), (None, ACTIVE))
		self.assertEqual(queue_place.place(ticket), (1, False))
		frappe.set_user(EXPERT)
		taken: Any = queue_place.take_next(LINE_2)
		self.assertEqual((taken.name, taken.agent, taken.workflow_state), (self.number, EXPERT, ACTIVE))
		self.assertIsNone(queue_place.place(taken))

	def test_the_other_teams_rule_gives_it(self) -> None:
		self.by_turns(LINE_2)
		tiers.hand_on(self.number, reason="Needs an expert")
		self.assertEqual((self.ticket().agent, self.ticket().queue_rank), (EXPERT, 0))

	def test_so_does_it_whichever_way_the_team_changes(self) -> None:
		self.by_turns(LINE_2)
		assignment.assign(self.number, team=LINE_2)
		self.assertEqual(self.ticket().agent, EXPERT)

	def test_released_it_waits_and_who_leaves_leaves_it_to_the_queue(self) -> None:
		assignment.release(self.number)
		self.assertGreater(self.ticket().queue_rank, 0)
		assignment.assign(self.number, AGENT)
		self.assertEqual(self.ticket().queue_rank, 0)
		frappe.set_user("Administrator")
		reassignment.reassign_all(AGENT)
		self.assertEqual((self.ticket().agent, self.ticket().workflow_state), (None, ACTIVE))
		self.assertGreater(self.ticket().queue_rank, 0)

	def test_what_waits_for_somebody_else_is_in_no_queue_until_it_comes_back(self) -> None:
		transitions.perform(self.number, WAIT, waiting_reason="A part is on its way")
		assignment.release(self.number)
		self.assertEqual(self.ticket().queue_rank, 0)

	def test_what_comes_back_into_work_by_itself_is_given_by_rule(self) -> None:
		add_steps((OTHERS, "Visit Ended", ACTIVE))
		transitions.perform(self.number, WAIT, waiting_reason="A specialist goes there")
		assignment.release(self.number)
		self.by_turns(LINE_1)
		ticket = transitions.locked(self.number)
		transitions.apply(ticket, states.triggered_by(ticket, TransitionTrigger.VISIT_ENDED))
		self.assertEqual((self.ticket().workflow_state, self.ticket().agent), (ACTIVE, AGENT))

	def test_who_begins_the_work_has_it_whatever_the_teams_rule(self) -> None:
		self.number = make_ticket(USER, CUSTOMER).name
		assignment.assign(self.number, team=LINE_2)
		self.by_turns(LINE_2)
		transitions.perform(self.number, TAKE)
		self.assertEqual(self.ticket().agent, AGENT)

	def test_a_customers_message_reaches_the_team(self) -> None:
		tiers.hand_on(self.number, reason="Needs an expert")
		frappe.set_user(USER)
		conversation.customer_message(self.number, "Any news?")
		self.assertEqual(self.told(AGENT, EXPERT, HEAD), [EXPERT])

	def test_where_there_is_no_team_it_reaches_the_supervisors(self) -> None:
		frappe.db.set_value("SD Ticket", self.number, {"agent": None, "team": None})
		frappe.set_user(USER)
		conversation.customer_message(self.number, "Any news?")
		self.assertEqual(self.told(AGENT, EXPERT, HEAD), [HEAD])

	def test_what_is_solved_waits_no_more(self) -> None:
		assignment.release(self.number)
		frappe.set_user(USER)
		transitions.perform(self.number, SOLVED)
		self.assertEqual(self.ticket().queue_rank, 0)

	def test_an_edit_of_the_workflow_follows_the_same_rule(self) -> None:
		frappe.set_user("Administrator")
		frappe.db.set_value("SD Ticket", self.number, "agent", None)
		state_renewal.ask([ACTIVE])
		let_workers_work()
		self.assertGreater(self.ticket().queue_rank, 0)
		forget_work()
		self.edit(sd_queue=1)
		self.assertGreater(self.ticket().queue_rank, 0)
		self.edit(sd_queue=0, sd_category="waiting_for_others")
		self.assertEqual((self.ticket().queue_rank, states_asked()), (0, []))

	def edit(self, **values: Any) -> None:
		"""Staff edit the state in work."""
		flow = frappe.get_doc("Workflow", "T Tickets")
		next(row for row in flow.states if row.state == ACTIVE).update(values)
		flow.save()
