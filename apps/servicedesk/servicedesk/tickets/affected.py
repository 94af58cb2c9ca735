"""The piece of equipment that a ticket is about, and the block that says where it stands and whom to ask for."""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue.request_forms import RequestForm
from servicedesk.shared.visibility import admits, rule_for

DOCTYPE = "SD Equipment"
BLOCK = ("affected_description", "affected_city", "affected_street", "affected_contact", "affected_phone")


def problems(equipment: str | None, customer: str, requester: str | None = None) -> dict[str, str]:
	"""What speaks against this piece on a ticket of the customer, by field; nothing asked and nothing read for none.

	A piece of another customer, and one that the requester may not see, are refused in the words for one that does
	not exist: who sends a guessed name learns nothing. One statement.
	"""
	if not equipment:
		return {}
	found = frappe.db.get_value(DOCTYPE, equipment, ["name", "customer", "contract"], as_dict=True)
	if (
		found
		and found.customer == customer
		and (not requester or admits(rule_for(DOCTYPE, requester), found))
	):
		return {}
	return {"equipment": _("This piece of equipment is not one of the customer's.")}


def site_of(equipment: str | None, customer: str) -> str | None:
	"""Where the customer's piece stands, as far as it is known; nothing asked for none. One statement."""
	if not equipment:
		return None
	return frappe.db.get_value(DOCTYPE, {"name": equipment, "customer": customer}, "site")


def block_of(equipment: str) -> dict[str, str]:
	"""What the register knows of the piece, by the ticket's fields; its site's words where it has none of its own.

	One statement; the site comes from the cache.
	"""
	columns = ["title", "serial_number", "city", "street", "contact_person", "contact_phone", "site"]
	piece = frappe.db.get_value(DOCTYPE, equipment, columns, as_dict=True)
	if not piece:
		return {}
	site = frappe.get_cached_doc("SD Site", piece.site) if piece.site else frappe._dict()
	block = (
		_described(piece),
		piece.city or site.get("city"),
		piece.street or site.get("street"),
		piece.contact_person or site.get("contact_person"),
		piece.contact_phone or site.get("phone"),
	)
	return {field: value for field, value in zip(BLOCK, block, strict=True) if value}


def filled_in(form: RequestForm, answers: Mapping[str, Any], equipment: str | None) -> dict[str, str]:
	"""Answers that the picked piece gives to the form's questions for the block, where they were left empty.

	Nothing is read where no such question is open.
	"""
	names = {field.maps_to: field.definition.name for field in form.fields if field.maps_to in BLOCK}
	empty = {field: name for field, name in names.items() if not str(answers.get(name) or "").strip()}
	if not equipment or not empty:
		return {}
	known = block_of(equipment)
	return {name: known[field] for field, name in empty.items() if field in known}


def fill(doc: Any) -> None:
	"""Fill the empty fields of a ticket's block when a piece is picked; called in validate. What is there stays."""
	before = doc.get_doc_before_save()
	empty = [field for field in BLOCK if not doc.get(field)]
	if not doc.equipment or not empty or (before and before.equipment == doc.equipment):
		return
	known = block_of(doc.equipment)
	doc.update({field: known[field] for field in empty if field in known})


def _described(piece: Any) -> str:
	"""The piece's title, with its serial number unless that stands in it already."""
	title, serial = str(piece.title or ""), str(piece.serial_number or "")
	return title if serial in title else f"{title}, {serial}"
