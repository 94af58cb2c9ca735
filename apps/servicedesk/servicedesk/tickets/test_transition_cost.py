"""What steps and intake cost: statements, counted with three clocks and a form of many answers."""

from collections.abc import Callable
from typing import Any

import frappe

from servicedesk.shared.testing import (
	AGENT,
	ASK,
	CLOSE,
	REQUEST_TYPE,
	RESOLVE,
	SLA,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import conversation, transitions
from servicedesk.tickets.testing import make_ticket, statements_of

USER = "cost@t.test"
# What the desk promises is 20 and 25; what it takes today leaves others room for two more.
STEP, INTAKE, MANY = 17, 10, 12


class TestTransitionCost(DeskTestCase):
	"""A desk with three clocks, and a form with twelve more questions."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Cost")
		make_account(USER, {cls.customer: "Requester"})
		sla = frappe.get_doc("SD SLA", SLA)
		sla.append("targets", {"label": "Next reply", "measure": "Next Reply", "target": 3600})
		sla.save()
		form = frappe.get_doc("SD Request Type", REQUEST_TYPE)
		for number in range(MANY):
			form.append(
				"form_fields", {"label": f"Q {number}", "field_name": f"q_{number}", "field_type": "Text"}
			)
		form.save()

	def setUp(self) -> None:
		super().setUp()
		# The first of each kind fills the caches.
		self.through_its_life(self.open().name)

	def open(self) -> Any:
		"""A ticket with every question answered."""
		answers = {"summary": "Costly", "details": "Very", **{f"q_{number}": "x" for number in range(MANY)}}
		return make_ticket(USER, self.customer, answers=answers)

	def through_its_life(self, number: str) -> dict[str, int]:
		"""Statements of each step of a ticket's life."""
		frappe.set_user(AGENT)
		counted = {
			"take": self.count(lambda: transitions.perform(number, TAKE)),
			"ask": self.count(lambda: transitions.perform(number, ASK, message="Which one?")),
		}
		frappe.set_user(USER)
		conversation.customer_message(number, "That one")
		frappe.set_user(AGENT)
		counted["resolve"] = self.count(lambda: transitions.perform(number, RESOLVE, resolution="Done"))
		counted["close"] = self.count(lambda: transitions.perform(number, CLOSE))
		return counted

	def count(self, action: Callable[[], Any]) -> int:
		"""How many statements of ours reach the database."""
		self.statements = statements_of(action)
		return len(self.statements)

	def test_a_step(self) -> None:
		counted = self.through_its_life(self.open().name)
		self.assertLessEqual(max(counted.values()), STEP, counted)

	def test_intake(self) -> None:
		count = self.count(self.open)
		self.assertLessEqual(count, INTAKE, "\n".join(self.statements))

	def test_three_clocks_run(self) -> None:
		self.assertEqual(frappe.db.count("SD Ticket Clock", {"ticket": self.open().name}), 3)

	def test_unchanged_answers_are_not_written(self) -> None:
		number = self.open().name
		frappe.set_user(AGENT)
		self.count(lambda: transitions.perform(number, TAKE))
		about = [text for text in self.statements if "tabSD Ticket Answer" in text]
		written = [text for text in about if not text.startswith("SELECT")]
		self.assertEqual(written, [])
