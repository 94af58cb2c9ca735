"""Workflows that are refused on save, with the place and the reason."""

from typing import Any

import frappe

from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT_ROLE,
	ASKED,
	CLOSE,
	CLOSED,
	NEW,
	RESOLVED,
	TAKE,
	DeskTestCase,
)
from servicedesk.tickets.workflow_checks import step_rows


class TestWorkflowChecks(DeskTestCase):
	"""The small desk's workflow, with one fault at a time."""

	def setUp(self) -> None:
		super().setUp()
		self.read()

	def read(self) -> None:
		"""The workflow as it is stored."""
		self.workflow = frappe.get_doc("Workflow", "T Tickets")

	def state(self, name: str) -> Any:
		"""The row of a state."""
		return next(row for row in self.workflow.states if row.state == name)

	def step(self, action: str) -> Any:
		"""The first row of a transition."""
		return next(row for row in self.workflow.transitions if row.action == action)

	def faults(self) -> dict[str, str]:
		"""What the save refuses, by place."""
		with self.assertRaises(Refused) as caught:
			self.workflow.save()
		return caught.exception.problems

	def assert_refused(self, row: Any, words: str) -> None:
		"""The save names that row, and says why."""
		table = "states" if row.doctype == "Workflow Document State" else "transitions"
		sentence = self.faults()[f"{table}.{row.idx}"]
		self.assertIn(words, sentence)
		self.assertIn(str(row.idx), sentence)

	def test_the_small_desks_own_is_sound(self) -> None:
		self.workflow.save()

	def test_a_state_without_category(self) -> None:
		row = self.state(ACTIVE)
		row.sd_category = ""
		self.assert_refused(row, "say what this state means")

	def test_a_dead_end(self) -> None:
		self.workflow.transitions = [row for row in self.workflow.transitions if row.state != ASKED]
		self.assert_refused(self.state(ASKED), "can never leave")

	def test_a_first_state_that_is_not_new(self) -> None:
		row = self.state(NEW)
		row.sd_category = "active"
		self.assert_refused(row, "new")

	def test_time_without_duration(self) -> None:
		row = self.step(CLOSE)
		row.update({"sd_trigger": "Elapsed Time", "sd_after": 0})
		self.assert_refused(row, "after how much time")

	def test_a_loop(self) -> None:
		self.workflow.append(
			"transitions",
			{
				"state": NEW,
				"action": TAKE,
				"next_state": ASKED,
				"allowed": AGENT_ROLE,
				"sd_trigger": "Assignment",
			},
		)
		self.assert_refused(self.workflow.transitions[-1], "again and again")

	def test_conditions_that_do_not_work(self) -> None:
		for condition in ("doc.priority ==", "doc.no_such_field > 3", "nothing", "1 / 0"):
			with self.subTest(condition=condition):
				self.read()
				row = self.step(TAKE)
				row.condition = condition
				self.assert_refused(row, "condition does not work")

	def test_conditions_that_work(self) -> None:
		for condition in (
			"doc.priority == 'T Normal' and doc.channel != 'Phone'",
			"doc.raised_at < frappe.utils.now_datetime()",
			"doc.tier < 2 or doc.answers",
		):
			self.step(TAKE).condition = condition
			self.workflow.save()

	def test_a_submitted_state(self) -> None:
		row = self.state(CLOSED)
		row.doc_status = "1"
		self.assert_refused(row, "document status")

	def test_another_doctypes_workflow_is_nobodys_business_here(self) -> None:
		other = frappe.get_doc("Workflow", {"document_type": "SD Contract"})
		self.assertTrue(all(not row.get("sd_category") for row in other.states))
		other.save()

	def test_several_faults_are_told_at_once(self) -> None:
		self.state(ACTIVE).sd_category = ""
		self.step(CLOSE).update({"sd_trigger": "Elapsed Time", "sd_after": 0})
		self.assertGreaterEqual(len(self.faults()), 2)

	def test_rows_are_read_as_they_are_numbered(self) -> None:
		rows = step_rows(self.workflow)
		self.assertEqual([row.row for row in rows], list(range(1, len(rows) + 1)))
		self.assertEqual((rows[0].state, rows[0].next_state), (NEW, ACTIVE))
		self.assertNotIn(RESOLVED, {row.state for row in rows if row.action == TAKE})
