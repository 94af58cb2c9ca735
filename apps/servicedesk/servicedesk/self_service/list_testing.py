"""Many tickets at once for tests of the list, made past all that makes a ticket one."""

from collections.abc import Iterable, Mapping
from typing import Any
from unittest.mock import patch

import frappe
from frappe.utils import add_to_date, now_datetime

from servicedesk.domain.search_words import search_line
from servicedesk.self_service import request_statements
from servicedesk.shared.rows import CHILD_COLUMNS, STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.shared.testing import CATEGORY_OF, NEW

COLUMNS = (
	"subject",
	"search_words",
	"workflow_state",
	"state_category",
	"request_type",
	"service",
	"equipment",
	"customer",
	"requester",
	"raised_at",
	"last_activity_at",
)


def add_tickets(prefix: str, count: int, **values: Any) -> list[str]:
	"""So many tickets with these values, one raised a second before the other; return their numbers, newest first.

	A value may be a function of the ticket's place in the row.
	"""
	return add_rows((f"{prefix}-{number + 1}", _made(number, values)) for number in range(count))


def add_rows(tickets: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
	"""Tickets with their names and values, each with its requester among its participants; return the names."""
	now = now_datetime()
	rows, people, names = [], [], []
	for name, values in tickets:
		state = values.get("workflow_state", NEW)
		subject = values.get("subject", name)
		raised = values.get("raised_at", now)
		made = {
			"workflow_state": state,
			"state_category": CATEGORY_OF[state],
			"subject": subject,
			"search_words": search_line(subject),
			"raised_at": raised,
			"last_activity_at": values.get("last_activity_at", raised),
		}
		row = {**values, **made}
		rows.append((*standard_values(name, now), *(row.get(column) for column in COLUMNS)))
		requester = row.get("requester")
		people.append((*standard_values(name, now), name, "SD Ticket", "participants", 1, requester, 1))
		names.append(name)
	insert_rows("SD Ticket", (*STANDARD_COLUMNS, *COLUMNS), rows)
	insert_rows("SD Ticket Participant", (*CHILD_COLUMNS, "user", "is_requester"), people)
	return names


def _made(number: int, values: Mapping[str, Any]) -> dict[str, Any]:
	made = {name: value(number) if callable(value) else value for name, value in values.items()}
	return {"raised_at": add_to_date(now_datetime(), seconds=-number), **made}


def share(ticket: str, user: str) -> None:
	"""Share the ticket with somebody who is not its requester."""
	now = now_datetime()
	name = frappe.generate_hash(length=10)
	row = (*standard_values(name, now), ticket, "SD Ticket", "participants", 2, user, 0)
	insert_rows("SD Ticket Participant", (*CHILD_COLUMNS, "user", "is_requester"), [row])


def stretches(near: int, window: int) -> Any:
	"""Meanwhile a search looks at so many entries first, and at so many when these did not fill the page."""
	return patch.multiple(request_statements, NEAR=near, WINDOW=window)


def rows_read() -> int:
	"""What this connection's statements have read of rows and index entries so far."""
	counters = frappe.db.sql("show session status like 'Handler_read%'")
	return sum(int(value) for name, value in counters if name != "Handler_read_retry")
