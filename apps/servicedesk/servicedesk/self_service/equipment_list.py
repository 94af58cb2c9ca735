"""The customer's equipment: found by words, serial number or place; a page at a time, by a key and not by counting."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import frappe
from frappe import _
from pypika.terms import Criterion

from servicedesk.self_service.choices import Choice
from servicedesk.self_service.formatting import day
from servicedesk.self_service.reading import patterns, shows_contract, text_of, title_of, visible
from servicedesk.shared.visibility import scope_of

PAGE_LENGTH = 25
MOST_SITES = 200
DOCTYPE = "SD Equipment"
RETIRED = "Retired"
SEARCHED = ("title", "serial_number", "inventory_number", "city", "street")
COLUMNS = (
	"name",
	"title",
	"customer",
	"kind",
	"model",
	"serial_number",
	"site",
	"city",
	"street",
	"equipment_state",
	"warranty_until",
)
# How the state is dressed: the colours of the requests' states.
CATEGORY_OF = {"In Use": "closed", "In Stock": "new", "In Repair": "waiting_for_others", RETIRED: "cancelled"}


@dataclass(frozen=True)
class EquipmentRow:
	"""A line of the list."""

	name: str
	title: str
	kind: str
	serial: str
	customer: str
	place: str
	state: str
	category: str
	warranty: str


@dataclass(frozen=True)
class EquipmentList:
	"""A page of the list, what it was asked for, and where the next one begins."""

	rows: list[EquipmentRow]
	query: str
	state: str
	site: str
	contract: str
	states: list[Choice]
	sites: list[Choice]
	next_after: str


def equipment_list(arguments: Mapping[str, Any]) -> EquipmentList:
	"""The list that the address asks for: `q`, `state`, `site`, `contract` and `after` (a key).

	One statement for the rows and one for the sites to choose from.
	"""
	found = _select(arguments, PAGE_LENGTH + 1)
	page, more = found[:PAGE_LENGTH], len(found) > PAGE_LENGTH
	states = equipment_states()
	return EquipmentList(
		rows=[row_of(row) for row in page],
		query=text_of(arguments, "q"),
		state=text_of(arguments, "state"),
		site=text_of(arguments, "site"),
		contract=text_of(arguments, "contract"),
		states=states,
		sites=_sites(),
		next_after=f"{page[-1].title}~{page[-1].name}" if more else "",
	)


def equipment_rows(arguments: Mapping[str, Any], most: int) -> list[EquipmentRow]:
	"""The first pieces of the same list. One statement."""
	return [row_of(row) for row in _select(arguments, most)]


def equipment_states() -> list[Choice]:
	"""The states that a piece may have, with their words."""
	options = frappe.get_meta(DOCTYPE).get_field("equipment_state").options or ""
	return [Choice(state, _(state)) for state in options.split("\n") if state]


def row_of(row: Any) -> EquipmentRow:
	"""A record as a line."""
	site = title_of("SD Site", row.site, "site_name")
	return EquipmentRow(
		name=row.name,
		title=row.title or row.model or row.name,
		kind=row.kind or "",
		serial=row.serial_number or "",
		customer=title_of("SD Customer", row.customer, "customer_name"),
		place=", ".join(part for part in (site, row.city, row.street) if part),
		state=_(row.equipment_state),
		category=CATEGORY_OF.get(row.equipment_state, "new"),
		warranty=day(row.warranty_until),
	)


def _select(arguments: Mapping[str, Any], most: int) -> list[Any]:
	table = frappe.qb.DocType(DOCTYPE)
	acting = _customers(text_of(arguments, "customer"))
	contract = text_of(arguments, "contract")
	# Else the list would say which pieces belong to a contract that the reader may not know of.
	if not acting or (contract and not shows_contract(contract)):
		return []
	query = frappe.qb.from_(table).select(*(table[column] for column in COLUMNS))
	query = query.where(table.customer.isin(acting) & visible(DOCTYPE))
	for argument, column in (("state", "equipment_state"), ("site", "site"), ("contract", "contract")):
		if value := text_of(arguments, argument):
			query = query.where(table[column] == value)
	if arguments.get("usable"):
		query = query.where(table.equipment_state != RETIRED)
	for pattern in patterns(text_of(arguments, "q")):
		query = query.where(_mentions(table, pattern, acting))
	title, separator, name = text_of(arguments, "after", 400).rpartition("~")
	if separator:
		query = query.where(table.title >= title)
		query = query.where((table.title > title) | (table.name > name))
	return list(query.orderby(table.title).orderby(table.name).limit(most).run(as_dict=True))


def _customers(chosen: str) -> list[str]:
	"""The one customer that is asked for, if the reader acts for them at all; else all they act for now."""
	scope = scope_of(frappe.session.user)
	if chosen:
		return [chosen] if chosen in scope.customers else []
	return sorted(scope.acting)


def _mentions(table: Any, pattern: str, customers: list[str]) -> Criterion:
	"""Whether a piece, or the name of its site, holds the word. Read only within what the reader acts for."""
	site = frappe.qb.DocType("SD Site")
	sites = (
		frappe.qb.from_(site)
		.select(site.name)
		.where(site.customer.isin(customers) & site.site_name.like(pattern))
	)
	return reduce(or_, [table[column].like(pattern) for column in SEARCHED]) | table.site.isin(sites)


def _sites() -> list[Choice]:
	rows = frappe.get_list(
		"SD Site",
		filters={"customer": ("in", sorted(scope_of(frappe.session.user).acting))},
		fields=["name", "site_name", "city"],
		order_by="site_name asc",
		limit_page_length=MOST_SITES,
	)
	return [Choice(row.name, ", ".join(part for part in (row.site_name, row.city) if part)) for row in rows]
