"""Kinds of clocks as the rules read them: what staff wrote in SD Clock Kind, kept until somebody changes it."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import frappe
from frappe import _

from servicedesk.domain.clock_triggers import Behaviour, Effect, TriggerRow
from servicedesk.domain.lifecycle import StateCategory
from servicedesk.shared.errors import NotSetUp
from servicedesk.shared.forgetting import KeptValues

KINDS = KeptValues("servicedesk_clock_kinds")
ALL = "all"

StoredRow = tuple[str, str, str]
"""Effect, category and event of a row, as the desk stores them."""


def behaviour(kind: str) -> Behaviour:
	"""How clocks of this kind move; raises NotSetUp when there is no such kind."""
	rows = _kinds().get(kind)
	if rows is None:
		raise NotSetUp(_("There is no kind of clock called {0}.").format(kind))
	return _shared(tuple(tuple(row) for row in rows))


def moving_events() -> frozenset[str]:
	"""The names of all events that move any kind of clock."""
	return frozenset(event for rows in _kinds().values() for _effect, _category, event in rows if event)


def trigger_rows(rows: Iterable[Any]) -> list[TriggerRow]:
	"""Rows of the desk's table as the rules read them."""
	return [_trigger_row((row.effect, row.category or "", row.event or "")) for row in rows]


def forget_kinds() -> None:
	"""Make the next reader see changed kinds."""
	KINDS.forget(ALL)


def _kinds() -> dict[str, list[StoredRow]]:
	"""Every kind with its rows: one look into the cache for all the clocks of a ticket."""
	return KINDS.value(ALL, _read_kinds)


def _read_kinds(_key: str) -> dict[str, list[StoredRow]]:
	kinds: dict[str, list[StoredRow]] = {}
	for row in frappe.get_all(
		"SD Clock Trigger",
		filters={"parenttype": "SD Clock Kind"},
		fields=["parent", "effect", "category", "event"],
		order_by="parent asc, idx asc",
	):
		kinds.setdefault(row.parent, []).append((row.effect, row.category or "", row.event or ""))
	return kinds


@lru_cache(maxsize=256)
def _shared(rows: tuple[StoredRow, ...]) -> Behaviour:
	return Behaviour.of([_trigger_row(row) for row in rows])


def _trigger_row(row: StoredRow) -> TriggerRow:
	effect, category, event = row
	return TriggerRow(Effect(effect), StateCategory(category) if category else None, event)
