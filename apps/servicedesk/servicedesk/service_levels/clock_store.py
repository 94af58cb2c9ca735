"""Clocks of tickets: made from an SLA, read by the pure rules, kept as a cache that can be made again.

A stored clock carries the rule it was made with (target, calendar, pauses), so that its reading depends on nothing
but that rule and the ticket's history.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import now_datetime

from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.sla_clock import ClockEvent, ClockReading, ClockRule, evaluate
from servicedesk.domain.sla_rules import resolution_rule, take_over_rule
from servicedesk.service_levels.calendars import calendar
from servicedesk.shared.compat import to_system
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values

RULES = {"Take Over": take_over_rule, "Resolve": resolution_rule}
READING_COLUMNS = (
	"clock_state",
	"started_at",
	"due_at",
	"next_change_at",
	"met_at",
	"elapsed_seconds",
	"paused_seconds",
	"breached",
	"breached_at",
)
RULE_COLUMNS = (
	"ticket",
	"label",
	"measure",
	"sla",
	"calendar",
	"target_seconds",
	"pauses_for_customer",
	"pauses_for_others",
	"shown_to_customer",
)
# Written out: every page of a ticket asks for it.
CLOCKS = (
	f"select name, {', '.join((*RULE_COLUMNS, *READING_COLUMNS))}"  # noqa: S608 - column names from the lists above
	" from `tabSD Ticket Clock` where ticket = %s order by idx"
)
CURRENT_CLOCKS = f"{CLOCKS} for update"


def start(
	ticket: str, sla: str | None, priority: str | None, events: Sequence[ClockEvent], now: datetime
) -> int:
	"""Make the ticket's clocks from the SLA; return how many. One statement, none without an SLA."""
	if not sla:
		return 0
	rows = [_rule_row(ticket, sla, doc_calendar, target) for doc_calendar, target in _targets(sla, priority)]
	stored = now_datetime()
	values = []
	for position, row in enumerate(rows, start=1):
		row.update(stored_reading(read(row, events, now)))
		standard = standard_values(f"{ticket}:{row['measure']}", stored)
		values.append((*standard, position, *(row[column] for column in (*RULE_COLUMNS, *READING_COLUMNS))))
	insert_rows("SD Ticket Clock", (*STANDARD_COLUMNS, "idx", *RULE_COLUMNS, *READING_COLUMNS), values)
	return len(values)


def refresh(ticket: str, events: Sequence[ClockEvent], now: datetime) -> None:
	"""Read the ticket's clocks anew and store what changed. One statement to read, one for each change."""
	for row in clocks_of(ticket, current=True):
		reading = stored_reading(read(row, events, now))
		if any(row[column] != value for column, value in reading.items()):
			# query-in-loop: a ticket has two or three clocks, and of these only the changed ones are written
			frappe.db.set_value("SD Ticket Clock", row["name"], reading)


def clocks_of(ticket: str, *, current: bool = False) -> list[dict[str, Any]]:
	"""The stored clocks of a ticket, in the SLA's order; with `current`, locked for a write. One statement."""
	return frappe.db.sql(CURRENT_CLOCKS if current else CLOCKS, ticket, as_dict=True)


def read(row: Any, events: Sequence[ClockEvent], now: datetime) -> ClockReading:
	"""The clock's reading at that instant, from its own rule and the ticket's history."""
	return evaluate(_rule(row), calendar(row["calendar"]), events, now)


def stored_reading(reading: ClockReading) -> dict[str, Any]:
	"""A reading as it is stored: times in the site's zone, durations in whole working seconds."""
	return {
		"clock_state": str(reading.state),
		"started_at": _system(reading.started_at),
		"due_at": _system(reading.due_at),
		"next_change_at": _system(reading.next_change_at),
		"met_at": _system(reading.met_at),
		"elapsed_seconds": reading.elapsed_seconds,
		"paused_seconds": reading.paused_seconds,
		"breached": int(reading.breached_at is not None),
		"breached_at": _system(reading.breached_at),
	}


def _system(instant: datetime | None) -> datetime | None:
	return to_system(instant) if instant else None


def _rule(row: Any) -> ClockRule:
	rule = RULES[row["measure"]](row["target_seconds"])
	pauses = set()
	if row["pauses_for_customer"]:
		pauses.add(StateCategory.WAITING_FOR_CUSTOMER)
	if row["pauses_for_others"]:
		pauses.add(StateCategory.WAITING_FOR_OTHERS)
	return ClockRule(
		kind=rule.kind,
		target_seconds=rule.target_seconds,
		starts_on=rule.starts_on,
		meets_on=rule.meets_on,
		pauses_in=rule.pauses_in & frozenset(pauses),
		continues_on=rule.continues_on,
		restarts_on=rule.restarts_on,
	)


def _targets(sla: str, priority: str | None) -> list[tuple[str, Any]]:
	"""The SLA's target for each measure: the one of the ticket's priority before the one for all."""
	doc = frappe.get_cached_doc("SD SLA", sla)
	chosen: dict[str, Any] = {}
	for row in doc.targets:
		if row.priority and row.priority != priority:
			continue
		if row.measure not in chosen or row.priority:
			chosen[row.measure] = row
	return [(doc.calendar, row) for row in chosen.values()]


def _rule_row(ticket: str, sla: str, calendar_name: str, target: Any) -> dict[str, Any]:
	return {
		"ticket": ticket,
		"label": target.label,
		"measure": target.measure,
		"sla": sla,
		"calendar": calendar_name,
		"target_seconds": int(target.target),
		"pauses_for_customer": int(target.pauses_for_customer or 0),
		"pauses_for_others": int(target.pauses_for_others or 0),
		"shown_to_customer": int(target.shown_to_customer or 0),
	}
