"""Work that follows an edit: whoever is killed or fails, each piece is done, and everything else goes on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.shared import background_work
from servicedesk.shared.background_work import CLOCKS, DOCTYPE, HISTORY, MESSAGE, Progress, Request
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.testing import AGENT, DeskTestCase, make_account, make_customer, make_user
from servicedesk.shared.turns import turn
from servicedesk.tickets import background_worker
from servicedesk.tickets.background_worker import resume_waiting, work
from servicedesk.tickets.test_queue_race import RaceTestCase
from servicedesk.tickets.testing import forget_work

STEPS_EACH = 3
USER, ADMINISTRATOR = "work@t.test", "work-admin@desk.test"
Call = tuple[str, str, str]


class TestBackgroundWorker(DeskTestCase):
	"""Pieces of work of three steps each; nothing of it is ever committed."""

	def setUp(self) -> None:
		super().setUp()
		for name in ("commit", "rollback"):
			patcher = patch.object(frappe.db, name)
			patcher.start()
			self.addCleanup(patcher.stop)
		forget_work()
		self.calls: list[Call] = []
		self.trouble: dict[Call, Callable[[], None]] = {}
		log = patch.object(frappe, "log_error")
		self.log = log.start()
		self.addCleanup(log.stop)
		steps = patch.dict(background_worker.STEPS, {kind: self.step(kind) for kind in (CLOCKS, HISTORY)})
		steps.start()
		self.addCleanup(steps.stop)

	def tearDown(self) -> None:
		"""The savepoint is rolled back to for real."""
		self.doCleanups()
		super().tearDown()

	def step(self, kind: str) -> background_worker.Step:
		"""A step of this kind, which is noted, and in which something may happen."""

		def take(arguments: dict[str, Any], last: str) -> Progress:
			call = (kind, arguments["what"], last)
			self.calls.append(call)
			self.trouble.pop(call, lambda: None)()
			number = int(last or 0) + 1
			return Progress(str(number), 10, is_done=number == STEPS_EACH)

		return take

	def ask(self, what: str, kind: str = CLOCKS) -> None:
		"""What an edit does."""
		background_work.ask([Request(kind, what, arguments={"what": what})])

	def rows(self) -> list[tuple[Any, ...]]:
		"""What waits, and how far it is."""
		fields = ["subject", "last_done", "done", "failures"]
		return list(frappe.get_all(DOCTYPE, fields=fields, order_by="creation, name", as_list=True))

	def steps_of(self, what: str) -> list[str]:
		"""Behind what the steps began that were taken for it."""
		return [last for _kind, named, last in self.calls if named == what]

	def fail(self, error: BaseException) -> Callable[[], None]:
		"""Something that raises."""

		def raise_it() -> None:
			raise error

		return raise_it

	def test_what_is_asked_for_is_done_and_gone(self) -> None:
		self.ask("A")
		self.assertEqual(self.rows(), [("A", "", 0, 0)])
		work()
		self.assertEqual((self.steps_of("A"), self.rows()), (["", "1", "2"], []))

	def test_a_killed_worker_is_followed_by_one_that_goes_on_where_it_stopped(self) -> None:
		self.ask("A")
		self.trouble[(CLOCKS, "A", "1")] = self.fail(SystemExit())
		with self.assertRaises(SystemExit):
			work()
		self.assertEqual(self.rows(), [("A", "1", 10, 0)])
		work()
		self.assertEqual((self.steps_of("A"), self.rows()), (["", "1", "1", "2"], []))

	def test_a_job_that_is_lost_is_called_again_within_a_minute(self) -> None:
		with patch.object(background_work, "call_a_worker") as call:
			resume_waiting()
			call.assert_not_called()
			# As if Redis were emptied just after the edit.
			self.ask("A")
			call.reset_mock()
			resume_waiting()
			call.assert_called_once()
			# No name that the job of a worker killed with its parent could still hold.
			self.assertNotEqual(call.call_args.args, ("",))

	def test_asking_twice_is_asking_once_and_begins_anew(self) -> None:
		self.ask("A")
		self.trouble[(CLOCKS, "A", "1")] = lambda: self.ask("A")
		work()
		self.assertEqual((self.steps_of("A"), self.rows()), (["", "1", "", "1", "2"], []))
		self.ask("A")
		self.trouble[(CLOCKS, "A", "2")] = lambda: self.ask("A")
		work()
		self.assertEqual(self.steps_of("A")[5:], ["", "1", "2", "", "1", "2"])

	def test_kinds_take_turns_and_of_one_kind_the_older_goes_first(self) -> None:
		for what, kind in (("A", CLOCKS), ("B", CLOCKS), ("H", HISTORY)):
			self.ask(what, kind)
		work()
		self.assertEqual([what for _kind, what, _last in self.calls[:6]], ["A", "H", "A", "H", "A", "H"])
		self.assertEqual([what for _kind, what, _last in self.calls[6:]], ["B"] * STEPS_EACH)

	def test_a_failure_is_told_and_tried_later_while_the_next_in_line_goes_on(self) -> None:
		self.ask("A")
		self.ask("B")
		self.trouble[(CLOCKS, "A", "1")] = self.fail(ValueError("broken"))
		work()
		self.assertEqual((self.steps_of("A"), self.steps_of("B")), (["", "1"], ["", "1", "2"]))
		row = frappe.get_last_doc(DOCTYPE)
		self.assertEqual((row.last_done, row.failures, row.problem), ("1", 1, "ValueError: broken"))
		told = {"reference_doctype": DOCTYPE, "reference_name": row.name}
		self.log.assert_called_once_with(title="Background work failed: Clocks", **told)
		with patch.object(background_work, "call_a_worker") as call:
			resume_waiting()
		call.assert_not_called()
		frappe.db.set_value(DOCTYPE, row.name, "not_before", to_system(utc_now() - timedelta(seconds=1)))
		work()
		self.assertEqual((self.steps_of("A"), self.rows()), (["", "1", "1", "2"], []))

	def test_each_failure_waits_longer_than_the_one_before(self) -> None:
		self.ask("A")
		waits = []
		for _time in range(9):
			frappe.db.set_value(DOCTYPE, {"kind": CLOCKS}, "not_before", None)
			self.trouble[(CLOCKS, "A", "")] = self.fail(ValueError())
			now = to_system(utc_now())
			work()
			waits.append(round((frappe.get_last_doc(DOCTYPE).not_before - now).total_seconds() / 60))
		self.assertEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60])

	def test_who_stands_in_the_way_is_no_failure_to_be_told(self) -> None:
		self.ask("A")
		self.trouble[(CLOCKS, "A", "")] = self.fail(frappe.QueryDeadlockError())
		work()
		self.assertEqual(self.rows(), [("A", "", 0, 1)])
		self.log.assert_not_called()

	def test_work_that_nobody_knows_of_holds_up_nobody(self) -> None:
		background_work.ask([Request("Of Another Version", "X")])
		self.ask("A")
		work()
		self.assertEqual([row[0] for row in self.rows()], ["X"])

	def test_a_step_may_ask_to_go_on_later(self) -> None:
		self.ask("A")
		with patch.dict(background_worker.STEPS, {CLOCKS: lambda *_of: Progress("x", 1, pause_seconds=600)}):
			work()
		row = frappe.get_last_doc(DOCTYPE)
		self.assertAlmostEqual(
			row.not_before, to_system(utc_now() + timedelta(minutes=10)), delta=timedelta(minutes=1)
		)

	def test_whoever_asked_is_told_what_was_refused(self) -> None:
		frappe.set_user(AGENT)
		self.ask("A")
		refused = {"T-1": "<b>Not yours</b>"}
		with patch.dict(
			background_worker.STEPS, {CLOCKS: lambda *_of: Progress(is_done=True, refused=refused)}
		):
			work()
		notice = frappe.get_last_doc("Notification Log", {"for_user": AGENT})
		self.assertIn("T-1", notice.subject)
		self.assertIn("T-1: Not yours", notice.email_content)

	def test_it_is_done_in_the_name_of_whoever_asked(self) -> None:
		seen = []
		frappe.set_user(AGENT)
		self.ask("A")
		frappe.set_user("Administrator")
		self.trouble[(CLOCKS, "A", "")] = lambda: seen.append(frappe.session.user)
		work()
		self.assertEqual((seen, frappe.session.user), ([AGENT], "Administrator"))

	def test_a_worker_makes_room_after_its_time(self) -> None:
		self.ask("A")
		with patch.object(background_worker, "monotonic", side_effect=[0, 1, 2, 901]):
			work()
		self.assertEqual(self.rows(), [("A", "2", 20, 0)])

	def test_staff_read_it_and_nobody_writes_it(self) -> None:
		make_user(ADMINISTRATOR, "Service Desk Administrator")
		make_account(USER, {make_customer("T Work"): "Requester"})
		rights = ("read", "write", "create", "delete")
		for user, may in (
			(ADMINISTRATOR, [True, False, False, False]),
			(USER, [False] * 4),
			(AGENT, [False] * 4),
		):
			with self.subTest(user):
				found = [bool(frappe.has_permission(DOCTYPE, right, user=user)) for right in rights]
				self.assertEqual(found, may)

	def test_every_kind_that_staff_may_read_of_has_its_step(self) -> None:
		kinds = frappe.get_meta(DOCTYPE).get_field("kind").options.split("\n")
		self.assertEqual(set(kinds), set(background_worker.STEPS))
		self.assertIn(MESSAGE, kinds)


class TestOneTurn(RaceTestCase):
	"""Two workers at the same instant."""

	def make(self) -> None:
		"""Nothing is needed."""

	def test_while_one_has_the_turn_another_does_nothing(self) -> None:
		def second() -> None:
			with patch.object(background_worker, "next_request") as request:
				work()
			request.assert_not_called()

		with turn("work", 0) as is_mine, patch.object(background_worker, "TURN_SECONDS", 0):
			self.assertTrue(is_mine)
			self.run_apart([second])
