"""The statements of the portal's list: each part of it reads one index, in order, and says whose requests it may read.

Every name in them is a column or an index of our own, every value a parameter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from servicedesk.domain.list_key import ListKey
from servicedesk.shared.rules import Values

WINDOW = 1200
# Words that many have fill a page from this many entries.
NEAR = 300
NEWEST, OLDEST, ACTIVITY, STATE = "newest", "oldest", "activity", "state"
ORDERS = (NEWEST, OLDEST, ACTIVITY, STATE)
INDEXES = {
	("requester", "raised_at"): "by_requester",
	("customer", "raised_at"): "by_customer",
	("equipment", "raised_at"): "by_equipment",
	("contract", "raised_at"): "by_contract",
	("requester", "category"): "by_requester_category",
	("customer", "category"): "by_customer_category",
	("requester", "last_activity_at"): "by_requester_activity",
	("customer", "last_activity_at"): "by_customer_activity",
	("requester", "words"): "by_requester_words",
	("customer", "words"): "by_customer_words",
}
LISTED = (
	"name",
	"subject",
	"workflow_state",
	"state_category",
	"request_type",
	"requester",
	"customer",
	"priority",
	"happened",
)
"""What a line of the list shows. Each column that is not read counts: most of a page's time goes into its lines."""

# The last thing that happened, as the database writes it: the driver takes longer to read a time than a whole line's rest.
COMPUTED = {
	"happened": "cast(ifnull(ticket.`last_activity_at`, ticket.`raised_at`) as char) as `happened`",
}


@dataclass(frozen=True)
class Wanted:
	"""What is looked for. `equal` maps columns to their one value; `after` is the key of the page before.

	`columns` are what each row has besides the key's `place` and `moment` (as text).
	"""

	sort: str = NEWEST
	categories: tuple[str, ...] = ()
	equal: Mapping[str, str] = field(default_factory=dict)
	words: tuple[str, ...] = ()
	number: str = ""
	since: datetime | None = None
	until: datetime | None = None
	after: ListKey | None = None
	columns: tuple[str, ...] = LISTED

	@property
	def moment(self) -> str:
		"""The column of time that orders the list."""
		return "last_activity_at" if self.sort == ACTIVITY else "raised_at"

	@property
	def descending(self) -> bool:
		"""Whether the latest stands first."""
		return self.sort != OLDEST


@dataclass(frozen=True)
class Way:
	"""How the reader comes to requests: those with one value in `column`, as far as the others have allowed ones."""

	column: str
	value: str
	within: Values


@dataclass(frozen=True)
class Part:
	"""A way, of one state category or of all: what one index yields in order."""

	way: Way
	place: int
	category: str
	index: str


class Parameters(dict[str, Any]):
	"""Values of a statement under names of our own."""

	def put(self, value: Any) -> str:
		"""The place of the value in the statement."""
		name = f"v{len(self)}"
		self[name] = value
		return f"%({name})s"


def bounds(parts: Sequence[Part], wanted: Wanted, window: int, values: Parameters) -> str:
	"""Where each part goes past `window` entries; "" when no part reads an index."""
	texts = [_bound(part, wanted, window, values) for part in parts if part.index]
	return " union all ".join(texts)


def _bound(part: Part, wanted: Wanted, window: int, values: Parameters) -> str:
	conditions = _entry_conditions(replace(part, index=""), wanted, None, values)
	return (
		f"(select entry.`{wanted.moment}` as moment from {_entries(part)} where {conditions}"  # noqa: S608 — names of our own
		f" {_order('entry.', wanted)} limit 1 offset {values.put(window)})"
	)


def page(parts: Sequence[Part], wanted: Wanted, bound: datetime | None, most: int, values: Parameters) -> str:
	"""The rows of all parts, each request once, in the list's order."""
	texts = [_select(part, wanted, bound, most, values) for part in parts]
	return f"{' union '.join(texts)} {_order('', wanted)} limit {values.put(most)}"


