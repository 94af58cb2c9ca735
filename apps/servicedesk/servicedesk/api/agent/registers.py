"""Endpoints of the registers' forms: contracts and equipment. What they do stands in `agreements` and `equipment`."""

from typing import Any

import frappe

from servicedesk.agreements.contract_calendar import ends_between
from servicedesk.agreements.contract_steps import take_step
from servicedesk.equipment import equipment_tree
from servicedesk.shared.guards import agent_endpoint


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def change_contract(number: str, action: str, until: str = "", reason: str = "") -> str:
	"""Take a step of a contract's workflow, with the end or the reason that it demands; return the new state."""
	return str(take_step(number, action, until=until, reason=reason).contract_state)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def contract_ends(start: str, end: str, filters: str = "[]", doctype: str = "", field_map: str = "") -> Any:
	"""Ends of contracts for the framework's calendar, which also sends the DocType and its map of fields."""
	return ends_between(start[:10], end[:10], filters)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def equipment_place(name: str) -> dict[str, Any]:
	"""What a piece of equipment is a part of, and its own parts."""
	equipment = frappe.get_doc("SD Equipment", name)
	equipment.check_permission("read")
	return equipment_tree.place_of(equipment)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def equipment_nodes(doctype: str = "", parent: str = "", customer: str = "", is_root: bool = False) -> Any:
	"""One level of a customer's equipment for the framework's tree view, which also sends the DocType."""
	return equipment_tree.nodes(customer, "" if is_root else parent) if customer else []
