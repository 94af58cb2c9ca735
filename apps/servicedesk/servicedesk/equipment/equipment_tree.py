"""Equipment as a tree, read level by level: no order of the whole is kept, so a change costs one row however many there are."""

from collections.abc import Sequence
from typing import Any

import frappe
from frappe import _

from servicedesk.equipment.equipment_rules import chain_above

DOCTYPE = "SD Equipment"
LONGEST_LEVEL = 200
FIELDS = ("name", "title", "equipment_state", "serial_number")


def place_of(equipment: Any) -> dict[str, Any]:
	"""What the form shows of the tree: what the piece is a part of, outermost first, and its own parts."""
	above = chain_above(equipment.name)[1:]
	return {
		"above": [{"name": row.name, "title": row.title} for row in reversed(above)],
		"parts": _level({"parent_equipment": equipment.name}),
		"longest": LONGEST_LEVEL,
	}


def nodes(customer: str, parent: str) -> list[dict[str, Any]]:
	"""One level of a customer's tree, as the framework's tree view takes it: the parts of `parent`, or what is no part."""
	filters: dict[str, Any] = {"customer": customer}
	filters["parent_equipment"] = parent or ("is", "not set")
	rows = _level(filters)
	with_parts = _with_parts([row.name for row in rows])
	found = [{"value": row.name, "title": row.title, "expandable": row.name in with_parts} for row in rows]
	if len(rows) == LONGEST_LEVEL:
		found.append({"value": "", "title": _("Only the first {0} are shown.").format(LONGEST_LEVEL)})
	return found


def _level(filters: dict[str, Any]) -> list[Any]:
	"""Only what the signed-in user may see, by title."""
	return list(
		frappe.get_list(
			DOCTYPE, filters=filters, fields=list(FIELDS), order_by="title asc", limit=LONGEST_LEVEL
		)
	)


def _with_parts(names: Sequence[str]) -> set[str]:
	parents = frappe.get_all(
		DOCTYPE, filters={"parent_equipment": ("in", list(names))}, pluck="parent_equipment", distinct=True
	)
	return set(parents)
