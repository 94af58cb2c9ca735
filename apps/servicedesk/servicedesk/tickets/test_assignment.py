"""Who works on a ticket: by hand, by the team's rule, back into the queue, and all of somebody who leaves."""

from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.shared import background_work
from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	AGENT_ROLE,
	NEW,
	REQUEST_TYPE,
	SERVICE,
	TAKE,
	DeskTestCase,
	make_account,
	make_contract,
	make_customer,
	make_user,
)
from servicedesk.tickets import assignment, reassignment, transitions
from servicedesk.tickets.testing import (
	forget_steps,
	forget_work,
	let_workers_work,
	make_team,
	make_ticket,
	queue_in,
)

CUSTOMER, USER = "T Assign", "assign@t.test"
ANA, BO, CY = "ana@desk.test", "bo@desk.test", "cy@desk.test"
TEAM, OTHER = "T Assign Team", "T Assign Other"


def told(number: str, agent: str) -> list[str]:
	"""What mails the agent gets about the ticket."""
	return frappe.get_all("SD Outgoing Message", {"ticket": number, "recipient": agent}, pluck="event")


class AssignmentTestCase(DeskTestCase):
	"""A team of three, and one of the agent."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		customer = make_customer(CUSTOMER)
		make_account(USER, {customer: "Requester"})
		make_contract("T-ASSIGN", customer)
		for user in (ANA, BO, CY):
			make_user(user, AGENT_ROLE)
		make_team(TEAM, ANA, BO, CY)
		make_team(OTHER, AGENT)
		queue_in(NEW)

	def tearDown(self) -> None:
		super().tearDown()
		for name in (TEAM, OTHER):
			frappe.clear_document_cache("SD Team", name)
		frappe.clear_document_cache("SD Service", SERVICE)

	def rule(self, assignment_rule: str, **of_ana: Any) -> None:
		"""How the team's tickets find their agent; what is different about Ana."""
		team = frappe.get_doc("SD Team", TEAM)
		team.assignment = assignment_rule
		team.members[0].update(of_ana)
		team.save()

	def routed(self) -> None:
		"""Tickets about the service are the team's."""
		frappe.get_doc("SD Service", SERVICE).update({"team": TEAM}).save()

	def new_agents(self, count: int) -> list[str | None]:
		"""Who gets new tickets."""
		return [make_ticket(USER, CUSTOMER).agent for _time in range(count)]


class TestByRule(AssignmentTestCase):
	"""Tickets about the team's service come in."""

	def setUp(self) -> None:
		super().setUp()
		self.routed()

	def test_by_hand_it_waits_in_the_teams_queue(self) -> None:
		ticket = make_ticket(USER, CUSTOMER)
		self.assertEqual((ticket.team, ticket.agent), (TEAM, None))
		self.assertGreater(ticket.queue_rank, 0)

	def test_the_type_of_request_says_it_where_the_service_does_not(self) -> None:
		frappe.db.set_value("SD Team", OTHER, "tier", 2)
		frappe.clear_document_cache("SD Team", OTHER)
		frappe.get_doc("SD Request Type", REQUEST_TYPE).update({"team": OTHER}).save()
		self.addCleanup(frappe.clear_document_cache, "SD Request Type", REQUEST_TYPE)
		ticket = make_ticket(USER, CUSTOMER)
		self.assertEqual((ticket.team, ticket.tier), (TEAM, 1))
		frappe.get_doc("SD Service", SERVICE).update({"team": None}).save()
		ticket = make_ticket(USER, CUSTOMER)
		self.assertEqual((ticket.team, ticket.tier), (OTHER, 2))

	def test_turns(self) -> None:
		self.rule("Round Robin")
		self.assertEqual(self.new_agents(5), [ANA, BO, CY, ANA, BO])
		self.rule("Round Robin", available=0)
		self.assertEqual(self.new_agents(3), [CY, BO, CY])

	def test_somebody_who_cannot_sign_in_gets_nothing(self) -> None:
		self.rule("Round Robin")
		frappe.db.set_value("User", ANA, "enabled", 0)
		frappe.clear_document_cache("User", ANA)
		self.addCleanup(frappe.clear_document_cache, "User", ANA)
		self.assertEqual(self.new_agents(2), [BO, CY])

	def test_load_and_limits(self) -> None:
		self.rule("Least Load", most_tickets=1)
		self.assertEqual(self.new_agents(4), [ANA, BO, CY, BO])
		self.rule("Round Robin", most_tickets=1)
		self.assertNotIn(ANA, self.new_agents(3))

	def test_skill_or_the_queue(self) -> None:
		self.rule("By Skill", skills="")
		self.assertEqual(self.new_agents(1), [None])
		self.rule("By Skill", skills=SERVICE)
		self.assertEqual(self.new_agents(2), [ANA, ANA])

	def test_nobody_left_to_take_it(self) -> None:
		self.rule("Round Robin")
		team = frappe.get_doc("SD Team", TEAM)
		for row in team.members:
			row.available = 0
		team.save()
		self.assertEqual(self.new_agents(1), [None])

	def test_a_disabled_team_gets_nothing(self) -> None:
		frappe.get_doc("SD Team", TEAM).update({"disabled": 1}).save()
		self.assertIsNone(make_ticket(USER, CUSTOMER).team)

	def test_history_says_who_got_it(self) -> None:
		self.rule("Round Robin")
		ticket = make_ticket(USER, CUSTOMER)
		events = frappe.get_all(
			"SD Ticket Event", {"ticket": ticket.name, "event": "assigned"}, pluck="to_value"
		)
		self.assertEqual(events, [ANA])
		self.assertEqual(told(ticket.name, ANA), ["ticket_assigned"])

	def test_statements_of_a_ticket_by_turns(self) -> None:
		self.rule("Round Robin")
		make_ticket(USER, CUSTOMER)
		with self.assertQueryCount(25):
			make_ticket(USER, CUSTOMER)


