"""The requests that a page of the list holds, read in the list's own order from indexes that begin with whose they are.

What the reader may see is the scope's rule (`shared.visibility`), taken apart into the ways in which somebody comes to a
request: as its requester, as manager of its customer, as one with whom it is shared. Each way reads its own index from
where the page before has ended and stops when the page is full; the ways are united. So a page costs what it shows,
however many requests others have, or the reader.

Words, and filters that no index begins with, are looked for in at most `request_statements.WINDOW` entries of a way at a time. A page on
which less was found says from where to go on (`Found.searched_to`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe

from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.list_key import ListKey
from servicedesk.self_service.request_statements import (
	ACTIVITY,
	INDEXES,
	STATE,
	Parameters,
	Part,
	Wanted,
	Way,
	bounds,
	page,
)
from servicedesk.shared.rules import Rule, Values
from servicedesk.shared.visibility import rule_for, scope_of

CATEGORIES = tuple(str(category) for category in StateCategory)
# Filters that an index begins with; of the first, few requests have any one value.
FEW = frozenset(("contract", "equipment"))
NARROW = FEW | {"name", "requester"}


@dataclass(frozen=True)
class Found:
	"""The rows, at most as many as were asked for; `searched_to` when older (or newer) entries were not looked at."""

	rows: list[Any]
	searched_to: datetime | None


def find(wanted: Wanted, most: int) -> Found:
	"""The requests that the signed-in reader may see, in order. One statement; two where they are searched for."""
	parts = _parts(_ways(wanted), wanted)
	if not parts:
		return Found([], None)
	bound = _bound(parts, wanted) if _is_searched(wanted) else None
	values = Parameters()
	statement = page(parts, wanted, bound, most, values)
	return Found(frappe.db.sql(statement, values, as_dict=True), bound)


def key_of(row: Any) -> ListKey:
	"""The key of a row that was found."""
	return ListKey(int(row.place), row.moment, row.name)


def _bound(parts: Sequence[Part], wanted: Wanted) -> datetime | None:
	"""How far back (or forth) the page looks; None for as far as there is anything."""
	values = Parameters()
	statement = bounds(parts, wanted, values)
	if not statement:
		return None
	reached = [row[0] for row in frappe.db.sql(statement, values)]
	if not reached:
		return None
	return max(reached) if wanted.descending else min(reached)


def _ways(wanted: Wanted) -> list[Way]:
	"""The scope's rule as ways, within whom the reader acts for."""
	user = frappe.session.user
	rule, scope = rule_for("SD Ticket", user), scope_of(user)
	narrowed: Values = {"customer": scope.acting} if scope.acting != scope.customers else {}
	# Who also works at the desk sees in the portal what a customer's people would; the rest is in the desk.
	alternatives: Sequence[Values] = ({"customer": scope.acting},) if rule.everything else rule.alternatives
	ways = [way for values in alternatives for way in _of_alternative(_both(values, narrowed), wanted)]
	return ways + _shared(rule, narrowed)


def _of_alternative(values: Values, wanted: Wanted) -> list[Way]:
	if not all(values.values()):
		return []
	for column, value in (("name", wanted.number), *wanted.equal.items()):
		if value and column in NARROW:
			return [Way(column, value, values)]
	for column in ("requester", "customer"):
		if column in values:
			within = {name: allowed for name, allowed in values.items() if name != column}
			return [Way(column, value, within) for value in sorted(values[column])]
	return []


def _shared(rule: Rule, narrowed: Values) -> list[Way]:
	"""What others have shared with the reader; their own requests are found by the requester."""
	found = []
	for membership in rule.memberships:
		within = _both(membership.within, narrowed)
		if all(within.values()):
			found += [Way("participant", user, within) for user in sorted(membership.values)]
	return found


def _both(values: Values, narrowed: Values) -> Values:
	return {**values, **{name: allowed & values.get(name, allowed) for name, allowed in narrowed.items()}}


def _is_searched(wanted: Wanted) -> bool:
	"""Whether rows are looked for among others that do not fit, in an order that goes by time alone."""
	if wanted.sort == STATE or wanted.number or not FEW.isdisjoint(wanted.equal):
		return False
	unindexed = wanted.categories and (wanted.sort == ACTIVITY or wanted.words)
	return bool(wanted.words or unindexed or set(wanted.equal) - {"requester"})


def _parts(ways: Sequence[Way], wanted: Wanted) -> list[Part]:
	"""Each way once, or once for each state category where an index has them apart."""
	apart = wanted.sort == STATE or (
		bool(wanted.categories) and wanted.moment == "raised_at" and not wanted.words
	)
	if not apart:
		return [Part(way, 0, "", _index(way, wanted, "")) for way in ways]
	categories = wanted.categories or CATEGORIES
	first = wanted.after.place if wanted.after and wanted.sort == STATE else 0
	return [
		Part(
			way,
			CATEGORIES.index(category) if wanted.sort == STATE else 0,
			category,
			_index(way, wanted, category),
		)
		for way in ways
		for category in categories
		if CATEGORIES.index(category) >= first
	]


def _index(way: Way, wanted: Wanted, category: str) -> str:
	"""The index to read; none where the way itself leads to few rows."""
	order = "category" if category else wanted.moment
	if wanted.words and order == "raised_at":
		order = "words" if (way.column, "words") in INDEXES else order
	return INDEXES.get((way.column, order), "")
