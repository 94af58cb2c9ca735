"""Stored clocks against the history: the check behind `bench … servicedesk verify-clocks`.

Open tickets are compared with what their SLA says today. Closed ones are read with the rule that they were closed with
(target, calendar, pauses): an SLA that is edited later changes nothing for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import frappe

from servicedesk.domain.clock_rule import ClockEvent
from servicedesk.domain.lifecycle import FINAL, StateCategory
from servicedesk.service_levels import clock_rows, clock_store
from servicedesk.shared.compat import from_microseconds, utc_now
from servicedesk.tickets.clock_batches import TICKET_COLUMNS, acted_of, events_of, renew, stored_clocks

BATCH = 500
# A breach is marked by a job of each minute. One that is marked later than this is a difference.
SWEEP_GRACE = timedelta(minutes=5)
# The sweep of escalations moves this on by itself; it says what is to be done next, not what was.
NOT_COMPARED = frozenset({"threshold_key"})
_TICKETS = f"select {TICKET_COLUMNS} from `tabSD Ticket`"  # noqa: S608 - column names from a list of our own
OPEN_TICKETS = (
	f"{_TICKETS} where name > %(last)s and state_category not in %(final)s order by name limit %(batch)s"
)
ALL_TICKETS = f"{_TICKETS} where name > %(last)s order by name limit %(batch)s"
SOME_TICKETS = f"{_TICKETS} where name in %(names)s"
LOCKED_TICKETS = f"{SOME_TICKETS} for update"


@dataclass(frozen=True)
class Difference:
	"""One stored value that is not what the history says; `column` is empty where the whole clock is missing."""

	ticket: str
	clock: str
	column: str
	stored: Any
	expected: Any


def check_one(ticket: str) -> Iterator[tuple[int, list[Difference]]]:
	"""Compare one ticket's clocks; yields like `check`."""
	# nosemgrep: sql-built-from-text - column names from a list of our own
	rows = frappe.db.sql(SOME_TICKETS, {"names": (ticket,)}, as_dict=True)
	yield len(rows), compare(rows, utc_now())


def check(*, closed: bool = False, after: str = "") -> Iterator[tuple[int, list[Difference]]]:
	"""Compare all open tickets' clocks, with `closed` all tickets'; yields (tickets, differences) of each batch.

	`after`: begin behind the ticket of that number.
	"""
	last = after
	while rows := _next_tickets(last, closed=closed):
		last = rows[-1].name
		yield len(rows), compare(rows, utc_now())
		# A new view of the tables, and no old one held while millions of tickets are read.
		frappe.db.rollback()  # nosemgrep: commit-in-request - a command's own transaction


def _next_tickets(last: str, *, closed: bool) -> list[Any]:
	"""The next tickets in the order of their numbers. One statement, a batch along the primary key."""
	values = {"last": last, "final": tuple(str(category) for category in FINAL), "batch": BATCH}
	return frappe.db.sql(ALL_TICKETS if closed else OPEN_TICKETS, values, as_dict=True)


def repair(differences: Sequence[Difference]) -> int:
	"""Store the clocks of these tickets as they should be; return how many tickets."""
	names = sorted({difference.ticket for difference in differences})
	for start in range(0, len(names), BATCH):
		frappe.db.rollback()  # nosemgrep: commit-in-request - a command's own transaction
		_repair_batch(names[start : start + BATCH])
		frappe.db.commit()  # nosemgrep: commit-in-request - a command's own transaction
	return len(names)


def compare(tickets: Sequence[Any], now: datetime) -> list[Difference]:
	"""What differs in the stored clocks of these tickets. Three statements."""
	names = [ticket.name for ticket in tickets]
	if not names:
		return []
	stored, histories, acted = stored_clocks(names), events_of(names), acted_of(names)
	found: list[Difference] = []
	for ticket in tickets:
		clocks, events = stored.get(ticket.name, []), histories.get(ticket.name, [])
		if _is_closed(ticket):
			wanted = [as_promised(clock, events, now) for clock in clocks]
		else:
			wanted = clock_store.wanted_rows(ticket, events, now, acted.get(ticket.name, frozenset()))
		found.extend(_differences(clocks, wanted, now))
	return found


def _repair_batch(names: Sequence[str]) -> None:
	# nosemgrep: sql-built-from-text - column names from a list of our own
	tickets = frappe.db.sql(LOCKED_TICKETS, {"names": tuple(names)}, as_dict=True)
	renew([ticket.name for ticket in tickets if not _is_closed(ticket)], utc_now(), wait=True)
	closed = [ticket.name for ticket in tickets if _is_closed(ticket)]
	if closed:
		stored, histories = stored_clocks(closed), events_of(closed)
		clock_rows.write(
			[
				as_promised(clock, histories.get(name, []), utc_now())
				for name in closed
				for clock in stored.get(name, [])
			]
		)


def as_promised(clock: Mapping[str, Any], events: Sequence[ClockEvent], now: datetime) -> dict[str, Any]:
	"""A stored clock as the history says with its own rule; escalation is over."""
	return {**clock, **clock_store.stored_reading(clock, events, now, frozenset())}


def _is_closed(ticket: Any) -> bool:
	return StateCategory(ticket.state_category) in FINAL


def _differences(
	stored: Sequence[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]], now: datetime
) -> Iterator[Difference]:
	by_measure = {clock["measure"]: clock for clock in stored}
	for row in wanted:
		clock = by_measure.pop(row["measure"], None)
		if clock is None:
			yield Difference(row["ticket"], row["measure"], "", None, row["clock_state"])
		else:
			yield from _columns(_as_swept(clock, now), row)
	for clock in by_measure.values():
		yield Difference(clock["ticket"], clock["measure"], "", clock["clock_state"], None)


def _columns(clock: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[Difference]:
	for column, expected in row.items():
		if column not in NOT_COMPARED and clock[column] != expected:
			yield Difference(row["ticket"], row["measure"], column, clock[column], expected)


def _as_swept(clock: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
	"""The clock as the next sweep leaves it, where its breach has come so lately that the sweep may not have."""
	key = clock["next_change_key"]
	if clock["clock_state"] != "running" or not key or not now - SWEEP_GRACE < from_microseconds(key) <= now:
		return clock
	return {**clock, **BREACHED, "breached_at": clock["next_change_at"]}


BREACHED = {"clock_state": "breached", "breached": 1, "next_change_at": None, "next_change_key": 0}
