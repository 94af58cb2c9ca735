"""What the queue becomes when staff change its states or a priority's level."""

from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.shared.testing import AGENT, NEW, PRIORITY, DeskTestCase, make_account, make_customer
from servicedesk.tickets import queue_place, state_renewal
from servicedesk.tickets.testing import (
	forget_steps,
	forget_work,
	let_workers_work,
	make_ticket,
	queue_in,
	states_asked,
)

CUSTOMER, USER = "T Requeue", "requeue@t.test"


class TestRequeue(DeskTestCase):
	"""Tickets in a state that did not wait in the queue."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_account(USER, {make_customer(CUSTOMER): "Requester"})
		queue_in()

	def setUp(self) -> None:
		super().setUp()
		forget_work()
		self.first, self.second, self.taken = (make_ticket(USER, CUSTOMER).name for _ticket in range(3))
		frappe.db.set_value("SD Ticket", self.taken, "agent", AGENT)
		self.addCleanup(forget_steps)

	def order(self) -> list[str]:
		"""The test's tickets in the queue, in its order."""
		mine = (self.first, self.second, self.taken)
		return [row.name for row in queue_place.waiting([None], 10_000) if row.name in mine]

	def edit(self, state: str, *, waits: bool, few: int = 100) -> list[Any]:
		"""Staff tick or untick "waits in the queue"; the states that are left to a worker."""
		flow = frappe.get_doc("Workflow", "T Tickets")
		for row in flow.states:
			row.sd_queue = int(waits) if row.state == state else row.sd_queue
		with patch.object(state_renewal, "FEW", few):
			flow.save()
		return states_asked()

	def test_a_state_that_waits_now_and_one_that_no_longer_does(self) -> None:
		self.assertEqual(self.order(), [])
		self.assertEqual(self.edit(NEW, waits=True), [])
		self.assertEqual(self.order(), [self.first, self.second])
		self.assertEqual(self.edit(NEW, waits=False), [])
		self.assertEqual(self.order(), [])

	def test_many_tickets_are_left_to_a_worker(self) -> None:
		self.assertEqual(self.edit(NEW, waits=True, few=2), [NEW])
		self.assertEqual(self.order(), [])
		let_workers_work()
		self.assertEqual((self.order(), states_asked()), ([self.first, self.second], []))

	def test_the_places_are_those_that_their_own_saves_would_have_given(self) -> None:
		self.edit(NEW, waits=True)
		stored = [frappe.get_doc("SD Ticket", name) for name in (self.first, self.second)]
		for ticket in stored:
			queue_place.follow(ticket)
		self.assertEqual(
			[(ticket.queue_rank, ticket.queue_key) for ticket in stored],
			[
				(row.queue_rank, row.queue_key)
				for row in queue_place.waiting([None], 10_000)
				if row.name in self.order()
			],
		)

	def test_other_edits_ask_for_nothing(self) -> None:
		self.assertEqual(self.edit("nothing", waits=True), [])

	def test_a_priority_that_became_less_urgent(self) -> None:
		self.edit(NEW, waits=True)
		order = self.order()
		places = [row.queue_key for row in queue_place.waiting([None], 10_000) if row.name in order]
		doc = frappe.get_doc("SD Priority", PRIORITY)
		doc.update({"level": 7}).save()
		self.addCleanup(frappe.clear_document_cache, "SD Priority", PRIORITY)
		self.assertIn(NEW, states_asked())
		let_workers_work()
		rows = [row for row in queue_place.waiting([None], 10_000) if row.name in order]
		self.assertEqual([row.queue_rank for row in rows], [7, 7])
		self.assertEqual([row.queue_key for row in rows], places)
