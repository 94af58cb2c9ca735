"""When time takes a ticket on, and that it does: once, as the desk itself, and with everything that a step brings."""

from datetime import datetime, timedelta, timezone
from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.shared.compat import to_microseconds, to_system, utc_now
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	AGENT_ROLE,
	CALENDAR,
	CLOSE,
	CLOSED,
	GO_ON,
	NEW,
	RESOLVE,
	RESOLVED,
	TAKE,
	WAIT,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import state_renewal, timed_steps, timers, transitions
from servicedesk.tickets.testing import forget_work, let_workers_work, make_ticket, states_asked

USER, LATER = "timers@t.test", "T Later"
DAY = 86_400_000_000


class TestTimers(DeskTestCase):
	"""A solved ticket that closes by itself after three days."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Timers")
		make_account(USER, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": LATER}).insert()
		self.change_step(sd_trigger="Elapsed Time", sd_after=3, sd_after_unit="Days")
		self.number = make_ticket(USER, self.customer).name
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)

	def tearDown(self) -> None:
		super().tearDown()
		frappe.clear_document_cache("Workflow", "T Tickets")

	def change_step(self, **values: Any) -> None:
		"""Edit the workflow's transition that closes."""
		frappe.set_user("Administrator")
		workflow = frappe.get_doc("Workflow", "T Tickets")
		next(row for row in workflow.transitions if row.action == CLOSE).update(values)
		with patch.object(frappe, "enqueue"):
			workflow.save()

	def ticket(self) -> Any:
		"""The ticket as it is stored."""
		return frappe.get_doc("SD Ticket", self.number)

	def resolve(self) -> None:
		"""The agent solves it."""
		frappe.set_user(AGENT)
		transitions.perform(self.number, RESOLVE, resolution="Done")

	def pass_time(self, **span: int) -> None:
		"""Let time pass, by moving back what the ticket remembers."""
		seconds = int(timedelta(**span).total_seconds())
		frappe.db.sql(
			"""update `tabSD Ticket` set state_since = state_since - interval %s second,
				state_since_key = state_since_key - %s, timer_key = timer_key - %s where name = %s""",
			(seconds, *[seconds * 1_000_000] * 2, self.number),
		)

	def run_due(self) -> None:
		"""What a worker does each minute, without its commits, and with this desk's tickets only."""
		frappe.set_user("Administrator")
		mine = timed_steps.NEXT_DUE.replace("where", f"where name = {frappe.db.escape(self.number)} and")
		with (
			patch.object(timed_steps, "NEXT_DUE", mine),
			patch.object(frappe.db, "commit"),
			patch.object(frappe.db, "rollback"),
		):
			timed_steps.run_due()

	def test_only_a_state_with_a_timed_step_has_a_timer(self) -> None:
		self.assertEqual(self.ticket().timer_key, 0)
		self.resolve()
		ticket = self.ticket()
		self.assertEqual(ticket.timer_key, ticket.state_since_key + 3 * DAY)
		self.assertAlmostEqual(ticket.state_since, to_system(utc_now()), delta=timedelta(seconds=30))

	def test_a_save_of_something_else_changes_nothing(self) -> None:
		self.resolve()
		before = self.ticket()
		self.pass_time(days=1)
		frappe.set_user(AGENT)
		ticket = self.ticket()
		ticket.update(
			{"subject": "Another", "timer_key": 0, "state_since": "2020-01-01 00:00:00", "state_since_key": 1}
		)
		ticket.save()
		self.assertEqual(self.ticket().timer_key, before.timer_key - DAY)

	def test_time_closes_with_history_clock_and_notice(self) -> None:
		self.resolve()
		self.pass_time(days=2, hours=23)
		self.run_due()
		self.assertEqual(self.ticket().workflow_state, RESOLVED)
		self.pass_time(hours=2)
		self.run_due()
		ticket = self.ticket()
		self.assertEqual((ticket.workflow_state, ticket.timer_key), (CLOSED, 0))
		self.assertTrue(ticket.closed_at)
		self.assertEqual(ticket.agent, AGENT)
		entry = frappe.get_last_doc("SD Ticket Event", {"ticket": self.number, "event": "transition"})
		self.assertEqual((entry.via, entry.to_state, entry.ip_address), ("time", CLOSED, ""))
		mails = frappe.get_all("SD Outgoing Message", {"ticket": self.number, "event": "ticket_closed"})
		self.assertEqual(len(mails), 1)

	def test_twice_is_once(self) -> None:
		self.resolve()
		self.pass_time(days=4)
		for _run in range(2):
			self.run_due()
		self.assertEqual(
			frappe.db.count("SD Ticket Event", {"ticket": self.number, "to_state": CLOSED, "via": "time"}), 1
		)

	def test_whoever_leaves_the_state_leaves_the_timer(self) -> None:
		frappe.set_user(AGENT)
		transitions.perform(self.number, WAIT, waiting_reason="Parts")
		self.assertEqual(self.ticket().timer_key, 0)
		transitions.perform(self.number, GO_ON)
		self.resolve()
		self.assertTrue(self.ticket().timer_key)

	def test_a_condition_that_does_not_hold_leaves_the_ticket_and_frees_the_sweep(self) -> None:
		self.change_step(condition="doc.rating > 3")
		self.resolve()
		self.pass_time(days=4)
		self.run_due()
		ticket = self.ticket()
		self.assertEqual((ticket.workflow_state, ticket.timer_key), (RESOLVED, 0))

	def test_a_condition_that_this_tickets_values_break_does_not_hold(self) -> None:
		transitions.perform(self.number, RESOLVE, resolution="Done")
		ticket = frappe.get_doc("SD Ticket", self.number)
		broken = patch.object(timers, "is_transition_condition_satisfied", side_effect=TypeError)
		with broken, patch.object(frappe, "log_error") as log:
			self.assertEqual(timers.stored_timer(ticket, utc_now() + timedelta(days=4)), 0)
		log.assert_called_once()

	def test_a_condition_that_comes_to_hold_is_followed(self) -> None:
		self.change_step(condition="doc.external_reference == 'paid'")
		self.resolve()
		self.pass_time(days=4)
		self.run_due()
		frappe.set_user(AGENT)
		ticket = self.ticket()
		ticket.external_reference = "paid"
		ticket.save()
		self.run_due()
		self.assertEqual(self.ticket().workflow_state, CLOSED)

	def test_a_ticket_from_before_counts_from_its_last_activity(self) -> None:
		self.resolve()
		frappe.db.sql(
			"""update `tabSD Ticket` set state_since = null, state_since_key = 0, timer_key = 0,
				last_activity_at = last_activity_at - interval 4 day where name = %s""",
			self.number,
		)
		state_renewal.ask([RESOLVED])
		let_workers_work()
		self.run_due()
		self.assertEqual(self.ticket().workflow_state, CLOSED)

	def test_a_step_that_fails_is_put_off_and_told(self) -> None:
		self.resolve()
		self.pass_time(days=4)
		with patch.object(transitions, "apply", side_effect=ValueError("broken")):
			self.run_due()
		ticket = self.ticket()
		self.assertEqual(ticket.workflow_state, RESOLVED)
		self.assertGreater(ticket.timer_key, to_microseconds(utc_now() + timedelta(minutes=10)))
		self.assertTrue(frappe.db.exists("Error Log", {"reference_name": self.number}))

	def test_a_ticket_at_which_others_stand_in_the_way_is_left_for_the_next_run(self) -> None:
		self.resolve()
		self.pass_time(days=4)
		with patch.object(timed_steps, "take_step", side_effect=frappe.QueryDeadlockError) as step:
			self.run_due()
		self.assertEqual(step.call_count, 1)
		self.run_due()
		self.assertEqual(self.ticket().workflow_state, CLOSED)

	def test_a_run_ends_after_a_few_lost_tickets_and_after_its_time(self) -> None:
		def lose(lost: set[str]) -> bool:
			lost.add(f"T-{len(lost)}")
			return True

		with patch.object(timed_steps, "release_gathered"):
			with patch.object(timed_steps, "take_next", side_effect=lose):
				self.assertEqual(timed_steps.run_due(), timed_steps.MOST_LOST)
			with (
				patch.object(timed_steps, "take_next", return_value=True),
				patch.object(timed_steps, "monotonic", side_effect=[0, 1, 44, 45]),
			):
				self.assertEqual(timed_steps.run_due(), 2)

	def test_nobody_takes_by_hand_what_time_does(self) -> None:
		self.resolve()
		ticket = self.ticket()
		ticket.workflow_state = CLOSED
		with self.assertRaises(frappe.ValidationError):
			ticket.save()

	def test_working_days_are_those_of_the_slas_calendar(self) -> None:
		frappe.set_user("Administrator")
		calendar = frappe.get_doc("SD Work Calendar", CALENDAR)
		hours = [
			{"day": day, "opens": "09:00", "closes": "17:00"} for day in ("Monday", "Tuesday", "Wednesday")
		]
		calendar.update({"always_open": 0, "intervals": hours})
		with patch.object(frappe, "enqueue"):
			calendar.save()
		self.change_step(sd_after=3, sd_after_unit="Working Days")
		monday = datetime(2026, 1, 5, 10, tzinfo=timezone.utc)
		ticket = self.ticket()
		since = {"state_since": to_system(monday), "state_since_key": to_microseconds(monday)}
		ticket.update({"workflow_state": RESOLVED, **since})
		# Tuesday, Wednesday, and Monday again.
		self.assertEqual(timers.stored_timer(ticket, monday), to_microseconds(monday) + 7 * DAY)

	def test_an_edit_of_the_workflow_renews_timers(self) -> None:
		self.resolve()
		before = self.ticket().timer_key
		self.change_step(sd_after=5)
		let_workers_work()
		self.assertEqual(self.ticket().timer_key, before + 2 * DAY)

	def test_only_states_whose_timed_steps_changed_are_renewed(self) -> None:
		workflow = frappe.get_doc("Workflow", "T Tickets")
		row = next(row for row in workflow.transitions if row.action == CLOSE)
		row.sd_after = 9
		step = {"state": NEW, "action": LATER, "next_state": ACTIVE, "allowed": AGENT_ROLE}
		workflow.append("transitions", {**step, "sd_trigger": "Elapsed Time", "sd_after": 1})
		frappe.set_user("Administrator")
		forget_work()
		workflow.save()
		self.assertEqual(states_asked(), sorted([NEW, RESOLVED]))

	def test_the_index_has_what_is_due(self) -> None:
		values = {"now": to_microseconds(utc_now()), "lost": ("T-1", "T-2"), "most": 20}
		plan = frappe.db.sql(f"explain {timed_steps.NEXT_DUE}", values, as_dict=True)[0]
		self.assertEqual((plan.key, plan.Extra and "filesort" in plan.Extra), ("by_timer_key", False))
		plan = frappe.db.sql(f"explain {state_renewal.NAMES}", (RESOLVED, "", 200), as_dict=True)[0]
		# A handful of tickets may as well be read in the order of their numbers.
		self.assertIn(plan.key, ("by_state", "PRIMARY"))
		self.assertNotIn("filesort", plan.Extra or "")
