"""One piece of equipment: what it is, where it stands, what belongs to it, and the requests about it."""

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.self_service.equipment_list import COLUMNS, DOCTYPE, RETIRED, EquipmentRow, row_of
from servicedesk.self_service.formatting import day
from servicedesk.self_service.reading import readable, shows_contract, visible
from servicedesk.self_service.report_address import report_address
from servicedesk.self_service.request_list import RequestRow, requests_about

MOST_PARTS = 50
MOST_REQUESTS = 10


@dataclass(frozen=True)
class EquipmentPage:
	"""All that the page shows."""

	piece: EquipmentRow
	contract: str
	address: str
	details: list[tuple[str, str]]
	parent: EquipmentRow | None
	parts: list[EquipmentRow]
	requests: list[RequestRow]


def equipment_page(name: str) -> EquipmentPage:
	"""One piece; raises PageDoesNotExistError for whoever may not see it. Three statements on a warm cache."""
	piece = readable(DOCTYPE, name)
	family = _family(piece)
	return EquipmentPage(
		piece=row_of(piece),
		contract=piece.contract if shows_contract(piece.contract) else "",
		address=report_address(equipment=piece.name) if piece.equipment_state != RETIRED else "",
		details=_details(piece),
		parent=next((row_of(row) for row in family if row.name == piece.parent_equipment), None),
		parts=[row_of(row) for row in family if row.name != piece.parent_equipment],
		requests=requests_about("equipment", piece.name, MOST_REQUESTS),
	)


def _details(piece: Any) -> list[tuple[str, str]]:
	rows = [
		(_("Kind", context="equipment"), piece.kind),
		(_("Model"), piece.model),
		(_("Serial number"), piece.serial_number),
		(_("Inventory number"), piece.inventory_number),
		(_("Place"), row_of(piece).place),
		(_("Contact person"), piece.contact_person),
		(_("Contact phone"), piece.contact_phone),
		(_("Service"), piece.service),
		(_("Bought"), day(piece.purchased_on)),
		(_("Warranty until"), day(piece.warranty_until)),
	]
	return [(label, value) for label, value in rows if value]


def _family(piece: Any) -> list[Any]:
	"""The piece that this one belongs to, and those that belong to it, as far as the reader may see them."""
	table = frappe.qb.DocType(DOCTYPE)
	related = table.parent_equipment == piece.name
	if piece.parent_equipment:
		related = related | (table.name == piece.parent_equipment)
	query = frappe.qb.from_(table).select(*(table[column] for column in COLUMNS))
	return list(
		query.where(related & visible(DOCTYPE)).orderby(table.title).limit(MOST_PARTS).run(as_dict=True)
	)
