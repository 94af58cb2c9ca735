"""A ticket's clocks as staff see them: read now, with the rule they follow."""

from typing import Any

from servicedesk.domain.durations import duration_text
from servicedesk.domain.sla_clock import ClockState
from servicedesk.service_levels import clock_store
from servicedesk.service_levels.calendars import calendar
from servicedesk.shared.compat import to_microseconds, to_system, utc_now
from servicedesk.tickets import history
from servicedesk.tickets.clock_reason import reason_text

COUNTING = (ClockState.RUNNING, ClockState.BREACHED)
MICROSECONDS_IN_MILLISECOND = 1000


def clock_overview(ticket: str, entries: list[Any] | None = None) -> list[dict[str, Any]]:
	"""Every clock: label, mark, remaining and target as text and in working seconds, due time, SLA, calendar, reason.

	`ticks`: seconds pass on it just now, which they do not outside working hours. `due_at` is in the site's zone,
	`due_stamp` in milliseconds since 1970. `entries`: the ticket's history, where the caller has read it.
	"""
	now = utc_now()
	events = history.read_by_clocks(history.entries(ticket) if entries is None else entries)
	return [_clock(row, clock_store.read(row, events, now), now) for row in clock_store.clocks_of(ticket)]


def _clock(row: Any, reading: Any, now: Any) -> dict[str, Any]:
	counts = not reading.is_paused and reading.state in COUNTING
	return {
		"label": row["label"],
		"mark": "paused" if reading.is_paused else str(reading.state),
		"remaining": duration_text(reading.remaining_seconds),
		"remaining_seconds": reading.remaining_seconds,
		"target": duration_text(reading.target_seconds),
		"target_seconds": reading.target_seconds,
		"ticks": counts and calendar(row["calendar"]).is_open(now),
		"due_at": to_system(reading.due_at) if reading.due_at else None,
		"due_stamp": to_microseconds(reading.due_at) // MICROSECONDS_IN_MILLISECOND
		if reading.due_at
		else None,
		"sla": row["sla"],
		"calendar": row["calendar"],
		"reason": reason_text(row),
	}
