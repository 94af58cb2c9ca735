"""Steps taken with several tickets at once, and the board of states."""

import frappe
from frappe.client import set_value

from servicedesk.api.agent import bulk
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	ASK,
	CLOSED,
	NEW,
	RESOLVE,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import kanban, transitions
from servicedesk.tickets.testing import make_ticket

REQUESTER = "requester@bulk.test"


class TestSeveral(DeskTestCase):
	"""Two new tickets, one in work."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Bulk")
		make_account(REQUESTER, {self.customer: "Requester"})
		self.new = [make_ticket(REQUESTER, self.customer).name for _number in range(2)]
		self.active = make_ticket(REQUESTER, self.customer).name
		frappe.set_user(AGENT)
		transitions.perform(self.active, TAKE)

	def state(self, ticket: str) -> str:
		return str(frappe.db.get_value("SD Ticket", ticket, "workflow_state"))

	def test_only_common_steps_are_offered(self) -> None:
		self.assertIn({"action": TAKE, "demands": ""}, bulk.steps(self.new))
		self.assertEqual(bulk.steps([*self.new, self.active]), [])
		demands = {step["action"]: step["demands"] for step in bulk.steps([self.active])}
		self.assertEqual((demands[ASK], demands[RESOLVE]), ("Message", "Resolution"))

	def test_each_stands_or_falls_by_itself(self) -> None:
		result = bulk.take_step([*self.new, self.active], TAKE)
		self.assertEqual((set(result["done"]), set(result["refused"])), (set(self.new), {self.active}))
		self.assertIn(ACTIVE, result["refused"][self.active])
		self.assertEqual({self.state(name) for name in self.new}, {ACTIVE})

	def test_words_are_demanded_of_all(self) -> None:
		result = bulk.take_step([self.active], RESOLVE)
		self.assertEqual(set(result["refused"]), {self.active})
		self.assertEqual(self.state(self.active), ACTIVE)
		bulk.take_step([self.active], RESOLVE, resolution="A new fuse.")
		self.assertEqual(frappe.db.get_value("SD Ticket", self.active, "resolution"), "A new fuse.")

	def test_nonsense_is_refused(self) -> None:
		for numbers in ("[]", "7", '["a", 7]'):
			with self.subTest(numbers=numbers), self.assertRaises(Refused):
				bulk.steps(numbers)

	def test_customers_may_not(self) -> None:
		frappe.set_user(REQUESTER)
		with self.assertRaises(frappe.PermissionError):
			bulk.take_step(self.new, TAKE)


class TestBoard(DeskTestCase):
	"""The board follows the workflow."""

	def columns(self) -> dict[str, str]:
		board = frappe.get_doc("Kanban Board", kanban.BOARD)
		return {row.column_name: row.status for row in board.columns}

	def test_columns_are_the_workflow_s_states(self) -> None:
		kanban.ensure_board()
		columns = self.columns()
		self.assertEqual((columns[NEW], columns[CLOSED]), ("Active", "Archived"))
		flow = frappe.get_doc("Workflow", "T Tickets")
		self.assertEqual(list(columns), [row.state for row in flow.states])

	def test_a_state_more_is_a_column_more(self) -> None:
		kanban.ensure_board()
		frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": "T Extra"}).insert()
		flow = frappe.get_doc("Workflow", "T Tickets")
		flow.append(
			"states",
			{
				"state": "T Extra",
				"doc_status": "0",
				"allow_edit": "Service Desk Agent",
				"sd_category": "active",
			},
		)
		kanban.ensure_board(flow)
		self.assertEqual(self.columns()["T Extra"], "Active")

	def test_dragging_is_a_step_of_the_workflow_or_refused(self) -> None:
		customer = make_customer("T Board")
		make_account(REQUESTER, {customer: "Requester"})
		ticket = make_ticket(REQUESTER, customer).name
		frappe.set_user(AGENT)
		set_value("SD Ticket", ticket, "workflow_state", ACTIVE)
		self.assertEqual(
			frappe.db.get_value("SD Ticket", ticket, ["workflow_state", "agent"]), (ACTIVE, AGENT)
		)
		with self.assertRaises(frappe.ValidationError):
			set_value("SD Ticket", ticket, "workflow_state", CLOSED)
		frappe.clear_messages()
