"""Questions whose answers are records of the desk: impact, urgency, category. Staff keep the records; forms offer them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import frappe

from servicedesk.domain.category_tree import Category, CategoryTree
from servicedesk.shared.forgetting import KeptValues

IMPACT, URGENCY, CATEGORY = "SD Impact", "SD Urgency", "SD Ticket Category"
# The ticket's field that a question fills, and the records it offers.
RECORDS = {"impact": IMPACT, "urgency": URGENCY, "category": CATEGORY}
KEPT = KeptValues("servicedesk_record_options")


@dataclass(frozen=True)
class Option:
	"""One answer to choose: what is sent and stored, how it is called, and what is said of it under the field."""

	value: str
	label: str
	help: str = ""


def options_of(maps_to: str, request_type: str, listed: Sequence[str] = ()) -> tuple[Option, ...]:
	"""What a question for that field of the ticket offers: all records, or those that the form lists, in its order.

	Levels go from the highest down, categories by their labels; of these only those that a ticket may have now.
	No statement on a warm cache.
	"""
	offered = _offered(maps_to, request_type)
	if not listed:
		return offered
	by_value = {option.value: option for option in offered}
	return tuple(by_value[value] for value in listed if value in by_value)


def names_of(maps_to: str) -> frozenset[str]:
	"""The names of all records for that field of the ticket, disabled ones too."""
	return frozenset(row["name"] for row in KEPT.value(RECORDS[maps_to], _read))


def category_tree() -> CategoryTree:
	"""The tree of the tickets' categories, from the cache."""
	return CategoryTree(categories())


def categories() -> list[Category]:
	"""All categories, disabled ones too."""
	return [
		Category(row["name"], row["parent_category"] or "", row["request_type"] or "", bool(row["disabled"]))
		for row in KEPT.value(CATEGORY, _read)
	]


def forget_options(doctype: str) -> None:
	"""Make the next reader see changed records of the DocType."""
	KEPT.forget(doctype)


def _offered(maps_to: str, request_type: str) -> tuple[Option, ...]:
	if maps_to == "category":
		tree = category_tree()
		return tuple(Option(name, tree.label(name)) for name in tree.choices(request_type))
	return tuple(Option(row["name"], row["name"]) for row in KEPT.value(RECORDS[maps_to], _read))


def _read(doctype: str) -> list[dict[str, Any]]:
	return READERS[doctype]()


def _levels(doctype: str) -> Callable[[], list[dict[str, Any]]]:
	def read() -> list[dict[str, Any]]:
		return frappe.get_all(doctype, fields=["name"], order_by="level asc, name asc")

	return read


def _categories() -> list[dict[str, Any]]:
	fields = ["name", "parent_category", "request_type", "disabled"]
	return frappe.get_all(CATEGORY, fields=fields, order_by="name asc")


READERS: dict[str, Callable[[], list[dict[str, Any]]]] = {
	IMPACT: _levels(IMPACT),
	URGENCY: _levels(URGENCY),
	CATEGORY: _categories,
}
