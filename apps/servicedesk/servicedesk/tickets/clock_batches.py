"""Clocks of many tickets at once: what is stored, what should be, and the writing of what differs.

For the renewal after an edit and for the check of all stored clocks; a single ticket's clocks are kept in step by
`tickets.clocks`. Five statements for a batch, whatever its size.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import frappe

from servicedesk.domain.clock_rule import ClockEvent
from servicedesk.service_levels import clock_rows, clock_store
from servicedesk.service_levels.escalation_rules import rules
from servicedesk.service_levels.thresholds import Key
from servicedesk.tickets import history

# What decides on a ticket's clocks, apart from its history.
TICKET_COLUMNS = "name, sla, sla_source, customer, contract, service, request_type, priority, state_category"
LOCKED = f"select {TICKET_COLUMNS} from `tabSD Ticket` where name in %s order by name for update"  # noqa: S608 - column names from a list of our own
FREE = f"{LOCKED} skip locked"
HISTORIES = """
	select ticket, event, state_category, occurred_microseconds from `tabSD Ticket Event`
	where ticket in %s order by ticket, occurred_microseconds
"""

ACTED = (
	"select ticket, rule, occasion, number from `tabSD Escalation Entry` where ticket in %s order by ticket"
)

Rows = list[dict[str, Any]]


def renew(names: Sequence[str], now: datetime, *, wait: bool = False) -> list[str]:
	"""Read the clocks of these tickets anew and store what differs; return the tickets that were busy.

	A ticket that somebody works on just now is left out, or with `wait`, waited for. The caller ends the transaction;
	until then nobody else can change the tickets, so a batch is small.
	"""
	tickets = frappe.db.sql(LOCKED if wait else FREE, (tuple(names),), as_dict=True) if names else []
	if tickets:
		changed, gone = differences(tickets, now)
		clock_rows.write(changed)
		clock_store.remove(gone)
	found = {ticket.name for ticket in tickets}
	return [name for name in names if name not in found]


def differences(tickets: Sequence[Any], now: datetime) -> tuple[Rows, list[str]]:
	"""Clocks to write, and names of those to delete, so that these tickets' stored clocks are what they should be."""
	names = [ticket.name for ticket in tickets]
	stored, histories, acted = stored_clocks(names), events_of(names), acted_of(names)
	changed: Rows = []
	gone: list[str] = []
	for ticket in tickets:
		events = histories.get(ticket.name, [])
		wanted = clock_store.wanted_rows(ticket, events, now, acted.get(ticket.name, frozenset()))
		more, too_many = clock_store.differences(stored.get(ticket.name, []), wanted)
		changed.extend(more)
		gone.extend(too_many)
	return changed, gone


def stored_clocks(names: Sequence[str]) -> Mapping[str, Rows]:
	"""The stored clocks of these tickets. One statement."""
	rows = frappe.db.sql(clock_rows.CLOCKS_OF_MANY, (tuple(names),), as_dict=True)
	return {ticket: list(group) for ticket, group in groupby(rows, key=lambda row: row["ticket"])}


def acted_of(names: Sequence[str]) -> Mapping[str, frozenset[Key]]:
	"""What escalation rules have acted on for these tickets. One statement, none on a desk without such rules."""
	if not rules():
		return {}
	rows = frappe.db.sql(ACTED, (tuple(names),))
	return {
		ticket: frozenset(tuple(row[1:]) for row in group)
		for ticket, group in groupby(rows, key=lambda row: row[0])
	}


def events_of(names: Sequence[str]) -> Mapping[str, list[ClockEvent]]:
	"""The histories of these tickets as clocks read them. One statement."""
	rows = frappe.db.sql(HISTORIES, (tuple(names),), as_dict=True)
	return {
		ticket: history.read_by_clocks(list(group))
		for ticket, group in groupby(rows, key=lambda row: row.ticket)
	}
