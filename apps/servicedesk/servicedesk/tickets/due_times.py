"""When open tickets are due, for a calendar."""

from typing import Any

import frappe

from servicedesk.shared.plain_text import unshield

MOST_SHOWN = 500
LATE_COLOR, COLOR = "red", "blue"

# The clocks of the span come first, from the index `by_due`, and each one's ticket after it.
DUE = """
	select straight_join ticket.name, ticket.subject, clock.label, clock.due_at, clock.clock_state
	from `tabSD Ticket Clock` clock
	join `tabSD Ticket` ticket on ticket.name = clock.ticket
	where clock.clock_state in ('running', 'breached') and clock.due_at between %(start)s and %(end)s
		and (%(agent)s = '' or ticket.agent = %(agent)s) and (%(team)s = '' or ticket.team = %(team)s)
	order by clock.due_at limit %(most)s"""

# What runs out next on each of the tickets of one page of a list; each clock by its ticket's index.
NEXT = """
	select ticket, min(due_at) due_at, max(clock_state = 'breached') late
	from `tabSD Ticket Clock`
	where ticket in %(tickets)s and clock_state in ('running', 'breached') and due_at is not null
	group by ticket"""
MOST_IN_LIST = 500


def next_due(numbers: list[str]) -> dict[str, dict[str, Any]]:
	"""When each ticket is due next (the site's zone), and whether it is late. One statement; nothing for what runs not."""
	wanted = numbers[:MOST_IN_LIST]
	rows = frappe.db.sql(NEXT, {"tickets": wanted}, as_dict=True) if wanted else []
	return {row.ticket: {"due_at": str(row.due_at), "late": bool(row.late)} for row in rows}


def between(start: str, end: str, agent: str = "", team: str = "") -> list[dict[str, Any]]:
	"""Due times of open clocks in that span (the site's zone), of one agent's or team's tickets if named. One statement."""
	values = {"start": start, "end": end, "agent": agent, "team": team, "most": MOST_SHOWN}
	return [_event(row) for row in frappe.db.sql(DUE, values, as_dict=True)]


def _event(row: Any) -> dict[str, Any]:
	return {
		"name": row.name,
		"title": f"{row.name} · {row.label} · {unshield(row.subject)}",
		"start": row.due_at,
		"end": row.due_at,
		"allDay": 0,
		"color": LATE_COLOR if row.clock_state == "breached" else COLOR,
	}
