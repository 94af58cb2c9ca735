"""Agents who ask for the next ticket at the same instant, each with a connection of their own."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from unittest.mock import patch

import frappe

from servicedesk.shared.errors import Conflict
from servicedesk.shared.rows import CHILD_COLUMNS, STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.shared.testing import FrameworkTestCase
from servicedesk.tickets import assignment, queue_place

TEAM, TICKETS, AGENTS = "T Race Team", 40, 6
TAKE = "update `tabSD Ticket` set agent = %s, queue_rank = 0 where name = %s"
COLUMNS = ("subject", "team", "queue_rank", "queue_key")


class RaceTestCase(FrameworkTestCase):
	"""Committed rows of a team that nothing else of the site knows."""

	def setUp(self) -> None:
		self.site = frappe.local.site
		self.taken: list[tuple[int, str]] = []
		self.errors: list[BaseException] = []
		self.run_apart([self.make])
		self.addCleanup(self.run_apart, [self.remove])

	def run_apart(self, acts: Sequence[Callable[[], None]]) -> None:
		"""Each act in a thread with its own connection, all at once; what they raise is raised here."""
		threads = [threading.Thread(target=self.connected, args=(act,)) for act in acts]
		for thread in threads:
			thread.start()
		for thread in threads:
			thread.join(60)
		self.assertFalse(any(thread.is_alive() for thread in threads))
		self.assertEqual(self.errors, [])

	def connected(self, act: Callable[[], None]) -> None:
		"""Run the act with a connection that ends with it."""
		frappe.init(site=self.site)
		frappe.connect()
		try:
			act()
		except BaseException as error:  # noqa: BLE001 — handed to the test, which fails by it
			self.errors.append(error)
		finally:
			frappe.destroy()

	def make(self) -> None:
		"""What the race is about, committed."""
		raise NotImplementedError

	def remove(self) -> None:
		"""The site as it was."""
		for table in ("SD Ticket", "SD Team Member", "SD Team"):
			field = {"SD Ticket": "team", "SD Team Member": "parent", "SD Team": "name"}[table]
			frappe.db.delete(table, {field: TEAM})
		frappe.db.commit()


class TestRace(RaceTestCase):
	"""Tickets that wait."""

	def make(self) -> None:
		"""Tickets that wait."""
		now = frappe.utils.now_datetime()
		rows = [
			(*standard_values(f"T-RACE-{number:03}", now), "Race", TEAM, 1 + number % 3, number)
			for number in range(TICKETS)
		]
		insert_rows("SD Ticket", (*STANDARD_COLUMNS, *COLUMNS), rows)
		frappe.db.commit()

	def claimed(self) -> str | None:
		"""What this agent gets; whoever was too slow tries again, as the desk tells them to."""
		for _time in range(100):
			try:
				return queue_place.claim_next([TEAM])
			except Conflict:
				frappe.db.rollback()
		return None

	def test_nobody_gets_what_another_has(self) -> None:
		ready = threading.Barrier(AGENTS)

		def agent(number: int) -> None:
			ready.wait()
			while name := self.claimed():
				self.taken.append((number, name))
				frappe.db.sql(TAKE, (number, name))
				frappe.db.commit()

		self.run_apart([partial(agent, number) for number in range(AGENTS)])
		tickets = Counter(name for _agent, name in self.taken)
		self.assertEqual((len(tickets), set(tickets.values())), (TICKETS, {1}))

	def test_what_is_being_taken_is_passed_over_without_waiting(self) -> None:
		held, done = threading.Event(), threading.Event()

		def first() -> None:
			self.taken.append((1, str(queue_place.claim_next([TEAM]))))
			held.set()
			done.wait(30)

		def second() -> None:
			held.wait(30)
			self.taken.append((2, str(queue_place.claim_next([TEAM]))))
			done.set()

		self.run_apart([first, second])
		self.assertEqual([name for _agent, name in self.taken], ["T-RACE-000", "T-RACE-003"])

	def test_a_row_that_was_taken_since_the_list_was_read_is_passed_over(self) -> None:
		seen, gone = threading.Event(), threading.Event()

		def late() -> None:
			self.assertEqual(queue_place.waiting([TEAM], 1)[0].name, "T-RACE-000")
			seen.set()
			gone.wait(30)
			# This transaction still sees the queue as it was.
			self.taken.append((1, str(queue_place.claim_next([TEAM]))))

		def quick() -> None:
			seen.wait(30)
			name = queue_place.claim_next([TEAM])
			frappe.db.sql("update `tabSD Ticket` set queue_rank = 0 where name = %s", name)
			frappe.db.commit()
			gone.set()

		self.run_apart([late, quick])
		self.assertEqual(self.taken, [(1, "T-RACE-003")])


class TestTurns(RaceTestCase):
	"""Tickets that come in at once, for a team of three that takes turns."""

	MEMBERS = ("one@race.test", "two@race.test", "three@race.test")

	def make(self) -> None:
		"""The team and its members."""
		now = frappe.utils.now_datetime()
		insert_rows(
			"SD Team", (*STANDARD_COLUMNS, "assignment"), [(*standard_values(TEAM, now), "Round Robin")]
		)
		rows = [
			(*standard_values(f"T-RACE-{row}", now), TEAM, "SD Team", "members", row, user, 1)
			for row, user in enumerate(self.MEMBERS, start=1)
		]
		insert_rows("SD Team Member", (*CHILD_COLUMNS, "user", "available"), rows)
		frappe.db.commit()

	def test_everybody_gets_as_many_however_they_come(self) -> None:
		ready = threading.Barrier(AGENTS)
		ticket = frappe._dict(team=TEAM)

		def intake() -> None:
			ready.wait()
			for number in range(5):
				self.taken.append((number, str(assignment.by_rule(ticket))))
				frappe.db.commit()

		with patch.object(assignment, "may_work", lambda _user: True):
			self.run_apart([intake] * AGENTS)
		got = Counter(user for _number, user in self.taken)
		self.assertEqual(got, Counter(dict.fromkeys(self.MEMBERS, 5 * AGENTS // 3)))
