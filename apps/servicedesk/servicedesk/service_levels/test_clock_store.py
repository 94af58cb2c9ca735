"""Stored clocks: made from an SLA, read again, and marked by time alone."""

from datetime import datetime, timedelta, timezone

import frappe

from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.sla_clock import ClockEvent
from servicedesk.service_levels import clock_store, sweep
from servicedesk.service_levels.calendars import calendar
from servicedesk.shared.compat import to_system
from servicedesk.shared.testing import PRIORITY, SLA, DeskTestCase

FRIDAY_EVENING = datetime(2026, 1, 9, 16, 30, tzinfo=timezone.utc)
TICKET = "TEST-CLOCK"
TEST_TICKET = {"name": TICKET, "sla": SLA, "sla_source": "desk", "priority": PRIORITY}


def created(at: datetime) -> list[ClockEvent]:
	"""The history of a ticket that was only made."""
	return [ClockEvent(at, StateCategory.NEW, "created")]


class TestClockStore(DeskTestCase):
	"""Clocks of a ticket that need not exist."""

	def stored(self, measure: str = "Take Over") -> "frappe.Document":
		"""The stored clock."""
		return frappe.get_doc("SD Ticket Clock", f"{TICKET}:{measure}")

	def test_clocks_start_with_their_rule(self) -> None:
		self.assertEqual(clock_store.start(TEST_TICKET, created(FRIDAY_EVENING), FRIDAY_EVENING), 2)
		clock = self.stored()
		self.assertEqual((clock.clock_state, clock.target_seconds, clock.sla), ("running", 1800, SLA))
		self.assertEqual(clock.due_at, to_system(FRIDAY_EVENING + timedelta(minutes=30)))

	def test_no_sla_no_clocks(self) -> None:
		self.assertEqual(clock_store.start({"name": TICKET}, created(FRIDAY_EVENING), FRIDAY_EVENING), 0)

	def test_target_of_the_priority_goes_before_the_one_for_all(self) -> None:
		sla = frappe.get_doc("SD SLA", SLA)
		sla.append("targets", {"label": "Fast", "measure": "Take Over", "target": 60, "priority": PRIORITY})
		sla.save()
		clock_store.start(TEST_TICKET, created(FRIDAY_EVENING), FRIDAY_EVENING)
		self.assertEqual(self.stored().target_seconds, 60)
		frappe.clear_document_cache("SD SLA", SLA)

	def test_refresh_stores_what_the_history_says(self) -> None:
		events = created(FRIDAY_EVENING)
		clock_store.start(TEST_TICKET, events, FRIDAY_EVENING)
		later = FRIDAY_EVENING + timedelta(minutes=10)
		clock_store.refresh(TICKET, [*events, ClockEvent(later, StateCategory.ACTIVE, "transition")], later)
		clock = self.stored()
		self.assertEqual(
			(clock.clock_state, clock.elapsed_seconds, clock.met_at), ("met", 600, to_system(later))
		)

	def test_sweep_marks_at_the_second_of_the_reading_and_once(self) -> None:
		clock_store.start(TEST_TICKET, created(FRIDAY_EVENING), FRIDAY_EVENING)
		sweep.mark_due(FRIDAY_EVENING + timedelta(minutes=30))
		self.assertEqual(self.stored().clock_state, "running")
		breach = FRIDAY_EVENING + timedelta(minutes=30, seconds=1)
		self.assertEqual(sweep.mark_due(breach), 1)
		self.assertEqual(sweep.mark_due(breach), 0)
		clock = self.stored()
		reading = clock_store.stored_reading(clock.as_dict(), created(FRIDAY_EVENING), breach)
		self.assertEqual(
			(clock.clock_state, clock.breached, clock.breached_at), ("breached", 1, to_system(breach))
		)
		self.assertEqual((reading["clock_state"], reading["breached_at"]), ("breached", clock.breached_at))

	def test_calendar_of_the_desk_is_the_rules_calendar(self) -> None:
		doc = frappe.get_doc(
			{
				"doctype": "SD Work Calendar",
				"title": "T Office",
				"time_zone": "Europe/Sofia",
				"intervals": [
					{"day": "Friday", "opens": "09:00:00", "closes": "18:00:00"},
					{"day": "Monday", "opens": "22:00:00", "closes": "06:00:00"},
				],
				"holidays": [{"date": "2026-01-16"}],
			}
		).insert()
		office = calendar(doc.name)
		self.assertEqual(
			office.seconds_between(datetime(2026, 1, 9, tzinfo=timezone.utc), FRIDAY_EVENING), 9 * 3600
		)
		monday = datetime(2026, 1, 12, 12, tzinfo=timezone.utc)
		self.assertEqual(office.seconds_between(monday, monday + timedelta(days=1)), 8 * 3600)
		holiday = datetime(2026, 1, 16, tzinfo=timezone.utc)
		self.assertEqual(office.seconds_between(holiday, holiday + timedelta(days=1)), 0)

	def test_calendar_needs_a_zone_and_hours(self) -> None:
		for wrong in ({"time_zone": "Mars/Olympus", "always_open": 1}, {"time_zone": "UTC"}):
			with self.subTest(wrong=wrong), self.assertRaises(frappe.ValidationError):
				frappe.get_doc({"doctype": "SD Work Calendar", "title": "T Wrong", **wrong}).insert()
