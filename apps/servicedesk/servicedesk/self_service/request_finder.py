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
from servicedesk.self_service import request_statements
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
	"""The requests that the signed-in reader may see, in order.

	One statement; where they are searched for two, or four when the nearest entries do not fill the page.
	"""
	parts = _parts(_ways(wanted), wanted)
	if not parts:
		return Found([], None)
	if not _is_searched(wanted):
		return Found(_rows(parts, wanted, None, most), None)
	found = _searched(parts, wanted, request_statements.NEAR, most)
	if len(found.rows) < most and found.searched_to:
		found = _searched(parts, wanted, request_statements.WINDOW, most)
	return found


def _searched(parts: Sequence[Part], wanted: Wanted, window: int, most: int) -> Found:
	bound = _bound(parts, wanted, window)
	return Found(_rows(parts, wanted, bound, most), bound)


def _rows(parts: Sequence[Part], wanted: Wanted, bound: datetime | None, most: int) -> list[Any]:
	values = Parameters()
	return list(frappe.db.sql(page(parts, wanted, bound, most, values), values, as_dict=True))


def key_of(row: Any) -> ListKey:
	"""The key of a row that was found."""
	return ListKey(int(row.place), datetime.fromisoformat(row.moment), row.name)


def _bound(parts: Sequence[Part], wanted: Wanted, window: int) -> datetime | None:
	"""How far back (or forth) the page looks; None for as far as there is anything."""
	values = Parameters()
	statement = bounds(parts, wanted, window, values)
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
