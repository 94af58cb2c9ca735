"""Clocks of tickets: made from an SLA, read by the pure rules, kept as a cache that can be made again.

A stored clock carries its target, its calendar and where it stands still; how its kind moves is read from SD Clock
Kind. So its reading depends on nothing but the rule and the ticket's history. What has elapsed and what was paused is
stored as it stood at the last entry of the history: it changes only when something happens.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import frappe

from servicedesk.domain.clock_rule import ClockEvent, ClockRule
from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.sla_clock import ClockReading, ClockState, evaluate
from servicedesk.service_levels import clock_rows
from servicedesk.service_levels.calendars import calendar
from servicedesk.service_levels.clock_kinds import behaviour, moving_events
from servicedesk.service_levels.sla_targets import rule_rows
from servicedesk.service_levels.thresholds import Key, moments, next_threshold
from servicedesk.shared.compat import to_microseconds, to_system

# Where time counts, or would if the clock did not stand.
COUNTING = frozenset((ClockState.RUNNING, ClockState.PAUSED, ClockState.BREACHED))
RUNS_ON = {
	"pauses_for_customer": StateCategory.WAITING_FOR_CUSTOMER,
	"pauses_for_others": StateCategory.WAITING_FOR_OTHERS,
}


def start(ticket: Any, events: Sequence[ClockEvent], now: datetime) -> int:
	"""Make the clocks of a new ticket from its SLA; return how many. One statement, none without an SLA."""
	rows = wanted_rows(ticket, events, now)
	clock_rows.write(rows)
	return len(rows)


def refresh(ticket: str, events: Sequence[ClockEvent], now: datetime) -> None:
	"""Read the ticket's clocks anew and store what changed. One statement to read, one to write if need be."""
	rows = []
	for stored in clocks_of(ticket, current=True):
		row = {**stored, **stored_reading(stored, events, now)}
		if row != stored:
			rows.append(row)
	clock_rows.write(rows)


def retarget(ticket: Any, events: Sequence[ClockEvent], now: datetime) -> None:
	"""Follow a ticket whose priority, contract, service, request type or SLA has changed.

	The same history is read with the new rule: what has elapsed and what was paused stays. A clock for which the SLA
	has no target any more goes. One statement to read, one to write and one to delete if need be.
	"""
	stored = clocks_of(ticket.get("name"), current=True)
	changed, gone = differences(stored, wanted_rows(ticket, events, now))
	clock_rows.write(changed)
	remove(gone)


def wanted_rows(
	ticket: Any, events: Sequence[ClockEvent], now: datetime, acted: frozenset[Key] | None = None
) -> list[dict[str, Any]]:
	"""The clocks that the ticket should have stored at this instant, by its SLA and its history.

	`acted`: what escalation rules have acted on for the ticket, where the caller knows; then there is no statement.
	"""
	rows = rule_rows(ticket)
	for position, row in enumerate(rows, start=1):
		row.update(stored_reading(row, events, now, acted), idx=position)
	return rows


def differences(
	stored: Sequence[dict[str, Any]], wanted: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[str]]:
	"""Of one ticket's clocks: those to write, and the names of those to delete."""
	by_measure = {row["measure"]: row for row in stored}
	changed = []
	for row in wanted:
		known = by_measure.pop(row["measure"], None)
		if known is None or any(known[column] != value for column, value in row.items()):
			changed.append(row)
	return changed, [row["name"] for row in by_measure.values()]


def remove(names: Sequence[str]) -> None:
	"""Delete stored clocks. One statement, none without names."""
	if names:
		frappe.db.delete("SD Ticket Clock", {"name": ("in", list(names))})


def concerns(events: Sequence[str]) -> bool:
	"""Whether any of these events of the history can move a clock, apart from a change of state."""
	return not moving_events().isdisjoint(events)


def clocks_of(ticket: str, *, current: bool = False) -> list[dict[str, Any]]:
	"""The stored clocks of a ticket, in the SLA's order; with `current`, locked for a write. One statement."""
	statement = clock_rows.CURRENT_CLOCKS if current else clock_rows.CLOCKS
	return frappe.db.sql(statement, ticket, as_dict=True)


def shown_clocks_of(ticket: str) -> list[dict[str, Any]]:
	"""The rules of those of a ticket's clocks that its customer sees, in the SLA's order, for `read`. One statement."""
	return frappe.db.sql(clock_rows.SHOWN_CLOCKS, ticket, as_dict=True)


def read(row: Any, events: Sequence[ClockEvent], now: datetime) -> ClockReading:
	"""The clock's reading at that instant, from its own rule and the ticket's history."""
	return evaluate(rule_of(row), calendar(row["calendar"]), events, now)


def rule_of(row: Any) -> ClockRule:
	"""The rule of a stored clock."""
	runs_on_in = frozenset(category for column, category in RUNS_ON.items() if not row[column])
	return behaviour(row["measure"]).rule(row["measure"], row["target_seconds"], runs_on_in)


def stored_reading(
	row: Any, events: Sequence[ClockEvent], now: datetime, acted: frozenset[Key] | None = None
) -> dict[str, Any]:
	"""The clock's reading as it is stored: times in the site's zone, durations in whole working seconds.

	What sweeps compare with the present is a key in microseconds: in the hour that autumn repeats, the zone's times are
	no order.
	"""
	# The entries of one save are stamped one behind the other: the last lies a little ahead of the save itself.
	now = max((now, *(event.at for event in events)))
	reading = read(row, events, now)
	# What has passed since is taken off again: what is stored stays true until the next entry that moves a clock.
	passed = (
		calendar(row["calendar"]).seconds_between(last_move(events, now), now)
		if reading.state in COUNTING
		else 0
	)
	return {
		"clock_state": str(reading.state),
		"cycle": reading.cycle,
		"started_at": _system(reading.started_at),
		"due_at": _system(reading.due_at),
		"next_change_at": _system(reading.next_change_at),
		"next_change_key": _key(reading.next_change_at),
		"met_at": _system(reading.met_at),
		"elapsed_seconds": reading.elapsed_seconds - (0 if reading.is_paused else passed),
		"paused_seconds": reading.paused_seconds - (passed if reading.is_paused else 0),
		"breached": int(reading.breached_at is not None),
		"breached_at": _system(reading.breached_at),
		"threshold_key": _key(_threshold(row, reading, now, acted)),
	}


def last_move(events: Sequence[ClockEvent], now: datetime) -> datetime:
	"""When an entry of the history last could move a clock of any kind; that instant where none could."""
	moving, last, category = moving_events(), now, None
	for event in events:
		if event.category is not category or event.event in moving:
			last, category = event.at, event.category
	return last


def _threshold(
	row: Any, reading: ClockReading, now: datetime, acted: frozenset[Key] | None
) -> datetime | None:
	hours = calendar(row["calendar"])
	if acted is None:
		return next_threshold(row, reading, hours, now)
	found = moments(row, reading, hours, now, acted)
	return found[0].at if found else None


def _system(instant: datetime | None) -> datetime | None:
	return to_system(instant) if instant else None


def _key(instant: datetime | None) -> int:
	"""As sweeps compare it: microseconds since 1970 in UTC, 0 for never."""
	return to_microseconds(instant) if instant else 0
