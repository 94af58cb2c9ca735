"""A ticket's history: appended to in the transaction that changes the ticket, read by clocks and by people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe

from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.sla_clock import ClockEvent
from servicedesk.shared.compat import from_microseconds, to_microseconds, to_system
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.tickets.provenance import ip_address, via

CREATED = "created"
STATE_CHANGED = "transition"
CUSTOMER_REPLY = "customer_reply"
PUBLIC_REPLY = "public_reply"
ASSIGNED = "assigned"
RATED = "rated"
EDITED = "edited"
CATEGORISED = "categorised"
PRIORITY_CHANGED = "priority_changed"
TEAM_CHANGED = "team_changed"
FIELD_CHANGED = "field_changed"
ESCALATED = "escalated"
HANDED_ON = "handed_on"
VISIT = "visit"
MERGED = "merged"
LINKED = "linked"
NOTED = "noted"
SHARED = "shared"
TAKEN_BACK = "taken_back"
MAIL_RETURNED = "mail_returned"

COLUMNS = (
	*STANDARD_COLUMNS,
	"ticket",
	"event",
	"occurred_at",
	"occurred_microseconds",
	"from_state",
	"to_state",
	"state_category",
	"actor",
	"visible_to_customer",
	"detail",
	"field",
	"from_value",
	"to_value",
	"via",
	"ip_address",
)


ENTRIES = """
	select event, from_state, to_state, state_category, occurred_at, occurred_microseconds, actor, visible_to_customer,
		from_value, to_value, detail
	from `tabSD Ticket Event` where ticket = %s order by occurred_microseconds
"""
CURRENT_ENTRIES = f"{ENTRIES} lock in share mode"


@dataclass(frozen=True)
class Event:
	"""One entry. `at` is an aware instant; `state_category` is the one in force from then on.

	A changed field's entry names the `field` and what it was and became; `detail` holds words: a reason, a list.
	"""

	event: str
	at: datetime
	state_category: str
	from_state: str = ""
	to_state: str = ""
	visible_to_customer: bool = True
	detail: str = ""
	field: str = ""
	from_value: str = ""
	to_value: str = ""


def append(ticket: str, events: list[Event]) -> None:
	"""Write the entries at the end of the ticket's history, with who did it, which way, and from where. One statement."""
	user = frappe.session.user
	way, address = via(), ip_address()
	rows = []
	for event in events:
		stored = to_system(event.at)
		microseconds = _strictly_later(to_microseconds(event.at))
		rows.append(
			(
				*standard_values(frappe.generate_hash(length=16), stored),
				ticket,
				event.event,
				stored,
				microseconds,
				event.from_state,
				event.to_state,
				event.state_category,
				user,
				int(event.visible_to_customer),
				event.detail,
				event.field,
				event.from_value,
				event.to_value,
				way,
				address,
			)
		)
	insert_rows("SD Ticket Event", COLUMNS, rows)


def _strictly_later(microseconds: int) -> int:
	"""A stamp behind every one that this request has given: a clock's result may hang on the order of events."""
	last = frappe.flags.get("servicedesk_last_event") or 0
	stamp = max(microseconds, last + 1)
	frappe.flags.servicedesk_last_event = stamp
	return stamp


def as_clock_events(events: list[Event]) -> list[ClockEvent]:
	"""Entries that were just made, as clocks read them."""
	return [ClockEvent(event.at, StateCategory(event.state_category), event.event) for event in events]


def entries(ticket: str, *, current: bool = False) -> list[Any]:
	"""The ticket's whole history, in its order. One statement.

	With `current`, as it stands committed now, and not as this transaction's first read saw it: for whoever writes
	after waiting for another.
	"""
	return frappe.db.sql(CURRENT_ENTRIES if current else ENTRIES, ticket, as_dict=True)


def read_by_clocks(rows: list[Any]) -> list[ClockEvent]:
	"""Entries of the history as clocks read them."""
	return [
		ClockEvent(from_microseconds(row.occurred_microseconds), StateCategory(row.state_category), row.event)
		for row in rows
	]


def clock_events(ticket: str) -> list[ClockEvent]:
	"""The ticket's whole history as clocks read it, for a write. One statement."""
	return read_by_clocks(entries(ticket, current=True))
