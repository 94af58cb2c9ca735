"""What must hold of a piece of equipment as it is stored.

References are asked about only when they are new or changed: a contract that drops a service does not make the
equipment under it unworkable.
"""

from typing import Any

import frappe
from frappe import _

from servicedesk.domain.equipment_rules import (
	MAXIMUM_LEVELS,
	ParentProblem,
	made_title,
	parent_problem,
	title_to_keep,
)
from servicedesk.domain.text_normalisation import clean_line
from servicedesk.shared.errors import refuse

LINES = (
	"title",
	"model",
	"serial_number",
	"inventory_number",
	"city",
	"street",
	"contact_person",
	"contact_phone",
)


def tidy(equipment: Any) -> None:
	"""Store text as people read it, and give it a title; an empty number is none, so that many may be without."""
	for fieldname in LINES:
		equipment.set(fieldname, clean_line(equipment.get(fieldname) or "") or None)
	before = equipment.get_doc_before_save()
	equipment.title = title_to_keep(
		equipment.title or "",
		_made_title(before) if before else "",
		_made_title(equipment) or _("Equipment"),
	)


def check(equipment: Any) -> None:
	"""Raise Refused with a sentence for each field of the equipment that cannot be stored as it is."""
	problems = {
		field: sentence
		for field, sentence in (
			("serial_number", _serial_problem(equipment)),
			("site", _site_problem(equipment)),
			("contract", _contract_problem(equipment)),
			("parent_equipment", _parent_problem(equipment)),
			("customer", _parts_problem(equipment)),
		)
		if sentence
	}
	if problems:
		refuse(problems)


def _made_title(equipment: Any) -> str:
	return made_title(equipment.kind or "", equipment.model or "", equipment.serial_number or "")


def _changed(equipment: Any, *fieldnames: str) -> bool:
	return equipment.is_new() or any(equipment.has_value_changed(name) for name in fieldnames)


def _serial_problem(equipment: Any) -> str:
	if not equipment.serial_number or not _changed(equipment, "customer", "serial_number"):
		return ""
	same = {"customer": equipment.customer, "serial_number": equipment.serial_number}
	other = frappe.db.get_value("SD Equipment", {**same, "name": ("!=", equipment.name or "")}, "title")
	if not other:
		return ""
	return _("This customer has equipment with the serial number {0} already: {1}").format(
		equipment.serial_number, other
	)


def _site_problem(equipment: Any) -> str:
	if not equipment.site or not _changed(equipment, "customer", "site"):
		return ""
	if frappe.get_cached_value("SD Site", equipment.site, "customer") == equipment.customer:
		return ""
	return _("This site is not one of the customer's.")


def _contract_problem(equipment: Any) -> str:
	if not equipment.contract or not _changed(equipment, "customer", "contract", "service", "site"):
		return ""
	contract = frappe.get_cached_doc("SD Contract", equipment.contract)
	if contract.customer != equipment.customer:
		return _("This contract is not one of the customer's.")
	services = {row.service for row in contract.services}
	if equipment.service and services and equipment.service not in services:
		return _("The contract does not cover this service.")
	sites = {row.site for row in contract.sites}
	if equipment.site and sites and equipment.site not in sites:
		return _("The contract does not cover this site.")
	return ""


def _parent_problem(equipment: Any) -> str:
	if not equipment.parent_equipment or not _changed(equipment, "customer", "parent_equipment"):
		return ""
	chain = [(row.name, row.customer) for row in chain_above(equipment.parent_equipment)]
	problem = parent_problem(equipment.name or "", equipment.customer, chain)
	sentences = {
		ParentProblem.OTHER_CUSTOMER: _("What this is a part of belongs to another customer."),
		ParentProblem.CYCLE: _("Equipment cannot be a part of itself or of one of its own parts."),
		ParentProblem.TOO_DEEP: _("Parts can be nested at most {0} levels deep.").format(MAXIMUM_LEVELS),
	}
	return sentences[problem] if problem else ""


def _parts_problem(equipment: Any) -> str:
	"""Equipment that changes hands leaves no parts behind."""
	if equipment.is_new() or not equipment.has_value_changed("customer"):
		return ""
	if not frappe.db.exists("SD Equipment", {"parent_equipment": equipment.name}):
		return ""
	return _("This equipment has parts. Move them first, then change the customer.")


def chain_above(name: str) -> list[Any]:
	"""The equipment of that name and all that it is a part of, nearest first: name, customer, title. One statement.

	`union` drops what was seen before, so that even a circle somebody wrote into the database comes to an end.
	"""
	rows = frappe.db.sql(
		"""with recursive above as (
			select name, customer, title, parent_equipment from `tabSD Equipment` where name = %s
			union
			select parent.name, parent.customer, parent.title, parent.parent_equipment
			from `tabSD Equipment` parent join above on parent.name = above.parent_equipment
		)
		select name, customer, title from above""",
		name,
		as_dict=True,
	)
	return list(rows)
