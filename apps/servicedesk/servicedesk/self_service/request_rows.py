"""Requests as lines of a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import frappe

from servicedesk.self_service.formatting import Times, words_of_site
from servicedesk.self_service.reading import title_of
from servicedesk.shared.plain_text import unshield


class RequestRow(NamedTuple):
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


def rows_of(rows: Sequence[Any], unread: frozenset[str] = frozenset()) -> list[RequestRow]:
	"""Tickets' columns as lines. Other records' titles come from the cache, each once for the page."""
	line = _Lines()
	return [line.of(row, row.name in unread) for row in rows]


class _Lines:
	"""Writes a page's lines and remembers what many of them say: the same people, customers, types and words."""

	def __init__(self) -> None:
		self.times = Times()
		self.words = words_of_site()
		self.titles: dict[tuple[str, str], str] = {}
		self.signs: dict[str, tuple[str, str]] = {}

	def of(self, row: Any, unread: bool) -> RequestRow:
		"""A ticket's line."""
		words, request_type = self.words, row.request_type or ""
		sign = self.signs.get(request_type)
		if sign is None:
			sign = self.signs[request_type] = _sign(request_type)
		happened = self.times.instant(datetime.fromisoformat(row.happened))
		return RequestRow(
			row.name,
			unshield(row.subject),
			words.get(row.workflow_state, row.workflow_state) or "",
			row.state_category,
			words.get(request_type, request_type),
			self._title("User", row.requester, "full_name"),
			self._title("SD Customer", row.customer, "customer_name"),
			words.get(row.priority, row.priority) or "",
			self.times.ago(happened),
			happened.isoformat(),
			*sign,
			unread,
		)

	def _title(self, doctype: str, name: str | None, fieldname: str) -> str:
		if not name:
			return ""
		title = self.titles.get((doctype, name))
		if title is None:
			title = self.titles[doctype, name] = title_of(doctype, name, fieldname)
		return title


def _sign(request_type: str) -> tuple[str, str]:
	"""The icon of the request's type, and its kind."""
	if not request_type:
		return "", ""
	# Deleted by force, a type leaves its name behind on tickets.
	icon, kind = frappe.get_cached_value("SD Request Type", request_type, ["icon", "kind"]) or ("", "")
	return icon or "", kind or ""
