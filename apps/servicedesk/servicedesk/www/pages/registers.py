"""Contracts, services and equipment. A register that the desk does not show has no pages."""

from collections.abc import Callable
from functools import wraps

import frappe

from servicedesk.self_service.contracts import contract_list, contract_page
from servicedesk.self_service.equipment_list import equipment_list
from servicedesk.self_service.equipment_page import equipment_page
from servicedesk.self_service.identity import shows
from servicedesk.self_service.services import service_list
from servicedesk.www.web import Answer, Page, PortalRequest, is_fragment

Show = Callable[[PortalRequest], Answer]


def _of_register(name: str) -> Callable[[Show], Show]:
	def decorate(page: Show) -> Show:
		@wraps(page)
		def shown(request: PortalRequest) -> Answer:
			if not shows(name):
				raise frappe.PageDoesNotExistError
			return page(request)

		return shown

	return decorate


@_of_register("contracts")
def contracts(request: PortalRequest) -> Answer:
	"""The list of contracts."""
	return Page("contracts.html", {"contracts": contract_list()})


@_of_register("contracts")
def contract(request: PortalRequest) -> Answer:
	"""One contract. Its number stands behind the address, as it may hold any sign."""
	return Page("contract.html", {"page": contract_page(str(request.typed.get("number") or ""))})


@_of_register("services")
def services(request: PortalRequest) -> Answer:
	"""The services that may be used."""
	return Page("services.html", {"services": service_list()})


@_of_register("equipment")
def equipment(request: PortalRequest) -> Answer:
	"""The list of equipment, or for htmx its rows only."""
	template = "equipment_rows.html" if is_fragment() else "equipment.html"
	return Page(template, {"list": equipment_list(request.typed)})


@_of_register("equipment")
def piece(request: PortalRequest) -> Answer:
	"""One piece of equipment."""
	return Page("equipment_piece.html", {"page": equipment_page(request.parts["name"])})
