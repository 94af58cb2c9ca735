"""After a rule was made or changed: when clocks and tickets are next of interest to it, worked out in the background."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import frappe

from servicedesk.domain.clock_rule import ClockEvent
from servicedesk.domain.thresholds import GOING
from servicedesk.service_levels import clock_rows, clock_store
from servicedesk.service_levels.calendars import calendar
from servicedesk.service_levels.escalation_rules import CLOCK
from servicedesk.service_levels.thresholds import next_threshold
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.tickets import history

BATCH = 500
GOING_STATES = tuple(sorted(str(state) for state in GOING))
EVENTS_OF_MANY = """
	select ticket, event, state_category, occurred_microseconds from `tabSD Ticket Event`
	where ticket in %s order by ticket, occurred_microseconds
"""
JOB = "servicedesk.tickets.escalation.recompute.renew"


def follow_rule(doc: Any) -> None:
	"""Have a worker renew what the rule concerns, as soon as the rule is stored."""
	if doc.counts == CLOCK:
		frappe.enqueue(JOB, queue="long", enqueue_after_commit=True, clock_kind=doc.clock_kind)


def renew(clock_kind: str) -> int:
	"""Work out anew when the going clocks of a kind are next of interest; return how many were changed.

	A batch is a transaction and is written without touching any ticket; begun again, it comes to the same.
	"""
	changed, last = 0, ""
	while rows := _batch(clock_kind, last):
		last = rows[-1]["name"]
		changed += _renew(rows)
		frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return changed


def _batch(clock_kind: str, last: str) -> list[dict[str, Any]]:
	return frappe.db.sql(
		f"""select name, modified, {", ".join(clock_rows.COLUMNS)} from `tabSD Ticket Clock`
		where name > %(last)s and measure = %(kind)s and clock_state in %(going)s
		order by name limit %(batch)s""",  # noqa: S608 - column names from a list of our own
		{"last": last, "kind": clock_kind, "going": GOING_STATES, "batch": BATCH},
		as_dict=True,
	)


def _renew(rows: Sequence[dict[str, Any]]) -> int:
	now = utc_now()
	events = _events({row["ticket"] for row in rows})
	changed = 0
	for row in rows:
		reading = clock_store.read(row, events.get(row["ticket"], []), now)
		at = next_threshold(row, reading, calendar(row["calendar"]), now)
		stored = to_system(at) if at else None
		if stored != row["threshold_at"]:
			# Only while the clock is as it was read: whoever changed it meanwhile has worked it out by the new rule.
			# query-in-loop: one statement a clock that changes, on its primary key
			frappe.db.sql(
				"update `tabSD Ticket Clock` set threshold_at = %s where name = %s and modified = %s",
				(stored, row["name"], row["modified"]),
			)
			changed += 1
	return changed


def _events(tickets: set[str]) -> dict[str, list[ClockEvent]]:
	"""The histories of the tickets. One statement."""
	rows = frappe.db.sql(EVENTS_OF_MANY, (tuple(sorted(tickets)),), as_dict=True)
	return {
		ticket: history.read_by_clocks(list(entries))
		for ticket, entries in groupby(rows, itemgetter("ticket"))
	}
