"""A request's clocks as its customer sees them, and how they go on in the browser."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frappe import _

from servicedesk.domain.durations import duration_text
from servicedesk.domain.sla_clock import ClockState
from servicedesk.domain.ticking import ticking
from servicedesk.self_service.formatting import own_words, span
from servicedesk.service_levels import clock_store
from servicedesk.service_levels.calendars import calendar
from servicedesk.shared.compat import utc_now
from servicedesk.tickets import history

# Each is translated when it is shown: a page asks for one of them a clock.
LABELS: dict[str, Callable[[], str]] = {
	"not_started": lambda: _("Not started"),
	"running": lambda: _("Running"),
	"paused": lambda: _("Paused"),
	"breached": lambda: _("Breached"),
	"met": lambda: _("Met"),
	"met_late": lambda: _("Met late"),
	"cancelled": lambda: _("Cancelled"),
}


@dataclass(frozen=True)
class ClockView:
	"""A clock with its mark. `running` clocks tick in the browser, from `remaining_seconds`.

	They begin to tick in `starts_in` seconds and stop `lasts` seconds later: outside its hours no clock moves.
	"""

	label: str
	target: str
	remaining: str
	remaining_seconds: int
	state: str
	mark: str
	running: bool
	starts_in: int = 0
	lasts: int = 0


def clocks_of(ticket: Any, entries: list[Any]) -> list[ClockView]:
	"""The clocks that the customer is shown; `entries`: the ticket's history. One statement."""
	rows = clock_store.shown_clocks_of(ticket.name)
	if not rows:
		return []
	now = utc_now()
	events = history.read_by_clocks(entries)
	return [_clock(row, clock_store.read(row, events, now), now) for row in rows]


def _clock(row: Any, reading: Any, now: datetime) -> ClockView:
	mark = "paused" if reading.is_paused else str(reading.state)
	running = not reading.is_paused and reading.state in (ClockState.RUNNING, ClockState.BREACHED)
	goes_on = ticking(calendar(row["calendar"]), now) if running else None
	return ClockView(
		label=own_words(row["label"]),
		target=span(reading.target_seconds),
		remaining=duration_text(reading.remaining_seconds),
		remaining_seconds=reading.remaining_seconds,
		state=clock_label(mark),
		mark=mark,
		running=running,
		starts_in=goes_on.starts_in if goes_on else 0,
		lasts=goes_on.lasts if goes_on else 0,
	)


def clock_label(mark: str) -> str:
	"""A clock's mark in words."""
	return LABELS[mark]()
