"""Requests as lines of a list."""

from dataclasses import dataclass
from typing import Any

import frappe

from servicedesk.self_service.formatting import ago, moment_iso, own_words
from servicedesk.self_service.reading import title_of
from servicedesk.shared.plain_text import unshield


@dataclass(frozen=True)
class RequestRow:
	"""A line of the list. `unread`: something happened that the reader has not seen yet."""

	number: str
	subject: str
	state: str
	category: str
	kind: str
	requester: str
	customer: str
	priority: str
	activity: str
	activity_iso: str
	icon: str
	kind_of_request: str
	unread: bool = False


def row_of(row: Any, unread: frozenset[str] = frozenset()) -> RequestRow:
	"""A ticket's columns as a line; other records' titles come from the cache."""
	icon, kind = _sign(row.request_type)
	last = row.last_activity_at or row.moment
	return RequestRow(
		number=row.name,
		subject=unshield(row.subject),
		state=own_words(row.workflow_state),
		category=row.state_category,
		kind=own_words(row.request_type or ""),
		requester=title_of("User", row.requester, "full_name"),
		customer=title_of("SD Customer", row.customer, "customer_name"),
		priority=own_words(row.priority or ""),
		activity=ago(last),
		activity_iso=moment_iso(last),
		icon=icon,
		kind_of_request=kind,
		unread=row.name in unread,
	)


def _sign(request_type: str | None) -> tuple[str, str]:
	"""The icon of the request's type, and its kind."""
	if not request_type:
		return "", ""
	# Deleted by force, a type leaves its name behind on tickets.
	icon, kind = frappe.get_cached_value("SD Request Type", request_type, ["icon", "kind"]) or ("", "")
	return icon or "", kind or ""
