"""Everybody locks a ticket before its team, and before its visit: nobody waits for another in a circle.

Each with a connection of their own.
"""

import threading
import time
from collections.abc import Callable
from unittest.mock import patch

import frappe

from servicedesk.shared.rows import CHILD_COLUMNS, STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.tickets import assignment, bulk, linking, notes, problems, timed_steps, visits
from servicedesk.tickets.test_queue_race import TEAM, RaceTestCase
from servicedesk.tickets.testing import make_ticket

OTHER_TEAM = "T Race Team Two"
ONE, TWO = "one@race.test", "two@race.test"
PERSON = "locked@t.test"
FIRST, SECOND, VISIT = "T-RACE-001", "T-RACE-002", "T-RACE-VISIT"
LOCK = "select name from `tabSD Ticket` where name = %s for update"
LOCK_TEAM = "select name from `tabSD Team` where name = %s for update"
GIVE = "update `tabSD Ticket` set agent = %s where name = %s"
# How long somebody is left alone with the lock that another waits for.
HELD_SECONDS = 0.5
PATIENCE_SECONDS = 10


class LockTestCase(RaceTestCase):
	"""Two tickets, two teams with one member in both, a visit."""

	def make(self) -> None:
		"""The rows, committed."""
		now = frappe.utils.now_datetime()
		tickets = [
			(*standard_values(name, now), "Race", team, "new")
			for name, team in ((FIRST, TEAM), (SECOND, OTHER_TEAM))
		]
		insert_rows("SD Ticket", (*STANDARD_COLUMNS, "subject", "team", "state_category"), tickets)
		teams = [(*standard_values(name, now), "Least Load") for name in (TEAM, OTHER_TEAM)]
		insert_rows("SD Team", (*STANDARD_COLUMNS, "assignment"), teams)
		people = ((TEAM, ONE, 1, 1), (TEAM, TWO, 2, 0), (OTHER_TEAM, ONE, 1, 1))
		members = [
			(*standard_values(f"T-RACE-{team}-{idx}", now), team, "SD Team", "members", idx, user, 1, most)
			for team, user, idx, most in people
		]
		insert_rows("SD Team Member", (*CHILD_COLUMNS, "user", "available", "most_tickets"), members)
		visit = (*standard_values(VISIT, now), FIRST, "Planned", ONE)
		insert_rows("SD Field Visit", (*STANDARD_COLUMNS, "ticket", "visit_state", "specialist"), [visit])
		frappe.db.commit()

	def remove(self) -> None:
		"""The site as it was."""
		for doctype, field in (("SD Ticket", "team"), ("SD Team Member", "parent"), ("SD Team", "name")):
			frappe.db.delete(doctype, {field: ("in", (TEAM, OTHER_TEAM))})
		frappe.db.delete("SD Field Visit", {"name": VISIT})
		frappe.db.commit()
		for name in (TEAM, OTHER_TEAM):
			frappe.clear_document_cache("SD Team", name)


class TestVisitForm(LockTestCase):
	"""The visit's form is saved while somebody ends the ticket."""

	def test_the_form_locks_the_ticket_before_the_visit(self) -> None:
		held, free = threading.Event(), []

		def ends_the_ticket() -> None:
			frappe.db.sql(LOCK, FIRST)
			held.set()
			time.sleep(HELD_SECONDS)
			found = "select name from `tabSD Field Visit` where name = %s for update skip locked"
			free.append(bool(frappe.db.sql(found, VISIT)))
			frappe.db.commit()

		def saves_the_form() -> None:
			doc = frappe.get_doc("SD Field Visit", VISIT)
			doc.flags.update({"ignore_mandatory": True, "ignore_links": True})
			held.wait(PATIENCE_SECONDS)
			with patch.object(visits, "prepare"), patch.object(visits, "complete"):
				doc.save()
			frappe.db.rollback()

		self.run_apart([ends_the_ticket, saves_the_form])
		self.assertEqual(free, [True])


