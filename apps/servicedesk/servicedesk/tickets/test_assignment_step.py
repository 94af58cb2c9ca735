"""A ticket that an agent or a team is put on takes the workflow's step for that by itself (integrator 10, "Насочена")."""

from typing import Any

import frappe

from servicedesk.shared.errors import Conflict
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	AGENT_ROLE,
	CANCEL,
	CANCELLED,
	CUSTOMER_ROLE,
	NEW,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import amendment, states, transitions
from servicedesk.tickets.testing import make_ticket

USER, DIRECTED, DIRECT = "directed@t.test", "T Directed", "T Direct"


class TestAssignmentStep(DeskTestCase):
	"""A workflow with a state for what has its specialist and was not accepted yet."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Directing")
		make_account(USER, {cls.customer: "Requester"})
		member = {"doctype": "SD Team", "title": "T Line", "members": [{"user": AGENT}]}
		cls.team = frappe.get_doc(member).insert().name
		frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": DIRECTED}).insert()
		frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": DIRECT}).insert()
		workflow = frappe.get_doc("Workflow", "T Tickets")
		state = {"state": DIRECTED, "doc_status": "0", "allow_edit": AGENT_ROLE, "sd_category": "new"}
		workflow.append("states", state)
		# Whose role stands there does not matter: nobody presses it.
		for start, action, aim, role, trigger in (
			(NEW, DIRECT, DIRECTED, CUSTOMER_ROLE, "Assignment"),
			(DIRECTED, TAKE, ACTIVE, AGENT_ROLE, "Button"),
			(DIRECTED, CANCEL, CANCELLED, CUSTOMER_ROLE, "Button"),
		):
			step = {"state": start, "action": action, "next_state": aim, "allowed": role}
			workflow.append("transitions", {**step, "sd_trigger": trigger})
		workflow.save()
		frappe.clear_document_cache("Workflow", "T Tickets")

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)

	def ticket(self) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def put(self, **values: str) -> None:
		"""Save the ticket with these fields changed."""
		self.ticket().update(values).save()

	def steps(self) -> list[tuple[str, str]]:
		"""Changes of state in their order."""
		filters = {"ticket": self.number, "event": "transition"}
		return frappe.get_all(
			"SD Ticket Event",
			filters,
			["from_state", "to_state"],
			as_list=True,
			order_by="occurred_microseconds asc",
		)

	def test_an_agent(self) -> None:
		self.put(agent=AGENT)
		ticket = self.ticket()
		self.assertEqual((ticket.workflow_state, ticket.agent, ticket.accepted_at), (DIRECTED, AGENT, None))
		self.assertEqual([tuple(row) for row in self.steps()], [(NEW, DIRECTED)])

	def test_a_team(self) -> None:
		self.put(team=self.team)
		self.assertEqual(self.ticket().workflow_state, DIRECTED)

	def test_it_happens_once(self) -> None:
		self.put(agent=AGENT)
		self.put(team=self.team)
		self.put(external_reference="A-1")
		self.assertEqual(len(self.steps()), 1)

	def test_taking_off_is_no_putting_on(self) -> None:
		self.ticket().db_set("agent", AGENT)
		self.put(agent="")
		self.assertEqual(self.ticket().workflow_state, NEW)

	def test_a_ticket_that_is_made_with_its_agent(self) -> None:
		values = {"subject": "By phone", "customer": self.customer, "channel": "Phone", "agent": AGENT}
		self.number = frappe.get_doc({"doctype": "SD Ticket", **values}).insert().name
		self.assertEqual(self.ticket().workflow_state, DIRECTED)
		self.assertEqual([tuple(row) for row in self.steps()], [(NEW, DIRECTED)])
		self.assertEqual(frappe.db.count("SD Ticket Event", {"ticket": self.number, "event": "created"}), 1)

	def test_accepting_is_the_step_that_was_chosen(self) -> None:
		transitions.perform(self.number, TAKE)
		self.assertEqual([tuple(row) for row in self.steps()], [(NEW, ACTIVE)])
		self.assertEqual(self.ticket().agent, AGENT)

	def test_nobody_presses_it(self) -> None:
		for user in (AGENT, USER, "Administrator"):
			frappe.set_user(user)
			self.assertNotIn(DIRECT, [row.action for row in states.buttons(self.ticket())])
			with self.assertRaises(Conflict):
				transitions.perform(self.number, DIRECT)

	def test_nobody_writes_the_state_under_the_cover_of_an_assignment(self) -> None:
		with self.assertRaises(frappe.ValidationError):
			self.put(agent=AGENT, workflow_state=CANCELLED)
		self.assertEqual(self.ticket().workflow_state, NEW)

	def test_the_customer_may_still_change_and_cancel(self) -> None:
		self.put(agent=AGENT)
		self.assertTrue(amendment.may_edit(self.ticket(), USER))
		frappe.set_user(USER)
		transitions.perform(self.number, CANCEL)
		self.assertEqual(self.ticket().state_category, "cancelled")
