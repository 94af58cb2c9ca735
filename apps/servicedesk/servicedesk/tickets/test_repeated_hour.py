"""The hour that autumn repeats: on 25 October 2026 there are two half past threes in Sofia, an hour apart."""

from datetime import datetime, timedelta, timezone
from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.sla_clock import ClockEvent
from servicedesk.service_levels import clock_store, sweep
from servicedesk.shared import compat
from servicedesk.shared.compat import from_microseconds, to_microseconds, to_system
from servicedesk.shared.testing import ACTIVE, CLOSE, PRIORITY, SLA, DeskTestCase, make_account, make_customer
from servicedesk.tickets import clock_check, queue_place, timed_steps, timers
from servicedesk.tickets.escalation import state_times
from servicedesk.tickets.escalation import sweep as escalation_sweep
from servicedesk.tickets.escalation.testing import make_rule
from servicedesk.tickets.testing import make_ticket

USER, LATER = "autumn@t.test", "T In Three Hours"
FIRST = datetime(2026, 10, 25, 0, 30, tzinfo=timezone.utc)
SECOND = FIRST + timedelta(hours=1)
BETWEEN = FIRST + timedelta(minutes=45)
TARGET = timedelta(minutes=30, seconds=1)


class TestRepeatedHour(DeskTestCase):
	"""A site in Sofia."""

	def setUp(self) -> None:
		super().setUp()
		zone = patch.object(compat, "get_system_timezone", lambda: "Europe/Sofia")
		zone.start()
		self.addCleanup(zone.stop)
		self.assertEqual(to_system(FIRST), to_system(SECOND))
		frappe.db.delete("SD Escalation Rule")

	def clock(self, name: str, breach: datetime) -> str:
		"""A clock that breaches then; return its name."""
		ticket = {"name": name, "sla": SLA, "sla_source": "desk", "priority": PRIORITY}
		start = breach - TARGET
		clock_store.start(ticket, [ClockEvent(start, StateCategory.NEW, "created")], start)
		return f"{name}:Take Over"

	def state(self, clock: str) -> str:
		"""The stored state."""
		return str(frappe.db.get_value("SD Ticket Clock", clock, "clock_state"))

	def test_a_breach_shows_in_its_own_hour(self) -> None:
		first, second = self.clock("T-FIRST", FIRST), self.clock("T-SECOND", SECOND)
		for now, expected in (
			(FIRST - timedelta(seconds=1), ("running", "running")),
			(FIRST, ("breached", "running")),
			(BETWEEN, ("breached", "running")),
			(SECOND, ("breached", "breached")),
		):
			sweep.mark_due(now)
			self.assertEqual((self.state(first), self.state(second)), expected, now)

	def test_moments_of_rules_come_in_their_own_hour(self) -> None:
		make_rule("Whole", percent=100, also_passed=1)
		for name, breach in (("T-FIRST", FIRST), ("T-SECOND", SECOND)):
			self.clock(name, breach)
		with (
			patch.object(escalation_sweep, "utc_now", lambda: BETWEEN),
			patch.object(frappe.db, "rollback"),
		):
			due = [row[2] for row in escalation_sweep._batch(escalation_sweep.LONG_AGO, "")]
		self.assertIn("T-FIRST", due)
		self.assertNotIn("T-SECOND", due)

	def test_a_ticket_of_the_second_hour_waits_behind_those_of_the_first(self) -> None:
		found = []
		for now in (FIRST, SECOND, FIRST + timedelta(days=1)):
			with patch.object(queue_place, "utc_now", lambda now=now: now):
				found.append(queue_place.waiting_since(frappe._dict(raised_at=to_system(now))))
		self.assertEqual(found, [FIRST, SECOND, FIRST + timedelta(days=1)])

	def ticket(self, since: datetime) -> Any:
		"""A ticket that came into its state then, and moves on three hours later."""
		frappe.get_doc({"doctype": "Workflow Action Master", "workflow_action_name": LATER}).insert()
		self.addCleanup(frappe.clear_document_cache, "Workflow", "T Tickets")
		workflow = frappe.get_doc("Workflow", "T Tickets")
		step = next(row for row in workflow.transitions if row.action == CLOSE).as_dict()
		step.update({"name": None, "state": ACTIVE, "action": LATER, "sd_trigger": "Elapsed Time"})
		workflow.append("transitions", {**step, "sd_after": 3, "sd_after_unit": "Hours", "condition": ""})
		with patch.object(frappe, "enqueue"):
			workflow.save()
		make_account(USER, {make_customer("T Autumn"): "Requester"})
		ticket = make_ticket(USER, "T Autumn")
		ticket.load_doc_before_save()
		ticket.workflow_state = ACTIVE
		with patch.object(timers, "utc_now", lambda: since):
			timers.follow(ticket)
		ticket.db_update()
		return frappe.get_doc("SD Ticket", ticket.name)

	def test_a_step_by_time_takes_its_whole_span(self) -> None:
		ticket = self.ticket(SECOND)
		self.assertEqual(from_microseconds(ticket.timer_key), SECOND + timedelta(hours=3))
		self.assertIsNone(timers.step_due(ticket, SECOND + timedelta(hours=2, minutes=30)))
		self.assertTrue(timers.step_due(ticket, SECOND + timedelta(hours=3)))

	def test_two_stays_that_begin_at_the_same_time_of_day_are_two(self) -> None:
		ticket = self.ticket(FIRST)
		first = state_times.since(ticket)
		ticket.state_since_key = to_microseconds(SECOND)
		self.assertEqual((first, state_times.since(ticket)), (FIRST, SECOND))

	def test_what_is_due_in_the_second_hour_waits_for_it(self) -> None:
		ticket = self.ticket(SECOND - timedelta(hours=3))
		values = {"lost": ("",), "now": to_microseconds(BETWEEN), "most": 20}
		mine = timed_steps.NEXT_DUE.replace("where", f"where name = {frappe.db.escape(ticket.name)} and")
		self.assertFalse(frappe.db.sql(mine, values))
		self.assertTrue(frappe.db.sql(mine, {**values, "now": to_microseconds(SECOND)}))

	def test_the_check_of_stored_clocks_has_its_grace_in_the_right_hour(self) -> None:
		moment = {"next_change_at": to_system(FIRST), "next_change_key": to_microseconds(FIRST)}
		clock = {"clock_state": "running", **moment}
		self.assertEqual(clock_check._as_swept(clock, FIRST)["clock_state"], "breached")
		self.assertEqual(clock_check._as_swept(clock, SECOND)["clock_state"], "running")