class TestTimedSteps(LockTestCase):
	"""The sweep of timed steps passes by a ticket that somebody works on."""

	def test_who_is_passed_by_does_not_wait_for_the_sweep(self) -> None:
		held, passed = threading.Event(), threading.Event()
		mine = timed_steps.NEXT_DUE.replace("where", "where name like 'T-RACE-%%' and")

		def works() -> None:
			frappe.db.sql("update `tabSD Ticket` set timer_key = 5 where name in %s", ((FIRST, SECOND),))
			frappe.db.commit()
			frappe.db.sql(LOCK, FIRST)
			held.set()
			passed.wait(PATIENCE_SECONDS)
			frappe.db.sql("set session innodb_lock_wait_timeout = 1")
			frappe.db.sql("update `tabSD Ticket` set timer_key = 7 where name = %s", FIRST)
			frappe.db.commit()

		def sweeps() -> None:
			held.wait(PATIENCE_SECONDS)
			self.assertEqual(timed_steps._lock_next(set()), SECOND)
			passed.set()
			time.sleep(3 * HELD_SECONDS)
			frappe.db.rollback()

		with patch.object(timed_steps, "NEXT_DUE", mine):
			self.run_apart([works, sweeps])


class TestFirstLock(DeskTestCase):
	"""Whatever writes about a ticket has the ticket's own row first."""

	def first_lock(self, act: Callable[[], object]) -> str:
		"""The first statement that locks or writes a record's row."""
		with patch.object(frappe.db, "sql", wraps=frappe.db.sql) as ran:
			act()
		statements = [str(call.args[0]).strip().lower() for call in ran.call_args_list]
		of_records = [each for each in statements if "`tab" in each]
		writes = ("insert", "update", "delete")
		return next(each for each in of_records if each.startswith(writes) or "for update" in each)

	def test_notes_links_and_removal_lock_the_ticket_first(self) -> None:
		make_account(PERSON, {make_customer("T Locked"): "Requester"})
		one, two = (make_ticket(PERSON, "T Locked").name for _number in range(2))
		acts: dict[str, Callable[[], object]] = {
			"note": lambda: notes.add(one, "Called back"),
			"link": lambda: linking.link(two, one, "Related"),
			"removal": lambda: frappe.delete_doc("SD Ticket", two),
		}
		for what, act in acts.items():
			with self.subTest(what):
				first = self.first_lock(act)
				self.assertIn("for update", first)
				self.assertIn("`tabsd ticket`", first)


class TestLoads(LockTestCase):
	"""Two tickets are given at the same time."""

	def given(self, team: str) -> str | None:
		"""Who gets a ticket of the team by its rule."""
		with patch.object(assignment, "may_work", lambda _user: True):
			return assignment.by_rule(frappe._dict(team=team))

	def race(self, second_team: str) -> list[str | None]:
		"""Who gets the first ticket and, asked for before that was committed, the second one, of that team."""
		seen, given = threading.Event(), threading.Event()
		got: list[str | None] = [None, None]

		def first() -> None:
			seen.wait(PATIENCE_SECONDS)
			got[0] = self.given(TEAM)
			given.set()
			time.sleep(HELD_SECONDS)
			frappe.db.sql(GIVE, (got[0], FIRST))
			frappe.db.commit()

		def second() -> None:
			# What this transaction reads from now on is the table as it is now.
			frappe.db.count("SD Ticket", {"agent": ONE})
			seen.set()
			given.wait(PATIENCE_SECONDS)
			got[1] = self.given(second_team)
			frappe.db.rollback()

		self.run_apart([first, second])
		return got

	def test_the_second_goes_by_the_load_of_then(self) -> None:
		def has_one() -> None:
			frappe.db.sql(GIVE, (TWO, SECOND))
			frappe.db.set_value("SD Team Member", {"parent": TEAM, "user": ONE}, "most_tickets", 0)
			frappe.db.commit()

		self.run_apart([has_one])
		# One has nothing and gets the first; then both have one, and it is the other's turn.
		self.assertEqual(self.race(TEAM), [ONE, TWO])

	def test_whoever_is_in_two_teams_keeps_their_limit(self) -> None:
		self.assertEqual(self.race(OTHER_TEAM), [ONE, None])

	def test_nobody_waits_for_who_works_on_a_members_ticket(self) -> None:
		held, done = threading.Event(), threading.Event()

		def works() -> None:
			frappe.db.sql(GIVE, (TWO, SECOND))
			frappe.db.commit()
			frappe.db.sql(LOCK, SECOND)
			held.set()
			self.assertTrue(done.wait(PATIENCE_SECONDS))
			frappe.db.rollback()

		def gives() -> None:
			held.wait(PATIENCE_SECONDS)
			self.assertEqual(self.given(TEAM), ONE)
			done.set()
			frappe.db.rollback()

		self.run_apart([works, gives])


