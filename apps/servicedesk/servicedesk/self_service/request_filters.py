"""What the list of requests is asked for: the address read, checked, and written again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

import frappe
from frappe import _

from servicedesk.domain.lifecycle import ListBucket, StateCategory, list_bucket
from servicedesk.domain.list_key import ListKey
from servicedesk.domain.search_words import asked_words
from servicedesk.domain.ticket_number import MAXIMUM_SERIAL, format_number, is_prefix, parse_number
from servicedesk.self_service.formatting import reader_zone
from servicedesk.self_service.reading import text_of
from servicedesk.self_service.request_statements import NEWEST, ORDERS, Wanted
from servicedesk.shared.compat import to_system, zone

LIST = "/portal/requests"
ALL = "all"
SHOWN = (ALL, *(str(bucket) for bucket in ListBucket))
COLUMN_OF = {
	"state": "workflow_state",
	"type": "request_type",
	"service": "service",
	"equipment": "equipment",
	"requester": "requester",
}
DAYS = ("from", "to")
# As they stand in an address.
NAMES = ("show", "mine", "q", *COLUMN_OF, *DAYS, "sort")
DEFAULTS = {"show": ALL, "sort": NEWEST}
YEARS = range(1970, 9000)


@dataclass(frozen=True)
class Filters:
	"""The filters by their names, without those that say nothing; `problems` names days that cannot be read."""

	given: Mapping[str, str]
	problems: Mapping[str, str]

	def get(self, name: str) -> str:
		"""A filter's value, or what it is without one."""
		return self.given.get(name) or DEFAULTS.get(name, "")

	@property
	def narrowed(self) -> list[str]:
		"""The names of the filters behind the list's own tabs, its order and its search."""
		return [name for name in (*COLUMN_OF, *DAYS) if name in self.given]

	@property
	def query(self) -> str:
		"""The filters as they stand behind an address; "" for none."""
		return urlencode(self.given)

	def address(self, page: str = LIST, **changes: str) -> str:
		"""The list with some filters changed, "" for none of a name."""
		given = {**self.given, **changes}
		asked = {name: value for name, value in given.items() if value and DEFAULTS.get(name) != value}
		return f"{page}?{urlencode(asked)}" if asked else page


def read_filters(arguments: Mapping[str, Any]) -> Filters:
	"""What an address or a form asks for. Nothing is looked up: a value that names nothing finds nothing."""
	given = {name: text_of(arguments, name) for name in NAMES}
	given["show"] = given["show"] if given["show"] in SHOWN else ALL
	given["sort"] = given["sort"] if given["sort"] in ORDERS else NEWEST
	given["mine"] = "1" if given["mine"] == "1" else ""
	problems = {name: _("Enter a date.") for name in DAYS if given[name] and _day(given[name]) is None}
	first, last = _day(given["from"]), _day(given["to"])
	if first and last and first > last:
		problems["to"] = _("The last day is before the first.")
	said = {name: value for name, value in given.items() if value and DEFAULTS.get(name) != value}
	return Filters(said, problems)


def categories_of(show: str) -> tuple[str, ...]:
	"""The state categories that one of the lists holds; none for all."""
	return tuple(str(category) for category in StateCategory if str(list_bucket(category)) == show)


def wanted_of(filters: Filters, after: ListKey | None = None) -> Wanted:
	"""The filters as the finder takes them, without the search."""
	equal = {COLUMN_OF[name]: filters.get(name) for name in COLUMN_OF if filters.get(name)}
	if filters.get("mine"):
		equal["requester"] = str(frappe.session.user)
	last = _day(filters.get("to"))
	return Wanted(
		sort=filters.get("sort"),
		categories=categories_of(filters.get("show")),
		equal=equal,
		since=_begins(_day(filters.get("from"))),
		until=_begins(last + timedelta(days=1) if last else None),
		after=after,
	)


def searches(query: str, wanted: Wanted) -> list[Wanted]:
	"""What a search may mean, the likelier first: a number, also without its prefix; words. Nothing for no words at all."""
	if not query:
		return [wanted]
	number, words = _number(query), tuple(asked_words(query))
	found = [replace(wanted, number=number)] if number and not wanted.after else []
	return [*found, replace(wanted, words=words)] if words else found


def _number(query: str) -> str:
	"""The number of a request that somebody may mean."""
	parsed = parse_number(query)
	if parsed:
		return str(parsed)
	prefix = frappe.get_cached_doc("SD Settings").ticket_prefix or "SD"
	plain = query.lstrip("#№ ").strip()
	is_serial = plain.isascii() and plain.isdigit() and len(plain) < 10 and 0 < int(plain) <= MAXIMUM_SERIAL
	return format_number(prefix, int(plain)) if is_serial and is_prefix(prefix) else ""


def _day(text: str) -> date | None:
	try:
		day = date.fromisoformat(text)
	except ValueError:
		return None
	return day if day.year in YEARS else None


def _begins(day: date | None) -> datetime | None:
	"""When the day begins where the reader is, as times are stored."""
	return to_system(datetime.combine(day, time(), zone(reader_zone()))) if day else None
