"""The list of requests as a file: all pages of what is shown, as a table for spreadsheet programs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe import _

from servicedesk.access import attempts
from servicedesk.domain.list_key import ListKey
from servicedesk.domain.table_report import write_table
from servicedesk.self_service.formatting import moment, own_words, reader_zone
from servicedesk.self_service.reading import title_of
from servicedesk.self_service.request_filters import Filters, read_filters
from servicedesk.self_service.request_list import look, next_key
from servicedesk.self_service.request_statements import LISTED
from servicedesk.shared.compat import from_system, utc_now, zone
from servicedesk.shared.errors import refuse
from servicedesk.shared.long_workbook import long_table
from servicedesk.shared.plain_text import unshield

CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES = {
	CSV: "text/csv; charset=utf-8",
	XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS = 10_000
ROWS_AT_A_TIME = 1000
# A search for something rare goes through so many stretches of the list, each of them bounded (request_statements.WINDOW).
MOST_STRETCHES = 100
COLUMNS = (*LISTED, "last_activity_at", "service", "equipment", "raised_at", "resolved_at", "closed_at")
MOST_EXPORTS = 10
"""In a quarter of an hour."""


@dataclass(frozen=True)
class Export:
	"""A file to save."""

	content: bytes
	content_type: str
	file_name: str


def export(arguments: Mapping[str, Any], ending: str) -> Export:
	"""The requests that the list's address finds, all pages, at most MOST_ROWS, which the last line then says.

	Raises TooManyAttempts for somebody who asks again and again, Refused for days that cannot be read.
	"""
	attempts.count("export", str(frappe.session.user), most=MOST_EXPORTS, by_address=0)
	filters = read_filters(arguments)
	if filters.problems:
		refuse(filters.problems)
	stretches = _stretches(filters)
	content = _workbook(stretches) if ending == XLSX else _text(stretches)
	today = utc_now().astimezone(zone(reader_zone())).date()
	return Export(content, CONTENT_TYPES[ending], f"requests-{today.isoformat()}.{ending}")


def _stretches(filters: Filters) -> Iterator[Any]:
	"""The tickets, and None in the end when there are more."""
	after: ListKey | None = None
	count = 0
	for _stretch in range(MOST_STRETCHES):
		most = min(ROWS_AT_A_TIME, MOST_ROWS - count)
		# query-in-loop: a thousand rows at a time, so that no more than those are in memory as the database gave them
		found = look(filters, after, most + 1, COLUMNS)
		yield from found.rows[:most]
		count += len(found.rows[:most])
		after = next_key(found, most)
		if not after:
			return
		if count >= MOST_ROWS:
			break
	yield None


def _columns() -> list[tuple[str, int]]:
	return [
		(_("Reference"), 14),
		(_("Summary"), 60),
		(_("Type"), 24),
		(_("State"), 24),
		(_("Priority"), 14),
		(_("Service"), 24),
		(_("Equipment"), 24),
		(_("Requester"), 26),
		(_("Customer"), 26),
		(_("Raised"), 18),
		(_("Last activity"), 18),
		(_("Resolved"), 18),
		(_("Closed"), 18),
	]


def _row(ticket: Any) -> list[str | datetime | None]:
	return [
		ticket.name,
		unshield(ticket.subject),
		own_words(ticket.request_type or ""),
		own_words(ticket.workflow_state or ""),
		own_words(ticket.priority or ""),
		own_words(ticket.service or ""),
		title_of("SD Equipment", ticket.equipment, "title"),
		title_of("User", ticket.requester, "full_name"),
		title_of("SD Customer", ticket.customer, "customer_name"),
		ticket.raised_at,
		ticket.last_activity_at,
		ticket.resolved_at,
		ticket.closed_at,
	]


def _more() -> str:
	return _("Only the first {0} requests are listed here. Narrow the filters for the others.").format(
		MOST_ROWS
	)


def _text(tickets: Iterator[Any]) -> bytes:
	rows = (
		[moment(value) if isinstance(value, datetime) else value or "" for value in _row(ticket)]
		if ticket
		else [_more()]
		for ticket in tickets
	)
	return write_table([heading for heading, _width in _columns()], rows)


def _workbook(tickets: Iterator[Any]) -> bytes:
	reader = zone(reader_zone())
	rows = (
		[_at(value, reader) if isinstance(value, datetime) else value for value in _row(ticket)]
		if ticket
		else [_more()]
		for ticket in tickets
	)
	return long_table(_("Requests"), _columns(), rows)


def _at(stored: datetime, reader: Any) -> datetime:
	"""The time where the reader is, to the second, as a spreadsheet keeps it."""
	return from_system(stored).astimezone(reader).replace(tzinfo=None, microsecond=0)