class TestLists(LockTestCase):
	"""A list of tickets is assigned while somebody assigns one of them."""

	def test_a_list_holds_no_team_while_it_waits_for_the_next_ticket(self) -> None:
		held, begun = threading.Event(), threading.Event()
		outcomes: list[bulk.Outcome] = []

		def act(number: str) -> None:
			if number == SECOND:
				begun.set()
			frappe.db.sql(LOCK, number)
			frappe.db.sql(LOCK_TEAM, TEAM)

		def assigns_the_list() -> None:
			held.wait(PATIENCE_SECONDS)
			outcomes.append(bulk.for_each([SECOND, FIRST], act))

		def assigns_one() -> None:
			frappe.db.sql(LOCK, SECOND)
			held.set()
			begun.wait(PATIENCE_SECONDS)
			time.sleep(HELD_SECONDS)
			frappe.db.sql(LOCK_TEAM, TEAM)
			frappe.db.commit()

		self.run_apart([assigns_the_list, assigns_one])
		self.assertEqual(outcomes, [bulk.Outcome(done=[FIRST, SECOND])])

	def test_tickets_are_put_into_a_problem_in_the_order_of_their_numbers(self) -> None:
		locked: list[str] = []

		def lock(number: str) -> frappe._dict:
			locked.append(number)
			return frappe._dict(problem="", check_permission=lambda _right: None)

		with patch.object(problems.transitions, "locked", lock):
			problems.put_in([SECOND, FIRST, SECOND], "")
		self.assertEqual(locked, [FIRST, SECOND])

	def lists(self, act: Callable[[str], None]) -> bulk.Outcome:
		"""What becomes of a list of two."""
		found: list[bulk.Outcome] = []
		self.run_apart([lambda: found.append(bulk.for_each([FIRST, SECOND], act))])
		return found[0]

	def test_a_ticket_at_which_others_stood_in_the_way_is_begun_once_more(self) -> None:
		tried: list[str] = []

		def act(number: str) -> None:
			tried.append(number)
			frappe.db.sql(GIVE, (ONE, number))
			if tried == [FIRST, SECOND]:
				raise frappe.QueryDeadlockError

		self.assertEqual(self.lists(act), bulk.Outcome(done=[FIRST, SECOND]))
		self.assertEqual(tried, [FIRST, SECOND, SECOND])

	def test_what_is_lost_twice_is_refused_and_the_others_are_done(self) -> None:
		def act(number: str) -> None:
			frappe.db.sql(GIVE, (ONE, number))
			if number == FIRST:
				raise frappe.QueryDeadlockError

		outcome = self.lists(act)
		self.assertEqual((outcome.done, list(outcome.refused)), ([SECOND], [FIRST]))
		frappe.db.rollback()
		self.assertEqual(frappe.get_all("SD Ticket", {"agent": ONE}, pluck="name"), [SECOND])
