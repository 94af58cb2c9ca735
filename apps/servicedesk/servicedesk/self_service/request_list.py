"""The customer's list of requests: newest first, a page at a time, by a key and not by counting."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe.utils import get_datetime

from servicedesk.domain.lifecycle import ListBucket, StateCategory, list_bucket
from servicedesk.domain.ticket_number import parse_number
from servicedesk.self_service.formatting import ago, moment
from servicedesk.shared.plain_text import unshield
from servicedesk.shared.visibility import scope_of

PAGE_LENGTH = 25
ALL = "all"
SHOWN = (ALL, *(str(bucket) for bucket in ListBucket))
FIELDS = [
	"name",
	"subject",
	"workflow_state",
	"state_category",
	"request_type",
	"requester",
	"customer",
	"raised_at",
	"last_activity_at",
	"rating",
]


@dataclass(frozen=True)
class RequestRow:
	"""A line of the list."""

	number: str
	subject: str
	state: str
	category: str
	kind: str
	requester: str
	raised: str
	activity: str
	icon: str
	kind_of_request: str


@dataclass(frozen=True)
class RequestList:
	"""A page of the list, and where the next one begins."""

	rows: list[RequestRow]
	show: str
	mine: bool
	query: str
	next_after: str


def categories_of(show: str) -> list[str]:
	"""The state categories that one of the lists holds."""
	return [str(category) for category in StateCategory if str(list_bucket(category)) == show]


def request_list(arguments: Mapping[str, Any]) -> RequestList:
	"""The list that the address asks for: `show`, `mine`, `q` (number or words) and `after` (a key).

	One statement for the rows; people's names come from the cache. What the reader may see is the framework's own
	list permission, which asks the scope.
	"""
	show = str(arguments.get("show") or ALL)
	show = show if show in SHOWN else ALL
	mine = str(arguments.get("mine") or "") == "1"
	query = str(arguments.get("q") or "").strip()[:140]
	filters = _filters(show, mine, query)
	after = _parse_key(str(arguments.get("after") or ""))
	if after:
		filters.append(["raised_at", "<=", after[0]])
	rows = frappe.get_list(
		"SD Ticket",
		filters=filters,
		fields=FIELDS,
		order_by="raised_at desc, name desc",
		limit_page_length=PAGE_LENGTH + 1 + (after[2] if after else 0),
	)
	if after:
		rows = [row for row in rows if (row.raised_at, row.name) < after[:2]]
	page, more = rows[:PAGE_LENGTH], len(rows) > PAGE_LENGTH
	return RequestList(
		rows=[_row(row) for row in page],
		show=show,
		mine=mine,
		query=query,
		next_after=_key(page) if more else "",
	)


def newest_requests(most: int) -> list[RequestRow]:
	"""The newest requests of whom the reader acts for. One statement."""
	rows = frappe.get_list(
		"SD Ticket",
		filters=_acting(),
		fields=FIELDS,
		order_by="raised_at desc, name desc",
		limit_page_length=most,
	)
	return [_row(row) for row in rows]


def waiting_for_reader() -> list[RequestRow]:
	"""Requests that cannot go on before a customer answers, newest first, at most ten. One statement."""
	rows = frappe.get_list(
		"SD Ticket",
		filters=[["state_category", "=", str(StateCategory.WAITING_FOR_CUSTOMER)], *_acting()],
		fields=FIELDS,
		order_by="raised_at desc",
		limit_page_length=10,
	)
	return [_row(row) for row in rows]


def requests_about(fieldname: str, value: str, most: int) -> list[RequestRow]:
	"""The newest requests under a contract, or about a piece of equipment, that the reader may see. One statement."""
	rows = frappe.get_list(
		"SD Ticket",
		filters={fieldname: value},
		fields=FIELDS,
		order_by="raised_at desc",
		limit_page_length=most,
	)
	return [_row(row) for row in rows]


def _filters(show: str, mine: bool, query: str) -> list[list[Any]]:
	filters: list[list[Any]] = []
	if show != ALL:
		filters.append(["state_category", "in", categories_of(show)])
	if mine:
		filters.append(["requester", "=", frappe.session.user])
	filters += _acting()
	number = parse_number(query) if query else None
	if number:
		filters.append(["name", "=", str(number)])
	elif query:
		escaped = query.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
		# nosemgrep: search-with-leading-wildcard - only within what this customer may see, until there is an index
		filters.append(["subject", "like", f"%{escaped}%"])
	return filters


def _acting() -> list[list[Any]]:
	"""Only of the customer that the reader has chosen to act for; nothing is added where all are meant."""
	scope = scope_of(frappe.session.user)
	return [["customer", "in", sorted(scope.acting)]] if scope.acting != scope.customers else []


def _key(page: list[Any]) -> str:
	"""Time and number of the page's last row, and how many of the page's rows share that time."""
	last = page[-1]
	same = sum(1 for row in page if row.raised_at == last.raised_at)
	return f"{last.raised_at.isoformat()}~{last.name}~{same}"


def _parse_key(text: str) -> tuple[Any, str, int] | None:
	parts = text.split("~")
	if len(parts) != 3 or not parts[2].isdigit():
		return None
	try:
		moment_of_last = get_datetime(parts[0])
		if moment_of_last is None or moment_of_last.tzinfo:
			return None
		return moment_of_last, parts[1], min(int(parts[2]), PAGE_LENGTH)
	except (ValueError, OverflowError, TypeError):
		return None


def _row(row: Any) -> RequestRow:
	requester = row.requester and frappe.get_cached_value("User", row.requester, "full_name")
	icon, kind = _sign(row.request_type)
	return RequestRow(
		number=row.name,
		subject=unshield(row.subject),
		state=row.workflow_state,
		category=row.state_category,
		kind=row.request_type or "",
		requester=requester or row.requester or "",
		raised=moment(row.raised_at),
		activity=ago(row.last_activity_at or row.raised_at),
		icon=icon,
		kind_of_request=kind,
	)


def _sign(request_type: str | None) -> tuple[str, str]:
	"""The icon of the request's type, and its kind."""
	if not request_type:
		return "", ""
	icon, kind = frappe.get_cached_value("SD Request Type", request_type, ["icon", "kind"])
	return icon or "", kind or ""