class TestByHand(AssignmentTestCase):
	"""One ticket that nobody has."""

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, CUSTOMER).name
		frappe.set_user(AGENT)

	def refused(self, **to: str) -> dict[str, str]:
		"""Why nobody is put on it."""
		with self.assertRaises(Refused) as caught:
			assignment.assign(self.number, **to)
		return caught.exception.problems

	def test_agent_and_team(self) -> None:
		ticket = assignment.assign(self.number, BO, TEAM)
		self.assertEqual((ticket.agent, ticket.team, ticket.queue_rank), (BO, TEAM, 0))

	def test_only_staff_who_can_sign_in_and_are_in_the_team(self) -> None:
		self.assertIn("does not work", self.refused(agent=USER)["agent"])
		self.assertIn("not in the team", self.refused(agent=BO, team=OTHER)["agent"])
		frappe.db.set_value("User", BO, "enabled", 0)
		frappe.clear_document_cache("User", BO)
		self.addCleanup(frappe.clear_document_cache, "User", BO)
		self.assertIn("does not work", self.refused(agent=BO)["agent"])

	def test_another_team_takes_it_from_who_is_not_in_it(self) -> None:
		assignment.assign(self.number, BO, TEAM)
		ticket = assignment.assign(self.number, team=OTHER)
		self.assertEqual((ticket.agent, ticket.team), (None, OTHER))
		self.assertGreater(ticket.queue_rank, 0)

	def test_a_team_with_a_rule_finds_its_agent(self) -> None:
		frappe.set_user("Administrator")
		self.rule("Round Robin")
		frappe.set_user(AGENT)
		self.assertEqual(assignment.assign(self.number, team=TEAM).agent, ANA)

	def test_released_it_waits_and_no_rule_gives_it_away_again(self) -> None:
		frappe.set_user("Administrator")
		self.rule("Round Robin")
		assignment.assign(self.number, team=TEAM)
		ticket = assignment.release(self.number)
		self.assertEqual((ticket.agent, ticket.team), (None, TEAM))
		self.assertGreater(ticket.queue_rank, 0)

	def test_not_after_the_end_and_not_by_customers(self) -> None:
		frappe.set_user(USER)
		with self.assertRaises(frappe.PermissionError):
			assignment.assign(self.number, BO)
		frappe.set_user(AGENT)
		frappe.db.set_value("SD Ticket", self.number, "state_category", "closed")
		with self.assertRaises(Conflict):
			assignment.assign(self.number, BO)

	def test_who_is_given_a_ticket_is_told_and_who_takes_one_is_not(self) -> None:
		assignment.assign(self.number, AGENT)
		self.assertEqual(told(self.number, AGENT), [])
		assignment.assign(self.number, BO)
		assignment.assign(self.number, BO)
		self.assertEqual(told(self.number, BO), ["ticket_assigned"])

	def test_the_framework_makes_no_second_record_of_it(self) -> None:
		before = frappe.db.count("ToDo")
		assignment.assign(self.number, BO)
		self.assertEqual(frappe.db.count("ToDo"), before)

	def test_people_to_choose_from(self) -> None:
		assignment.assign(self.number, BO, TEAM)
		rows = [(row["user"], row["open"]) for row in assignment.people(TEAM)]
		self.assertEqual(rows, [(ANA, 0), (BO, 1), (CY, 0)])
		self.assertLessEqual({ANA, BO, CY, AGENT}, {row["user"] for row in assignment.people()})


