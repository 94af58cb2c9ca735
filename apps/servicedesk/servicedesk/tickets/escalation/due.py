"""What rules have to do on one ticket now, and the doing of it: all in the caller's transaction, on a locked ticket.

That a rule acts once on each of its moments hangs on the entries: each has a name of ticket, rule, occasion and number,
and is written with whatever the rule did. The ticket's lock keeps two sweeps apart; should it ever not, the name does.
The lock is the transaction's first statement, so that whatever is read after it is as the last one to hold it left it;
reading under further locks would only make sweeps wait for each other in the gaps of an index.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe import _

from servicedesk.domain.thresholds import Moment, due
from servicedesk.service_levels import clock_store
from servicedesk.service_levels.calendars import calendar
from servicedesk.service_levels.escalation_rules import ENTRY, EscalationRule, rules
from servicedesk.service_levels.thresholds import Key, acted_keys, moments
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.tickets import history, timers
from servicedesk.tickets.escalation import actions, state_times
from servicedesk.tickets.escalation.conditions import fits

COLUMNS = (
	*STANDARD_COLUMNS,
	*("ticket", "rule", "rule_title", "occasion", "number", "due_at", "acted_at", "outcome"),
)
LONGEST_OUTCOME = 2_000


@dataclass(frozen=True)
class Due:
	"""A rule and the moment of it that has come."""

	rule: EscalationRule
	moment: Moment
	clock: dict[str, Any] | None
	"""The stored clock whose moment it is; None for a time in a state."""


def act(ticket: Any, now: datetime) -> bool:
	"""Do what rules have to do on a ticket that the caller has locked; return whether anything was done.

	The ticket may be another one afterwards: whoever goes on with it reads it anew.
	"""
	acted: set[Key] = set(acted_keys(ticket.name))
	before = len(acted)
	# This comes to an end: each turn adds a key, and there are as many as rules and their times in one cycle.
	while found := _for_ticket(ticket, now, frozenset(acted)):
		item = found[0]
		if any(_is_overtaken(item, later) for later in found):
			_write_entry(ticket, item, _("Came due together with a later time of the same rule."))
		else:
			_do(ticket, item)
			# query-in-loop: an act may change the ticket, and the next one goes by it as it is then
			ticket = frappe.get_doc("SD Ticket", ticket.name) if actions.may_change(item.rule) else ticket
		acted.add(item.moment.key)
	return len(acted) > before


def _for_ticket(ticket: Any, now: datetime, acted: frozenset[Key]) -> list[Due]:
	return [item for item in found_on(ticket, now, acted) if fits(item.rule, ticket)]


def _is_overtaken(item: Due, later: Due) -> bool:
	"""Whether a rule that repeats itself has missed a time: after a night without a scheduler, one reminder will do."""
	first, second = item.moment, later.moment
	return (first.rule, first.occasion) == (second.rule, second.occasion) and first.number < second.number


def found_on(ticket: Any, now: datetime, acted: frozenset[Key]) -> list[Due]:
	"""The moments that have come on the ticket, of clocks and of its stay in the state, earliest first.

	Also those of rules that are for other tickets. Two statements.
	"""
	known = {rule.name: rule for rule in rules()}
	found = [
		Due(known[moment.rule], moment, clock)
		for clock, of_clock in clock_moments(ticket.name, now, acted)
		for moment in due(of_clock, now)
	]
	stay = state_times.moments(ticket, timers.calendar_of(ticket), now, acted)
	found += [Due(known[moment.rule], moment, None) for moment in due(stay, now)]
	return sorted(found, key=lambda item: item.moment)


def clock_moments(
	ticket: str, now: datetime, acted: frozenset[Key]
) -> list[tuple[dict[str, Any], list[Moment]]]:
	"""The ticket's stored clocks, each with the moments of its rules. Two statements."""
	rows = clock_store.clocks_of(ticket)
	events = history.read_by_clocks(history.entries(ticket)) if rows else []
	return [
		(row, moments(row, clock_store.read(row, events, now), calendar(row["calendar"]), now, acted))
		for row in rows
	]


def _do(ticket: Any, item: Due) -> None:
	"""What the rule does, the entry that makes this moment past for it, and the line in the ticket's history."""
	outcome = "\n".join(actions.perform(ticket.name, item.rule, item.moment, item.clock))[:LONGEST_OUTCOME]
	_write_entry(ticket, item, outcome)
	category = str(frappe.db.get_value("SD Ticket", ticket.name, "state_category"))
	detail = f"{item.rule.title}: {outcome}"
	event = history.Event(history.ESCALATED, utc_now(), category, visible_to_customer=False, detail=detail)
	history.append(ticket.name, [event])


def _write_entry(ticket: Any, item: Due, outcome: str) -> None:
	"""One statement; its name is what makes acting twice impossible."""
	now = to_system(utc_now())
	rule, moment = item.rule, item.moment
	key = f"{ticket.name}:{rule.name}:{moment.occasion}:{moment.number}"
	standard = standard_values(hashlib.sha256(key.encode()).hexdigest()[:32], now)
	values = (ticket.name, rule.name, rule.title, moment.occasion, moment.number, to_system(moment.at))
	insert_rows(ENTRY, COLUMNS, [(*standard, *values, now, outcome)])
