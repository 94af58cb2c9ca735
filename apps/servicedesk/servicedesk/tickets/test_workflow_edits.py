"""Staff add, rename and reroute states, in the form and in the framework's builder, and everything goes on working."""

import json
from typing import Any

import frappe

from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	AGENT_ROLE,
	ASK,
	ASKED,
	CANCEL,
	CANCELLED,
	CLOSE,
	NEW,
	RESOLVE,
	RESOLVED,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import states, transitions
from servicedesk.tickets.testing import forget_work, let_workers_work, make_ticket

USER, OTHER_NAME, REVIEW = "edits@t.test", "T Under Way", "T Review"


class TestWorkflowEdits(DeskTestCase):
	"""A ticket in work, whose workflow is edited."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Edits")
		make_account(USER, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)
		frappe.set_user("Administrator")
		forget_work()

	def tearDown(self) -> None:
		super().tearDown()
		frappe.clear_document_cache("Workflow", "T Tickets")

	def ticket(self) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def as_the_builder_saves(self, workflow: Any) -> dict[str, Any]:
		"""The workflow as the framework's builder sends it: all rows new, with the few fields that it knows."""
		doc = workflow.as_dict()
		doc["states"] = [
			{
				"doctype": "Workflow Document State",
				"name": frappe.generate_hash(length=8),
				"__islocal": 1,
				**{key: row.get(key) for key in ("state", "doc_status", "allow_edit")},
			}
			for row in workflow.states
		]
		doc["transitions"] = [
			{
				"doctype": "Workflow Transition",
				"name": frappe.generate_hash(length=8),
				"__islocal": 1,
				"sd_trigger": "Button",
				"allow_self_approval": 1,
				**{key: row.get(key) for key in ("state", "action", "next_state", "allowed")},
			}
			for row in workflow.transitions
		]
		return doc

	def rows(self) -> list[tuple[Any, ...]]:
		"""What the workflow says of its states and transitions, ours included."""
		workflow = frappe.get_doc("Workflow", "T Tickets")
		return [(row.state, row.sd_category, row.sd_queue) for row in workflow.states] + [
			(row.state, row.action, row.next_state, row.sd_trigger, row.sd_requires, row.condition)
			for row in workflow.transitions
		]

	def test_the_builder_loses_nothing(self) -> None:
		workflow = frappe.get_doc("Workflow", "T Tickets")
		workflow.transitions[0].condition = "doc.channel != 'Phone'"
		workflow.states[0].sd_queue = 1
		# The customer's step of the same name asks for nothing, the desk's does.
		step = {"state": NEW, "action": CANCEL, "next_state": CANCELLED, "allowed": AGENT_ROLE}
		workflow.append("transitions", {**step, "sd_requires": "Message"})
		workflow.save()
		before = self.rows()
		frappe.get_doc(self.as_the_builder_saves(workflow)).save()
		self.assertEqual(self.rows(), before)

	def test_a_new_step_takes_nothing_from_one_of_its_name(self) -> None:
		workflow = frappe.get_doc("Workflow", "T Tickets")
		doc = self.as_the_builder_saves(workflow)
		step = {"state": ACTIVE, "action": ASK, "next_state": RESOLVED, "allowed": AGENT_ROLE}
		doc["transitions"].insert(0, {"doctype": "Workflow Transition", "__islocal": 1, "name": "x1", **step})
		frappe.get_doc(doc).save()
		found = {row[2]: row[4] for row in self.rows()[7:] if row[1] == ASK}
		self.assertEqual((found[ASKED], found[RESOLVED] or ""), ("Message", ""))

	def test_a_rerouted_step_keeps_what_it_demands(self) -> None:
		workflow = frappe.get_doc("Workflow", "T Tickets")
		doc = self.as_the_builder_saves(workflow)
		for row in doc["transitions"]:
			row["next_state"] = ASKED if row["action"] == RESOLVE else row["next_state"]
		frappe.get_doc(doc).save()
		self.assertIn((ACTIVE, RESOLVE, ASKED, "Button", "Resolution", None), self.rows())

	def test_what_the_builders_sidebar_says_counts(self) -> None:
		workflow = frappe.get_doc("Workflow", "T Tickets")
		doc = self.as_the_builder_saves(workflow)
		doc["workflow_data"] = json.dumps(
			[{"id": "1", "type": "state", "data": {"state": ACTIVE, "sd_category": "waiting_for_others"}}]
		)
		frappe.get_doc(doc).save()
		self.assertEqual(str(states.category_of(ACTIVE)), "waiting_for_others")
		self.assertEqual(self.ticket().state_category, "waiting_for_others")

	def test_a_state_that_takes_anothers_place_takes_its_tickets(self) -> None:
		frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": OTHER_NAME}).insert()
		workflow = frappe.get_doc("Workflow", "T Tickets")
		doc = self.as_the_builder_saves(workflow)
		for row in doc["states"]:
			row["state"] = OTHER_NAME if row["state"] == ACTIVE else row["state"]
		for row in doc["transitions"]:
			for key in ("state", "next_state"):
				row[key] = OTHER_NAME if row[key] == ACTIVE else row[key]
		frappe.get_doc(doc).save()
		ticket = self.ticket()
		self.assertEqual((ticket.workflow_state, ticket.state_category), (OTHER_NAME, "active"))
		frappe.set_user(AGENT)
		transitions.perform(self.number, RESOLVE, resolution="Done")
		self.assertEqual(self.ticket().workflow_state, RESOLVED)

	def test_a_state_cannot_go_while_tickets_stand_in_it(self) -> None:
		workflow = frappe.get_doc("Workflow", "T Tickets")
		workflow.states = [row for row in workflow.states if row.state != ACTIVE]
		workflow.transitions = [
			row for row in workflow.transitions if ACTIVE not in (row.state, row.next_state)
		]
		for state, action, aim in ((NEW, TAKE, RESOLVED), (NEW, ASK, ASKED)):
			workflow.append(
				"transitions", {"state": state, "action": action, "next_state": aim, "allowed": AGENT_ROLE}
			)
		workflow.states = [row for row in workflow.states if row.state != "T Waiting for Others"]
		workflow.transitions = [
			row for row in workflow.transitions if "T Waiting for Others" not in (row.state, row.next_state)
		]
		with self.assertRaisesRegex(Refused, f"{ACTIVE} cannot go"):
			workflow.save()
		self.assertEqual(frappe.db.get_value("SD Ticket", self.number, "workflow_state"), ACTIVE)

	def test_a_state_that_is_empty_may_go(self) -> None:
		workflow = frappe.get_doc("Workflow", "T Tickets")
		gone = "T Waiting for Others"
		workflow.states = [row for row in workflow.states if row.state != gone]
		workflow.transitions = [
			row for row in workflow.transitions if gone not in (row.state, row.next_state)
		]
		workflow.save()
		self.assertNotIn(gone, [row.state for row in states.workflow().states])

	def test_a_new_state_and_another_route_work_at_once(self) -> None:
		frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": REVIEW}).insert()
		workflow = frappe.get_doc("Workflow", "T Tickets")
		review = {"state": REVIEW, "doc_status": "0", "allow_edit": AGENT_ROLE, "sd_category": "active"}
		workflow.append("states", review)
		for row in workflow.transitions:
			if row.action == RESOLVE:
				row.next_state = REVIEW
		workflow.append(
			"transitions", {"state": REVIEW, "action": CLOSE, "next_state": RESOLVED, "allowed": AGENT_ROLE}
		)
		workflow.save()
		frappe.set_user(AGENT)
		transitions.perform(self.number, RESOLVE, resolution="Done")
		self.assertEqual((self.ticket().workflow_state, self.ticket().state_category), (REVIEW, "active"))
		transitions.perform(self.number, CLOSE)
		self.assertEqual(self.ticket().state_category, "resolved")

	def test_a_renamed_state_carries_tickets_history_and_drawing(self) -> None:
		box = {"id": "1", "type": "state", "data": {"state": ACTIVE}}
		arrow = {"id": "2", "type": "action", "data": {"from": NEW, "to": ACTIVE, "action": TAKE}}
		frappe.db.set_value("Workflow", "T Tickets", "workflow_data", json.dumps([box, arrow]))
		frappe.rename_doc("Workflow State", ACTIVE, OTHER_NAME, force=True)
		let_workers_work()
		self.assertEqual(self.ticket().workflow_state, OTHER_NAME)
		entry = frappe.get_last_doc("SD Ticket Event", {"ticket": self.number, "event": "transition"})
		self.assertEqual((entry.from_state, entry.to_state), (NEW, OTHER_NAME))
		drawn = json.loads(frappe.db.get_value("Workflow", "T Tickets", "workflow_data"))
		self.assertEqual((drawn[0]["data"]["state"], drawn[1]["data"]["to"]), (OTHER_NAME, OTHER_NAME))
		self.assertEqual(
			frappe.db.get_value("Workflow Action", {"reference_name": self.number}, "workflow_state"),
			OTHER_NAME,
		)
		frappe.set_user(AGENT)
		transitions.perform(self.number, ASK, message="Which one?")
		self.assertEqual(self.ticket().workflow_state, ASKED)
