"""The customer's list of requests: filtered, searched and sorted, a page at a time, by a key and not by counting."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.list_key import ListKey, parse_key
from servicedesk.self_service.formatting import day
from servicedesk.self_service.reading import text_of
from servicedesk.self_service.reading_marks import unread
from servicedesk.self_service.request_filters import Filters, read_filters, searches, wanted_of
from servicedesk.self_service.request_finder import Found, find, key_of
from servicedesk.self_service.request_rows import RequestRow, rows_of
from servicedesk.self_service.request_statements import LISTED, OLDEST, Wanted

PAGE_LENGTH = 25
LONGEST_KEY = 120


@dataclass(frozen=True)
class RequestList:
	"""A page of the list, what it was asked for, and where the next one begins.

	`searched_to` is the day up to which was searched when there may be more behind it.
	"""

	rows: list[RequestRow]
	filters: Filters
	next_after: str
	searched_to: str
	is_first: bool

	@property
	def next_address(self) -> str:
		"""The next page."""
		return self.filters.address(after=self.next_after)

	@property
	def is_forward(self) -> bool:
		"""Whether what was not searched yet is newer than what was."""
		return self.filters.get("sort") == OLDEST


def request_list(arguments: Mapping[str, Any]) -> RequestList:
	"""The list that the address asks for: filters (see `request_filters`) and `after`, a key.

	One statement for the rows and one for what is unread; one more, or three, where words, or a filter without an index
	of its own, are searched for. People's names and other titles come from the cache.
	"""
	filters = read_filters(arguments)
	after = parse_key(text_of(arguments, "after", LONGEST_KEY))
	found = look(filters, after, PAGE_LENGTH + 1)
	page = found.rows[:PAGE_LENGTH]
	marks = unread(page)
	following = next_key(found, PAGE_LENGTH)
	return RequestList(
		rows=rows_of(page, marks),
		filters=filters,
		next_after=str(following or ""),
		searched_to=day(following.moment.date()) if following and not following.number else "",
		is_first=after is None,
	)


def look(filters: Filters, after: ListKey | None, most: int, columns: tuple[str, ...] = LISTED) -> Found:
	"""What the filters find: as a number first, and if there is none, by words."""
	found = Found([], None)
	asked = replace(wanted_of(filters, after), columns=columns)
	for wanted in [] if filters.problems else searches(filters.get("q"), asked):
		# query-in-loop: a number that is none, then words; never more than two
		found = find(wanted, most)
		if found.rows:
			break
	return found


def next_key(found: Found, page: int) -> ListKey | None:
	"""Where the next page begins; None when there is none."""
	if len(found.rows) > page:
		return key_of(found.rows[page - 1])
	return ListKey(0, found.searched_to, "") if found.searched_to else None


def newest_requests(most: int) -> list[RequestRow]:
	"""The newest requests of whom the reader acts for. One statement."""
	return _first(Wanted(), most)


def waiting_for_reader() -> list[RequestRow]:
	"""Requests that cannot go on before a customer answers, newest first, at most ten. One statement."""
	return _first(Wanted(categories=(str(StateCategory.WAITING_FOR_CUSTOMER),)), 10)


def requests_about(fieldname: str, value: str, most: int) -> list[RequestRow]:
	"""The newest requests under a contract, or about a piece of equipment, that the reader may see. One statement."""
	return _first(replace(Wanted(), equal={fieldname: value}), most)


def _first(wanted: Wanted, most: int) -> list[RequestRow]:
	return rows_of(find(wanted, most).rows)
