"""Workers among people at work, each with a connection of their own."""

import threading
from collections.abc import Sequence
from unittest.mock import patch

import frappe

from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.tickets.test_queue_race import TEAM, RaceTestCase
from servicedesk.tickets.ticket_turns import FREE, each, in_turn

NAMES = ["T-TURN-1", "T-TURN-2", "T-TURN-3"]
LOCKED = "select name from `tabSD Ticket` where name = %s for update"
WAIT_SECONDS = 30


class TestTicketTurns(RaceTestCase):
	"""Three committed tickets, on the first of which somebody works."""

	def make(self) -> None:
		"""The tickets."""
		now = frappe.utils.now_datetime()
		rows = [(*standard_values(name, now), "Turn", TEAM) for name in NAMES]
		insert_rows("SD Ticket", (*STANDARD_COLUMNS, "subject", "team"), rows)
		frappe.db.commit()

	def setUp(self) -> None:
		super().setUp()
		self.at_work, self.may_go = threading.Event(), threading.Event()
		self.done: list[list[str]] = []

	def somebody(self) -> None:
		"""Holds the first ticket until the free ones are done."""
		frappe.db.sql(LOCKED, NAMES[0])
		self.at_work.set()
		assert self.may_go.wait(WAIT_SECONDS), "the free tickets were held up by the busy one"
		self.done.append(["somebody"])
		frappe.db.rollback()

	def test_the_free_ones_first_and_the_busy_one_waited_for_alone(self) -> None:
		def act(names: Sequence[str], wait: bool) -> list[str]:
			free = list(names) if wait else frappe.db.sql(FREE, (tuple(names),), pluck=True)
			for name in free if wait else []:
				self.may_go.set()
				frappe.db.sql(LOCKED, name)
			self.done.append(free)
			return [name for name in names if name not in free]

		def worker() -> None:
			assert self.at_work.wait(WAIT_SECONDS)
			in_turn(NAMES, act)

		self.run_apart([self.somebody, worker])
		self.assertEqual(self.done, [NAMES[1:], ["somebody"], NAMES[:1]])

	def test_each_by_itself(self) -> None:
		def act(name: str) -> None:
			if name == NAMES[0]:
				self.may_go.set()
			frappe.db.sql(LOCKED, name)
			if name == NAMES[1]:
				frappe.throw("Not this one", frappe.ValidationError)
			self.done.append([name])

		def worker() -> None:
			assert self.at_work.wait(WAIT_SECONDS)
			self.refused = each(NAMES, act)

		self.run_apart([self.somebody, worker])
		self.assertEqual(self.done, [[NAMES[2]], ["somebody"], [NAMES[0]]])
		self.assertEqual(self.refused, {NAMES[1]: "Not this one"})

	def test_one_at_fault_holds_up_none_of_the_others(self) -> None:
		def act(names: Sequence[str], _wait: bool) -> list[str]:
			if NAMES[1] in names:
				raise TypeError("Nothing is more than three")
			self.done.append(list(names))
			return []

		with patch.object(frappe, "log_error") as log:
			in_turn(NAMES, act)
		self.assertEqual(self.done, [[NAMES[0]], [NAMES[2]]])
		self.assertEqual(log.call_args.kwargs["reference_name"], NAMES[1])

	def test_one_at_fault_is_refused_where_each_is_done_by_itself(self) -> None:
		def act(name: str) -> None:
			if name == NAMES[1]:
				raise TypeError("Nothing is more than three")
			self.done.append([name])

		with patch.object(frappe, "log_error") as log:
			self.assertEqual(list(each(NAMES, act)), [NAMES[1]])
		self.assertEqual(self.done, [[NAMES[0]], [NAMES[2]]])
		log.assert_called_once()
