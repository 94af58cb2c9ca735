"""Another workflow of tickets comes into use: it is held to what the tickets stand in, and they follow what it says."""

from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	ASKED,
	NEW,
	OTHERS,
	TAKE,
	DeskTestCase,
	forget_read,
	make_account,
	make_customer,
)
from servicedesk.tickets import queue_place, states, transitions, workflow_edits
from servicedesk.tickets.testing import forget_work, let_workers_work, make_ticket, queue_in, states_asked

CUSTOMER, USER = "T Switch", "switch@t.test"
OTHER = "T Other Tickets"


class TestWorkflowSwitch(DeskTestCase):
	"""A ticket that waits in the queue and one in work; the other workflow is a copy, until a test changes it."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_account(USER, {make_customer(CUSTOMER): "Requester"})
		queue_in(NEW)

	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(forget_read)
		self.new, self.active = (make_ticket(USER, CUSTOMER).name for _ticket in range(2))
		frappe.set_user(AGENT)
		transitions.perform(self.active, TAKE)
		frappe.set_user("Administrator")
		self.other = frappe.copy_doc(frappe.get_doc("Workflow", "T Tickets"))
		self.other.update({"workflow_name": OTHER, "is_active": 0})
		self.other.insert()
		forget_work()

	def switch(self, doc: Any = None) -> None:
		"""Staff put the other workflow into use, which they have changed before."""
		doc = doc or self.other
		doc.save()
		doc.is_active = 1
		doc.save()

	def without(self, state: str) -> None:
		"""Take a state out of the other workflow."""
		self.other.states = [row for row in self.other.states if row.state != state]
		rows = [row for row in self.other.transitions if state not in (row.state, row.next_state)]
		self.other.transitions = rows

	def values(self, number: str, *fields: str) -> Any:
		"""What is stored of a ticket."""
		return frappe.db.get_value("SD Ticket", number, fields)

	def test_what_is_the_same_leaves_tickets_as_they_are_and_renews_their_timers(self) -> None:
		before = [self.values(number, "workflow_state", "queue_rank") for number in (self.new, self.active)]
		self.switch()
		self.assertEqual(states.workflow().name, OTHER)
		self.assertEqual(states_asked(), sorted({row.state for row in self.other.states}))
		let_workers_work()
		after = [self.values(number, "workflow_state", "queue_rank") for number in (self.new, self.active)]
		self.assertEqual(after, before)

	def test_a_state_in_which_tickets_stand_cannot_be_missing(self) -> None:
		self.without(OTHERS)
		ticket = [OTHERS, self.active]
		frappe.db.sql("update `tabSD Ticket` set workflow_state = %s where name = %s", ticket)
		with self.assertRaisesRegex(Refused, f"{OTHERS} cannot go") as caught:
			self.switch()
		self.assertEqual(list(caught.exception.problems), [f"states.{OTHERS}"])

	def test_one_that_is_empty_may_be_missing(self) -> None:
		self.without(OTHERS)
		self.switch()
		self.assertEqual(states.workflow().name, OTHER)

	def test_places_and_boxes_of_another_workflow_say_nothing_of_which_state_is_which(self) -> None:
		"""A state in the same place of the list is not the one that tickets stood in."""
		name = "T Elsewhere"
		frappe.get_doc({"doctype": "Workflow State", "workflow_state_name": name}).insert()
		for row in (*self.other.states, *self.other.transitions):
			for field in ("state", "next_state"):
				if row.get(field) == ACTIVE:
					row.set(field, name)
		with self.assertRaisesRegex(Refused, f"{ACTIVE} cannot go"):
			self.switch()

	def test_a_state_that_means_something_else_there(self) -> None:
		next(row for row in self.other.states if row.state == ACTIVE).sd_category = "waiting_for_others"
		self.switch()
		self.assertEqual(self.values(self.active, "state_category"), "waiting_for_others")

	def test_what_does_not_wait_there_leaves_the_queue(self) -> None:
		self.assertGreater(self.values(self.new, "queue_rank"), 0)
		for row in self.other.states:
			row.sd_queue = int(row.state == ASKED)
		self.switch()
		self.assertEqual(self.values(self.new, "queue_rank", "queue_key", "queued_at"), (0, 0, None))
		self.assertNotIn(self.new, [row.name for row in queue_place.waiting([None], 10_000)])

	def test_the_first_after_a_time_without_any_is_held_to_the_tickets(self) -> None:
		frappe.db.sql("update `tabWorkflow` set is_active = 0 where document_type = 'SD Ticket'")
		forget_read()
		mine = f"{workflow_edits.STATES_OF_TICKETS} where name in ('{self.new}', '{self.active}')"
		only_mine = patch.object(workflow_edits, "STATES_OF_TICKETS", mine)
		only_mine.start()
		self.addCleanup(only_mine.stop)
		self.without(OTHERS)
		frappe.db.sql("update `tabSD Ticket` set workflow_state = %s where name = %s", (OTHERS, self.active))
		with self.assertRaisesRegex(Refused, f"{OTHERS} cannot go"):
			self.switch()
		self.other.reload()
		frappe.db.sql("update `tabSD Ticket` set workflow_state = %s where name = %s", (ACTIVE, self.active))
		self.switch()
		self.assertEqual(states.workflow().name, OTHER)

	def test_one_that_is_not_in_use_may_be_changed_at_will(self) -> None:
		self.without(OTHERS)
		frappe.db.sql("update `tabSD Ticket` set workflow_state = %s where name = %s", (OTHERS, self.active))
		self.other.save()
		self.assertEqual((states.workflow().name, states_asked()), ("T Tickets", []))

	def test_and_back_again(self) -> None:
		self.switch()
		let_workers_work()
		with patch.object(frappe, "enqueue"):
			self.switch(frappe.get_doc("Workflow", "T Tickets"))
		self.assertEqual(states.workflow().name, "T Tickets")
