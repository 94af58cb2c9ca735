"""What tells whether a request's page has anything new: asked every few seconds by each page that somebody looks at."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import frappe
from frappe.query_builder.functions import Max

from servicedesk.self_service.reading import visible
from servicedesk.shared.compat import utc_now

# After this time the page is made anew all the same: clocks run against calendars, and a file may be gone.
STANDS = timedelta(minutes=10)


def version_of(number: str) -> str:
	"""A mark that is another one as soon as there may be something new. One statement.

	Empty for a request that waits in a queue, because its place hangs on others, and for whoever may not see it.
	"""
	ticket, event = frappe.qb.DocType("SD Ticket"), frappe.qb.DocType("SD Ticket Event")
	newest = frappe.qb.from_(event).select(Max(event.occurred_microseconds)).where(event.ticket == number)
	rows = (
		frappe.qb.from_(ticket)
		.select(ticket.queue_rank, ticket.modified, ticket.last_activity_at, newest.as_("newest"))
		.where((ticket.name == number) & visible("SD Ticket"))
		.run(as_dict=True)
	)
	return _mark(rows[0], rows[0].newest) if rows else ""


def version_of_page(ticket: Any, events: Sequence[Any]) -> str:
	"""The same mark for a ticket that was read together with its history, in the history's order. No statement."""
	return _mark(ticket, events[-1].occurred_microseconds if events else None)


def _mark(ticket: Any, newest: int | None) -> str:
	if ticket.queue_rank:
		return ""
	parts = (
		ticket.modified,
		ticket.last_activity_at,
		newest,
		int(utc_now().timestamp() // STANDS.total_seconds()),
	)
	return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]
