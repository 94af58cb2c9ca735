"""What the queue becomes when staff change its states or a priority's level."""

from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.shared.testing import AGENT, NEW, PRIORITY, DeskTestCase, make_account, make_customer
from servicedesk.tickets import queue_place, requeue
from servicedesk.tickets.testing import forget_steps, make_ticket, queue_in

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
		self.first, self.second, self.taken = (make_ticket(USER, CUSTOMER).name for _ticket in range(3))
		frappe.db.set_value("SD Ticket", self.taken, "agent", AGENT)
		# A worker commits; a test does not.
		committing = patch.object(frappe.db, "commit")
		committing.start()
		self.addCleanup(committing.stop)
		self.addCleanup(forget_steps)

	def order(self) -> list[str]:
		"""The test's tickets in the queue, in its order."""
		mine = (self.first, self.second, self.taken)
		return [row.name for row in queue_place.waiting([None], 10_000) if row.name in mine]

	def edit(self, state: str, *, waits: bool) -> list[Any]:
		"""Staff tick or untick "waits in the queue"; what a worker is asked to do."""
		flow = frappe.get_doc("Workflow", "T Tickets")
		for row in flow.states:
			row.sd_queue = int(waits) if row.state == state else row.sd_queue
		with patch.object(frappe, "enqueue") as enqueue:
			flow.save()
		asked = [call for call in enqueue.call_args_list if call.args[0].startswith(requeue.__name__)]
		return [call.kwargs["states"] for call in asked]

	def test_a_state_that_waits_now_and_one_that_no_longer_does(self) -> None:
		self.assertEqual(self.order(), [])
		self.assertEqual(self.edit(NEW, waits=True), [[NEW]])
		self.assertEqual(requeue.states([NEW]), 2)
		self.assertEqual(self.order(), [self.first, self.second])
		self.assertEqual(requeue.states([NEW]), 0)
		self.assertEqual(self.edit(NEW, waits=False), [[NEW]])
		self.assertEqual(requeue.states([NEW]), 2)
		self.assertEqual(self.order(), [])

	def test_the_places_are_those_that_their_own_saves_would_have_given(self) -> None:
		self.edit(NEW, waits=True)
		requeue.states([NEW])
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
		requeue.states([NEW])
		doc = frappe.get_doc("SD Priority", PRIORITY)
		with patch.object(frappe, "enqueue") as enqueue:
			doc.update({"level": 7}).save()
		self.addCleanup(frappe.clear_document_cache, "SD Priority", PRIORITY)
		self.assertEqual(enqueue.call_args.kwargs["name"], PRIORITY)
		requeue.priority(PRIORITY)
		ranks = frappe.get_all("SD Ticket", {"name": ("in", self.order())}, pluck="queue_rank")
		self.assertEqual(ranks, [7, 7])