class TestLeavers(AssignmentTestCase):
	"""Bo leaves, with one new ticket, one in work and one closed."""

	def setUp(self) -> None:
		super().setUp()
		self.new, self.active, self.closed = (self.of_bo() for _ticket in range(3))
		frappe.set_user(BO)
		transitions.perform(self.active, TAKE)
		frappe.set_user("Administrator")
		frappe.db.set_value("SD Ticket", self.closed, "state_category", "closed")

	def of_bo(self) -> str:
		"""A ticket that Bo has."""
		return str(assignment.assign(make_ticket(USER, CUSTOMER).name, BO, TEAM).name)

	def agents(self) -> list[str | None]:
		"""Who has the three now."""
		numbers = (self.new, self.active, self.closed)
		return [frappe.db.get_value("SD Ticket", number, "agent") for number in numbers]

	def test_to_somebody(self) -> None:
		self.assertEqual(reassignment.reassign_all(BO, CY), 2)
		self.assertEqual(self.agents(), [CY, CY, BO])
		self.assertEqual(told(self.active, CY), [])
		self.assertEqual(frappe.db.get_value("SD Ticket", self.active, "workflow_state"), ACTIVE)

	def test_by_the_teams_rule_never_back_to_who_leaves(self) -> None:
		self.rule("Round Robin")
		frappe.db.set_value("SD Team", TEAM, "last_turn", 1)
		self.assertEqual(reassignment.reassign_all(BO), 2)
		self.assertEqual(self.agents(), [CY, ANA, BO])

	def test_nor_by_the_rule_that_its_step_into_the_queue_asks(self) -> None:
		queue_in(ACTIVE)
		self.addCleanup(forget_steps)
		self.rule("Round Robin")
		frappe.db.delete("SD Team Member", {"parent": TEAM, "user": ("!=", BO)})
		frappe.clear_document_cache("SD Team", TEAM)
		reassignment.reassign_all(BO)
		self.assertEqual(frappe.db.get_value("SD Ticket", self.new, "workflow_state"), ACTIVE)
		self.assertNotIn(BO, self.agents()[:2])

	def test_into_the_queue_where_no_rule_is(self) -> None:
		reassignment.reassign_all(BO)
		self.assertEqual(self.agents(), [None, None, BO])
		self.assertGreater(frappe.db.get_value("SD Ticket", self.new, "queue_rank"), 0)

	def test_a_worker_that_starts_again_goes_on_with_what_is_left(self) -> None:
		forget_work()
		with patch.object(reassignment, "AT_ONCE", 1):
			self.assertIsNone(reassignment.reassign_all(BO, CY))
		self.assertEqual(self.agents(), [BO, BO, BO])
		asked = background_work.waiting(background_work.HANDING_OVER)
		let_workers_work()
		self.assertEqual(self.agents(), [CY, CY, BO])
		with patch.object(frappe.db, "commit"):
			self.assertTrue(reassignment.step(asked[0], "").is_done)

	def test_refused(self) -> None:
		for to in (BO, USER):
			with self.subTest(to=to), self.assertRaises(Refused) as caught:
				reassignment.reassign_all(BO, to)
			self.assertEqual(set(caught.exception.problems), {"to"})

	def test_one_that_cannot_be_given_does_not_hold_up_the_rest(self) -> None:
		self.assertEqual(reassignment.reassign_all(BO, AGENT), 0)
		frappe.db.set_value("SD Ticket", self.new, "team", None)
		self.assertEqual(reassignment.reassign_all(BO, AGENT), 1)
		self.assertEqual(self.agents(), [AGENT, BO, BO])
