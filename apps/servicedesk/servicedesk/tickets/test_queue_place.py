"""The queue: its order, a ticket's place, who takes the next one, and what all that reads."""

from datetime import datetime, timedelta
from typing import Any

import frappe

from servicedesk.domain.queue_order import QueueEntry, ordered, place_of
from servicedesk.shared.compat import from_microseconds
from servicedesk.shared.errors import Conflict
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	AGENT_ROLE,
	ASK,
	CANCEL,
	NEW,
	OTHERS,
	TAKE,
	WAIT,
	DeskTestCase,
	make_account,
	make_customer,
	make_user,
)
from servicedesk.tickets import assignment, queue_place, transitions
from servicedesk.tickets.testing import make_team, make_ticket, queue_in, rows_read

CUSTOMER, USER, OTHER_AGENT = "T Queue", "queue@t.test", "other-agent@desk.test"
URGENT, LOW, TEAM = "T Queue Urgent", "T Queue Low", "T Queue Team"
COLUMNS = (
	"subject",
	"workflow_state",
	"state_category",
	"customer",
	"team",
	"queue_rank",
	"queue_key",
	"agent",
)
START = 1_800_000_000_000_000


class QueueTestCase(DeskTestCase):
	"""New tickets wait in the queue; an agent of the team and one of no team."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		make_account(USER, {make_customer(CUSTOMER): "Requester"})
		make_user(OTHER_AGENT, AGENT_ROLE)
		for title, level in ((URGENT, 1), (LOW, 4)):
			frappe.get_doc({"doctype": "SD Priority", "title": title, "level": level}).insert()
		make_team(TEAM, AGENT)
		queue_in(NEW)

	def ticket(self, priority: str = "", **values: Any) -> Any:
		"""A ticket that waits."""
		frappe.set_user("Administrator")
		doc = frappe.get_doc("SD Ticket", make_ticket(USER, CUSTOMER).name)
		if priority:
			values.update({"priority": priority, "priority_reason": "For the test"})
		doc.update(values)
		doc.save()
		return doc

	def take(self, team: str | None = None) -> Any:
		"""The next ticket, taken by whoever is signed in."""
		return queue_place.take_next(team)

	def place(self, ticket: Any) -> int | None:
		"""The ticket's place as it is stored."""
		found = queue_place.place(frappe.get_doc("SD Ticket", ticket.name))
		return found.number if found else None


class TestQueue(QueueTestCase):
	"""A few tickets."""

	def setUp(self) -> None:
		super().setUp()
		# Whatever waits on this site without a team is none of the test's business.
		frappe.db.sql("update `tabSD Ticket` set queue_rank = 0 where team is null and queue_rank > 0")

	def test_the_more_urgent_goes_first_and_among_equals_who_came_first(self) -> None:
		first, second, urgent, low = (self.ticket(priority) for priority in ("", "", URGENT, LOW))
		self.assertEqual([self.place(doc) for doc in (urgent, first, second, low)], [1, 2, 3, 4])
		frappe.set_user(AGENT)
		taken = [self.take().name for _time in range(4)]
		self.assertEqual(taken, [doc.name for doc in (urgent, first, second, low)])
		self.assertIsNone(self.take())

	def test_taking_starts_the_work_by_the_workflows_own_step(self) -> None:
		ticket = self.ticket()
		frappe.set_user(AGENT)
		taken = self.take()
		self.assertEqual((taken.name, taken.workflow_state, taken.agent), (ticket.name, ACTIVE, AGENT))
		self.assertEqual((taken.queue_rank, taken.queue_key, taken.queued_at), (0, 0, None))
		self.assertIsNone(self.place(ticket))

	def test_a_new_priority_is_a_new_place_and_keeps_the_time(self) -> None:
		first, second = self.ticket(), self.ticket()
		key = second.queue_key
		second.update({"priority": URGENT, "priority_reason": "Grew"})
		second.save()
		self.assertEqual((second.queue_key, self.place(second), self.place(first)), (key, 1, 2))

	def test_who_is_put_back_has_the_old_place(self) -> None:
		first, second = self.ticket(), self.ticket()
		first.agent = AGENT
		first.save()
		self.assertEqual((self.place(first), self.place(second)), (None, 1))
		assignment.release(first.name)
		self.assertEqual((self.place(first), self.place(second)), (1, 2))

	def test_only_states_that_wait_and_nobody_has(self) -> None:
		ticket = self.ticket()
		frappe.set_user(AGENT)
		for step, words in ((TAKE, {}), (ASK, {"message": "Which one?"})):
			transitions.perform(ticket.name, step, **words)
			self.assertIsNone(self.place(ticket))
		self.assertIsNone(self.take())

	def test_each_team_has_its_own_queue(self) -> None:
		of_all, of_team = self.ticket(), self.ticket(team=TEAM)
		self.assertEqual((self.place(of_all), self.place(of_team)), (1, 1))
		frappe.set_user(OTHER_AGENT)
		with self.assertRaises(frappe.PermissionError):
			self.take(TEAM)
		self.assertEqual(self.take().name, of_all.name)
		self.assertIsNone(self.take())
		frappe.set_user(AGENT)
		self.assertEqual(self.take(TEAM).name, of_team.name)

	def test_a_certain_ticket_is_taken_once(self) -> None:
		ticket = self.ticket()
		frappe.set_user(AGENT)
		self.assertEqual(queue_place.take_free(ticket.name).agent, AGENT)
		frappe.set_user(OTHER_AGENT)
		with self.assertRaises(Conflict):
			queue_place.take_free(ticket.name)

	def test_what_has_ended_or_goes_on_as_another_is_nobodys(self) -> None:
		ended, merged = self.ticket().name, self.ticket().name
		frappe.set_user(USER)
		transitions.perform(ended, CANCEL)
		frappe.db.set_value("SD Ticket", merged, "merged_into", ended)
		frappe.set_user(AGENT)
		for number in (ended, merged):
			with self.subTest(number=number), self.assertRaises(Conflict):
				queue_place.take_free(number)
			self.assertIsNone(frappe.db.get_value("SD Ticket", number, "agent"))

	def test_taking_what_waits_for_others_ends_no_wait(self) -> None:
		ticket = self.ticket()
		frappe.set_user(AGENT)
		transitions.perform(ticket.name, TAKE)
		transitions.perform(ticket.name, WAIT, waiting_reason="A part is on its way")
		assignment.release(ticket.name)
		taken = queue_place.take_free(ticket.name)
		self.assertEqual((taken.workflow_state, taken.agent), (OTHERS, AGENT))

	def test_what_forms_send_of_the_order_counts_for_nothing(self) -> None:
		self.ticket()
		ticket = self.ticket()
		ticket.update({"queue_rank": 1, "queue_key": 1, "queued_at": "2001-01-01"})
		ticket.save()
		self.assertEqual(self.place(ticket), 2)


