"""What happened to the tickets of some customers in a period: counts, shares, times, ratings.

The caller says whose tickets; nothing of others is read, as every statement goes along the index that begins with the
customer. Medians are exact and worked out by the database over the very rows that count (`median() over`, MariaDB 10.3):
nothing is sampled and no rows are carried to Python, however many there are. Six statements, whatever is found.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import frappe

from servicedesk.domain.lifecycle import OPEN, StateCategory
from servicedesk.domain.report_figures import ClockFigures, Counts, Dimension, Figures, Group, Ratings
from servicedesk.domain.sla_clock import ClockState
from servicedesk.shared.compat import to_system

MOST_GROUPS = 500
"""Of one dimension; the rest is told as a sum."""
OPEN_CATEGORIES = tuple(sorted(str(category) for category in OPEN))
DONE = (str(ClockState.MET), str(ClockState.MET_LATE))
# Of which state a clock counts as what; one that was called off promised nothing.
COUNTED_AS = {
	ClockState.MET: "met",
	ClockState.MET_LATE: "met_late",
	ClockState.BREACHED: "breached",
	ClockState.NOT_STARTED: "running",
	ClockState.RUNNING: "running",
	ClockState.PAUSED: "running",
}
# When a ticket was resolved, and when it ended: never while it is open, whatever was written before it was opened again.
# Who closes without a solution has resolved it then; who cancels has not.
MOVES = """select raised, resolved, count(*) number, sum(closed) closed, sum(cancelled) cancelled,
		sum(open_at_end) open_at_end, sum(rated) rated, sum(if(rated, rating, 0)) rating
	from (
		select {raised} raised, {resolved} resolved, rating,
			(state_category = %(closed)s and closed_at >= %(since)s and closed_at < %(until)s) closed,
			(state_category = %(cancelled)s and closed_at >= %(since)s and closed_at < %(until)s) cancelled,
			(state_category in %(open)s or coalesce(resolved_at, closed_at, state_since, modified) >= %(until)s)
				open_at_end,
			(rating > 0 and rated_at >= %(since)s and rated_at < %(until)s) rated
		from `tabSD Ticket` force index (by_customer)
		where customer in %(customers)s and raised_at < %(until)s
	) moves group by raised, resolved"""
RAISED = "raised_at"
RESOLVED = """(case when state_category in %(open)s then null when resolved_at is not null then resolved_at
	when state_category = %(cancelled)s then null else coalesce(closed_at, state_since) end)"""
GROUPS = """(select 'state' dimension, workflow_state value, state_category category, count(*) number
	from `tabSD Ticket` force index (by_customer)
	where customer in %(customers)s and raised_at >= %(since)s and raised_at < %(until)s
	group by workflow_state, state_category order by number desc, value limit %(most)s)
	union all (select 'service', service, '', count(*) number from `tabSD Ticket` force index (by_customer)
	where customer in %(customers)s and raised_at >= %(since)s and raised_at < %(until)s
	group by service order by number desc, service limit %(most)s)
	union all (select 'request_type', request_type, '', count(*) number from `tabSD Ticket` force index (by_customer)
	where customer in %(customers)s and raised_at >= %(since)s and raised_at < %(until)s
	group by request_type order by number desc, request_type limit %(most)s)
	union all (select 'requester', requester, '', count(*) number from `tabSD Ticket` force index (by_customer)
	where customer in %(customers)s and raised_at >= %(since)s and raised_at < %(until)s
	group by requester order by number desc, requester limit %(most)s)
	union all (select 'equipment', equipment, '', count(*) number from `tabSD Ticket` force index (by_customer)
	where customer in %(customers)s and raised_at >= %(since)s and raised_at < %(until)s and equipment > ''
	group by equipment order by number desc, equipment limit %(most)s)"""
# Where the piece of equipment stands today.
SITES = """select 'site' dimension, piece.site value, '' category, count(*) number
	from `tabSD Ticket` ticket force index (by_customer)
	straight_join `tabSD Equipment` piece on piece.name = ticket.equipment
	where ticket.customer in %(customers)s and ticket.raised_at >= %(since)s and ticket.raised_at < %(until)s
		and piece.site > ''
	group by piece.site order by number desc, value limit %(most)s"""
CLOCKS = """select clock.measure, min(clock.label) label, clock.clock_state, count(*) number,
		sum(clock.elapsed_seconds) seconds, min(clock.idx) place
	from `tabSD Ticket` ticket force index (by_customer)
	straight_join `tabSD Ticket Clock` clock on clock.ticket = ticket.name
	where ticket.customer in %(customers)s and ticket.raised_at >= %(since)s and ticket.raised_at < %(until)s
		and clock.shown_to_customer >= %(least_shown)s
	group by clock.measure, clock.clock_state order by place, clock.measure"""
MEDIANS = """select distinct clock.measure, median(clock.elapsed_seconds) over (partition by clock.measure) seconds
	from `tabSD Ticket` ticket force index (by_customer)
	straight_join `tabSD Ticket Clock` clock on clock.ticket = ticket.name
	where ticket.customer in %(customers)s and ticket.raised_at >= %(since)s and ticket.raised_at < %(until)s
		and clock.shown_to_customer >= %(least_shown)s and clock.clock_state in %(done)s"""
TITLES = """select 'requester' dimension, name value, full_name title from `tabUser` where name in %(requester)s
	union all select 'equipment', name, title from `tabSD Equipment` where name in %(equipment)s
	union all select 'site', name, site_name from `tabSD Site` where name in %(site)s"""
TITLED = (Dimension.REQUESTER, Dimension.EQUIPMENT, Dimension.SITE)


def figures(customers: Sequence[str], edges: Sequence[datetime], *, hidden_clocks: bool = False) -> Figures:
	"""The figures of these customers' tickets between the first and the last edge, by the pieces between the edges.

	`edges`: aware instants in order. `hidden_clocks`: with the clocks that customers do not see, for the desk itself.
	No customer has no figures; no statement is made for them.
	"""
	pieces = len(edges) - 1
	if not customers:
		return Figures(Counts(), Ratings(), [0] * pieces, [0] * pieces, [])
	values = _values(customers, edges, hidden_clocks)
	moves = frappe.db.sql(_moves(len(edges)), values, as_dict=True)
	return Figures(
		counts=_counts(moves, pieces),
		ratings=Ratings(_sum(moves, "rated"), _sum(moves, "rating")),
		raised=_by_piece(moves, "raised", pieces),
		resolved=_by_piece(moves, "resolved", pieces),
		clocks=_clocks(values),
		groups=_groups(values),
	)


def _values(customers: Sequence[str], edges: Sequence[datetime], hidden_clocks: bool) -> dict[str, Any]:
	stored = [to_system(edge) for edge in edges]
	return {
		"customers": tuple(sorted(set(customers))),
		"since": stored[0],
		"until": stored[-1],
		"open": OPEN_CATEGORIES,
		"closed": str(StateCategory.CLOSED),
		"cancelled": str(StateCategory.CANCELLED),
		"done": DONE,
		"least_shown": 0 if hidden_clocks else 1,
		"most": MOST_GROUPS,
		# A time as the number that the database makes of it: 2026-11-22 10:28:00 is 20261122102800.
		**{f"edge_{place}": int(f"{edge:%Y%m%d%H%M%S}") for place, edge in enumerate(stored)},
	}


@lru_cache(maxsize=128)
def _moves(edges: int) -> str:
	"""The statement for that many edges: `interval` finds the piece of a time, 0 before all, -1 for no time."""
	named = ", ".join(f"%(edge_{place})s" for place in range(edges))
	return MOVES.format(
		raised=f"interval({RAISED} + 0, {named})",
		resolved=f"interval({RESOLVED} + 0, {named})",
	)


def _counts(moves: Sequence[Any], pieces: int) -> Counts:
	return Counts(
		raised=sum(_by_piece(moves, "raised", pieces)),
		resolved=sum(_by_piece(moves, "resolved", pieces)),
		closed=_sum(moves, "closed"),
		cancelled=_sum(moves, "cancelled"),
		open_at_end=_sum(moves, "open_at_end"),
	)


def _sum(moves: Sequence[Any], column: str) -> int:
	return sum(int(row[column] or 0) for row in moves)


def _by_piece(moves: Sequence[Any], column: str, pieces: int) -> list[int]:
	numbers = [0] * pieces
	for row in moves:
		if 1 <= row[column] <= pieces:
			numbers[row[column] - 1] += int(row.number)
	return numbers


def _clocks(values: Mapping[str, Any]) -> list[ClockFigures]:
	"""By kind, in the SLA's order. Two statements."""
	medians = {row.measure: float(row.seconds) for row in frappe.db.sql(MEDIANS, values, as_dict=True)}
	labels: dict[str, str] = {}
	numbers: dict[str, dict[str, int]] = {}
	for row in frappe.db.sql(CLOCKS, values, as_dict=True):
		labels.setdefault(row.measure, row.label or row.measure)
		counted = numbers.setdefault(row.measure, {})
		name = COUNTED_AS.get(ClockState(row.clock_state))
		if name:
			counted[name] = counted.get(name, 0) + int(row.number)
		if row.clock_state in DONE:
			counted["seconds"] = counted.get("seconds", 0) + int(row.seconds)
	return [
		ClockFigures(kind, labels[kind], **counted, median_seconds=medians.get(kind))
		for kind, counted in numbers.items()
		if counted
	]


def _groups(values: Mapping[str, Any]) -> dict[Dimension, list[Group]]:
	"""The largest groups of each dimension first, with people's and things' names. Three statements."""
	rows = [*frappe.db.sql(GROUPS, values, as_dict=True), *frappe.db.sql(SITES, values, as_dict=True)]
	titles = _titles(rows)
	groups: dict[Dimension, list[Group]] = {dimension: [] for dimension in Dimension}
	for row in rows:
		value = row.value or ""
		title = titles.get((row.dimension, value)) or value
		groups[Dimension(row.dimension)].append(Group(value, title, int(row.number), row.category or ""))
	return groups


def _titles(rows: Sequence[Any]) -> dict[tuple[str, str], str]:
	wanted = {
		str(dimension): tuple(row.value for row in rows if row.dimension == dimension and row.value) or ("",)
		for dimension in TITLED
	}
	found = frappe.db.sql(TITLES, wanted, as_dict=True)
	return {(row.dimension, row.value): row.title for row in found}
