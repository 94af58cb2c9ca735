"""Endpoints of queue, triage and assignment: who may ask, what they get, and what several tickets at once leave behind."""

import json
from typing import Any

import frappe

from servicedesk.api.agent import assignment, queue, triage
from servicedesk.shared.errors import Conflict, Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	AGENT_ROLE,
	NEW,
	DeskTestCase,
	make_account,
	make_customer,
	make_user,
)
from servicedesk.tickets.testing import make_team, make_ticket, queue_in

CUSTOMER, USER, TEAM = "T Endpoints", "endpoints@t.test", "T Endpoint Team"
OTHER, SUPERVISOR, CATEGORY = "endpoint-other@desk.test", "endpoint-super@desk.test", "T Endpoint Category"


class TestEndpoints(DeskTestCase):
	"""Two tickets of a team's queue."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_account(USER, {make_customer(CUSTOMER): "Requester"})
		make_user(OTHER, AGENT_ROLE)
		make_user(SUPERVISOR, "Service Desk Supervisor")
		make_team(TEAM, AGENT, OTHER)
		frappe.get_doc({"doctype": "SD Ticket Category", "title": CATEGORY}).insert()
		queue_in(NEW)

	def setUp(self) -> None:
		super().setUp()
		self.first, self.second = (self.waiting_ticket() for _ticket in range(2))
		frappe.set_user(AGENT)

	def waiting_ticket(self) -> str:
		"""A ticket in the team's queue."""
		ticket = frappe.get_doc("SD Ticket", make_ticket(USER, CUSTOMER).name)
		ticket.team = TEAM
		ticket.save()
		return str(ticket.name)

	def value(self, number: str, field: str) -> Any:
		"""A field as it is stored."""
		return frappe.db.get_value("SD Ticket", number, field)

	def test_look_take_and_give_back(self) -> None:
		rows = queue.waiting(TEAM)
		self.assertEqual([(row["place"], row["name"]) for row in rows], [(1, self.first), (2, self.second)])
		self.assertEqual(queue.peek(TEAM)["name"], self.first)
		self.assertEqual(queue.place(self.second), {"number": 2, "or_later": False})
		self.assertEqual(queue.take_next(TEAM), self.first)
		self.assertEqual(queue.place(self.first), {})
		self.assertEqual(queue.take(self.second), ACTIVE)
		self.assertEqual((queue.take_next(TEAM), queue.peek(TEAM)), ("", {}))
		self.assertEqual(assignment.release(self.first), ACTIVE)
		self.assertIsNone(self.value(self.first, "agent"))

	def test_what_another_has_is_not_taken(self) -> None:
		queue.take(self.first)
		frappe.set_user(OTHER)
		with self.assertRaises(Conflict) as caught:
			queue.take(self.first)
		self.assertEqual(caught.exception.http_status_code, 409)

	def test_assign_one_and_several(self) -> None:
		self.assertEqual(assignment.assign(self.first, OTHER), {"agent": OTHER, "team": TEAM, "state": NEW})
		answer = assignment.assign_many(json.dumps([self.second, "T-NONE"]), OTHER)
		self.assertEqual(answer["done"], [self.second])
		self.assertEqual(set(answer["refused"]), {"T-NONE"})
		self.assertEqual(frappe.local.message_log, [])

	def test_what_is_refused_for_one_leaves_nothing_of_it(self) -> None:
		frappe.db.set_value("SD Ticket", self.first, "state_category", "closed")
		answer = triage.categorise_many([self.first, self.second], CATEGORY)
		self.assertEqual((answer["done"], set(answer["refused"])), ([self.second], {self.first}))
		self.assertEqual(
			(self.value(self.first, "category"), self.value(self.second, "category")), (None, CATEGORY)
		)

	def test_lists_that_are_none(self) -> None:
		for sent in ("", "[]", "{", '"T-1"', "[1]", json.dumps(["x"] * 201)):
			with self.subTest(sent=sent), self.assertRaises(Refused):
				assignment.assign_many(sent, OTHER)

	def test_triage(self) -> None:
		queue_in(ACTIVE)
		self.addCleanup(queue_in, NEW)
		found = [row["name"] for row in triage.waiting() if row["customer"] == CUSTOMER]
		self.assertEqual(found, [self.first, self.second])
		self.assertIn({"value": CATEGORY, "label": CATEGORY, "help": ""}, triage.options()["category"])
		self.assertEqual(triage.categorise(self.first, CATEGORY), ACTIVE)
		with self.assertRaises(Refused):
			triage.categorise(self.second, "No such")

	def test_all_of_somebody_is_a_supervisors_to_give(self) -> None:
		assignment.assign(self.first, OTHER)
		with self.assertRaises(frappe.PermissionError):
			assignment.reassign_all(OTHER, AGENT)
		frappe.set_user(SUPERVISOR)
		self.assertEqual(assignment.reassign_all(OTHER, AGENT), 1)
		self.assertEqual(self.value(self.first, "agent"), AGENT)

	def test_people(self) -> None:
		assignment.assign(self.first, OTHER)
		found = {row["user"]: (row["available"], row["open"]) for row in assignment.people(TEAM)}
		self.assertEqual(found, {AGENT: (True, 0), OTHER: (True, 1)})

	def test_customers_reach_none_of_them(self) -> None:
		frappe.set_user(USER)
		for call in (
			queue.take_next,
			queue.peek,
			queue.waiting,
			triage.waiting,
			triage.options,
			assignment.people,
			lambda: queue.take(self.first),
			lambda: queue.place(self.first),
			lambda: triage.categorise(self.first, CATEGORY),
			lambda: triage.categorise_many([self.first], CATEGORY),
			lambda: assignment.assign(self.first, AGENT),
			lambda: assignment.assign_many([self.first], AGENT),
			lambda: assignment.release(self.first),
			lambda: assignment.reassign_all(AGENT),
		):
			with self.assertRaises(frappe.PermissionError):
				call()