def _select(part: Part, wanted: Wanted, bound: datetime | None, most: int, values: Parameters) -> str:
	"""One part's rows, in order, no more than the page holds. The index alone says which tickets are looked at."""
	columns = ", ".join(COMPUTED.get(name) or f"ticket.`{name}`" for name in wanted.columns)
	conditions = " and ".join(
		(_entry_conditions(part, wanted, bound, values), *_ticket_conditions(part, wanted, values))
	)
	return (
		f"(select {columns}, {part.place} as place, cast(entry.`{wanted.moment}` as char) as moment"  # noqa: S608 — names of our own
		f" from {_entries(part)} straight_join `tabSD Ticket` ticket on ticket.`name` = entry.`name`"
		f" where {conditions} {_order('entry.', wanted)} limit {values.put(most)})"
	)


def _entries(part: Part) -> str:
	"""The entries that are gone through: an index of the tickets, or the rows of somebody with whom they are shared."""
	if part.way.column == "participant":
		return "`tabSD Ticket Participant` shared straight_join `tabSD Ticket` entry on entry.`name` = shared.`parent`"
	return f"`tabSD Ticket` entry force index ({part.index})" if part.index else "`tabSD Ticket` entry"


def _entry_conditions(part: Part, wanted: Wanted, bound: datetime | None, values: Parameters) -> str:
	"""Whose, since when, and from where on: all of it stands in the index."""
	way, moment = part.way, f"entry.`{wanted.moment}`"
	tests = [_whose(way, values)]
	if part.category:
		tests.append(f"entry.`state_category` = {values.put(part.category)}")
	if wanted.moment == "raised_at":
		tests += _dates("entry", wanted, values)
	if wanted.after and (wanted.sort != STATE or part.place == wanted.after.place):
		tests.append(_behind(wanted.after, moment, wanted.descending, values))
	if bound:
		tests.append(f"{moment} {'>=' if wanted.descending else '<='} {values.put(bound)}")
	if part.index.endswith("_words"):
		tests += _words("entry", wanted, values)
	return " and ".join(tests)


def _ticket_conditions(part: Part, wanted: Wanted, values: Parameters) -> list[str]:
	"""What only the ticket itself can say."""
	tests = [
		f"ticket.`{name}` in ({', '.join(values.put(one) for one in sorted(allowed))})"
		for name, allowed in part.way.within.items()
	]
	tests += [f"ticket.`{name}` = {values.put(value)}" for name, value in wanted.equal.items() if value]
	if wanted.number:
		tests.append(f"ticket.`name` = {values.put(wanted.number)}")
	if wanted.categories and not part.category:
		tests.append(
			f"ticket.`state_category` in ({', '.join(values.put(one) for one in wanted.categories)})"
		)
	if wanted.moment != "raised_at":
		tests += _dates("ticket", wanted, values)
	if not part.index.endswith("_words"):
		tests += _words("ticket", wanted, values)
	return tests


def _whose(way: Way, values: Parameters) -> str:
	if way.column == "participant":
		return (
			f"shared.`user` = {values.put(way.value)} and shared.`is_requester` = 0"
			" and shared.`parentfield` = 'participants' and shared.`parenttype` = 'SD Ticket'"
		)
	return f"entry.`{way.column}` = {values.put(way.value)}"


def _dates(table: str, wanted: Wanted, values: Parameters) -> list[str]:
	tests = []
	if wanted.since:
		tests.append(f"{table}.`raised_at` >= {values.put(wanted.since)}")
	if wanted.until:
		tests.append(f"{table}.`raised_at` < {values.put(wanted.until)}")
	return tests


def _behind(key: ListKey, moment: str, descending: bool, values: Parameters) -> str:
	"""Behind the last row in the order; the first test is what an index can begin at."""
	sign = "<" if descending else ">"
	at = values.put(key.moment)
	if not key.number:
		return f"{moment} {sign} {at}"
	name = values.put(key.number)
	return f"{moment} {sign}= {at} and ({moment} {sign} {at} or entry.`name` {sign} {name})"


def _words(table: str, wanted: Wanted, values: Parameters) -> list[str]:
	# The line and the words are folded alike: to compare their bytes takes half the time of comparing letters.
	return [f"{table}.`search_words` like binary {values.put(f'% {word}%')}" for word in wanted.words]


def _order(table: str, wanted: Wanted) -> str:
	"""The order of a part, or without a table of the whole: by the state's place first where that is asked."""
	way = "desc" if wanted.descending else "asc"
	if table:
		return f"order by {table}`{wanted.moment}` {way}, {table}`name` {way}"
	return f"order by place asc, moment {way}, name {way}"