class TestOrderAndCost(QueueTestCase):
	"""Many tickets, by their rows."""

	def rows(self, *waiting: tuple[int, int], team: str = TEAM) -> list[str]:
		"""Tickets of a team with these ranks and keys; their names."""
		now = frappe.utils.now_datetime()
		start = frappe.generate_hash(length=6)
		names = [f"T-{start}-{number:05}" for number in range(len(waiting))]
		rows = [
			(*standard_values(name, now), name, NEW, "new", CUSTOMER, team, rank, START + key, None)
			for name, (rank, key) in zip(names, waiting, strict=True)
		]
		insert_rows("SD Ticket", (*STANDARD_COLUMNS, *COLUMNS), rows)
		return names

	def test_the_databases_order_is_the_rules_order(self) -> None:
		names = self.rows((3, 5), (1, 9), (3, 5), (2, 7), (1, 2), (3, 4), (1000, 0), (2, 7))
		stored = {row.name: row for row in queue_place.waiting([TEAM], 50)}
		self.assertEqual(set(stored), set(names))
		entries = [
			QueueEntry(name, row.queue_rank, from_microseconds(row.queue_key)) for name, row in stored.items()
		]
		self.assertEqual(list(stored), [entry.ticket for entry in ordered(entries)])
		self.assertEqual(
			[self.place(row) for row in stored.values()], [place_of(name, entries) for name in stored]
		)

	def test_an_hour_that_autumn_repeats_changes_no_order(self) -> None:
		first, second = self.ticket(team=TEAM), self.ticket(team=TEAM)
		# By the wall's clock the second came earlier.
		earlier = frappe.utils.get_datetime(first.queued_at) - timedelta(minutes=30)
		self.assertIsInstance(earlier, datetime)
		frappe.db.set_value("SD Ticket", second.name, "queued_at", earlier)
		self.assertEqual((self.place(first), self.place(second)), (1, 2))

	def test_pages_of_several_queues_follow_each_other(self) -> None:
		self.rows(*((2, key) for key in range(0, 40, 2)))
		self.rows(*((2, key) for key in range(1, 40, 2)), team="T Second")
		queues = [TEAM, "T Second"]
		whole = [row.name for row in queue_place.waiting(queues, 100)]
		paged: list[str] = []
		after = queue_place.FRONT_OF_ALL
		while rows := queue_place.waiting(queues, 7, after):
			paged += [row.name for row in rows]
			after = queue_place.order_of(rows[-1])
		self.assertEqual((len(paged), paged), (40, whole))

	def test_next_and_place_read_a_few_rows_of_many(self) -> None:
		self.rows(*((0, 0) for _number in range(1500)), *((3, key) for key in range(1500)))
		front = queue_place.waiting([TEAM], 1)[0]
		late = queue_place.waiting([TEAM], 1, (3, START + 700, ""))[0]
		for show, most in (
			(lambda: queue_place.waiting([TEAM], 1), 5),
			(lambda: queue_place.waiting([TEAM], 20), 25),
			(lambda: queue_place.claim_next([TEAM]), 30),
			(lambda: queue_place.place(front), 5),
			# Each is found in the index, and counted.
			(lambda: queue_place.place(late), 2 * queue_place.MOST_COUNTED),
		):
			show()
			before = rows_read()
			show()
			# The counting itself reads the counters.
			self.assertLess(rows_read() - before, most + 10)
		self.assertEqual(queue_place.place(late), (queue_place.MOST_COUNTED + 1, True))
