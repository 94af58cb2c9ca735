"""The customer's contracts: what was agreed, until when, and whom to ask."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import getdate, today

from servicedesk.self_service.equipment_list import EquipmentRow, equipment_rows
from servicedesk.self_service.formatting import day
from servicedesk.self_service.reading import readable, title_of
from servicedesk.self_service.report_address import report_address
from servicedesk.self_service.request_list import RequestRow, requests_about
from servicedesk.shared.visibility import scope_of
from servicedesk.tickets.sla_choice import agreed

MOST_CONTRACTS = 200
MOST_ROWS = 10
# The states that are shown, and how they are dressed: the colours of the requests' states.
CATEGORY_OF = {"Active": "closed", "Expired": "waiting_for_others", "Terminated": "cancelled"}


@dataclass(frozen=True)
class ContractRow:
	"""A line of the list. `days_left` is empty for a contract without an end or one that is not valid."""

	number: str
	address: str
	customer: str
	state: str
	category: str
	starts: str
	ends: str
	days_left: str
	ends_soon: bool


@dataclass(frozen=True)
class Person:
	"""Whom to ask."""

	name: str
	email: str
	phone: str


@dataclass(frozen=True)
class CoveredService:
	"""A service under the contract, and how fast it is served."""

	name: str
	sla: str
	about: str
	address: str


@dataclass(frozen=True)
class Place:
	"""A site that the contract holds for."""

	site: str
	name: str
	address: str


@dataclass(frozen=True)
class ContractPage:
	"""One contract with everything under it."""

	contract: ContractRow
	signed_paper: str
	services: list[CoveredService]
	places: list[Place]
	manager: Person | None
	equipment: list[EquipmentRow]
	requests: list[RequestRow]


def contract_list() -> list[ContractRow]:
	"""The contracts of whom the reader acts for: valid ones first, then by their end. One statement.

	Drafts are the desk's own matter and are not shown.
	"""
	rows = frappe.get_list(
		"SD Contract",
		filters=[
			["customer", "in", sorted(scope_of(frappe.session.user).acting)],
			["contract_state", "in", list(CATEGORY_OF)],
		],
		fields=["name", "contract_number", "customer", "contract_state", "start_date", "end_date"],
		order_by="start_date desc, name asc",
		limit_page_length=MOST_CONTRACTS,
	)
	return sorted((_row(row) for row in rows), key=lambda row: row.category != CATEGORY_OF["Active"])


def contract_address(number: str) -> str:
	"""A contract's page. Its number stands behind the address, as it may hold any sign."""
	return f"/portal/contracts/contract?{urlencode({'number': number})}"


def contract_page(number: str) -> ContractPage:
	"""One contract; raises PageDoesNotExistError for whoever may not see it."""
	contract = readable("SD Contract", number)
	if contract.contract_state not in CATEGORY_OF:
		raise frappe.PageDoesNotExistError
	return ContractPage(
		contract=_row(contract),
		signed_paper=_file(contract.get("signed_paper")),
		services=_services(contract),
		places=[_place(row.site) for row in contract.get("sites") or ()],
		manager=_person(_manager_of(contract)),
		equipment=equipment_rows({"contract": contract.name}, MOST_ROWS),
		requests=requests_about("contract", contract.name, MOST_ROWS),
	)


def _row(row: Any) -> ContractRow:
	left = (
		(getdate(row.end_date) - _today()).days if row.end_date and row.contract_state == "Active" else None
	)
	return ContractRow(
		number=row.name,
		address=contract_address(row.name),
		customer=title_of("SD Customer", row.customer, "customer_name"),
		state=_(row.contract_state),
		category=CATEGORY_OF.get(row.contract_state, "new"),
		starts=day(row.start_date),
		ends=day(row.end_date) or _("No end date"),
		days_left=str(left) if left is not None and left >= 0 else "",
		ends_soon=left is not None and 0 <= left <= _warned_days(),
	)


def _warned_days() -> int:
	"""How many days before its end a contract is marked: the desk's own earliest warning."""
	text = frappe.get_cached_doc("SD Settings").contract_warning_days or ""
	days = [int(part) for part in text.replace(" ", "").split(",") if part.isdecimal()]
	return max(days, default=0)


def _services(contract: Any) -> list[CoveredService]:
	subscribed = scope_of(frappe.session.user).services
	return [
		CoveredService(
			name=row.service,
			sla=title_of("SD SLA", agreed(contract.customer, contract.name, row.service), "title"),
			about=frappe.get_cached_value("SD Service", row.service, "description") or "",
			address=_report_address(contract, row.service),
		)
		for row in contract.services
		if row.service and (not subscribed or row.service in subscribed)
	]


def _report_address(contract: Any, service: str) -> str:
	if contract.contract_state != "Active":
		return ""
	return report_address(customer=contract.customer, contract=contract.name, service=service)


def _file(address: str | None) -> str:
	"""The address of a file that is kept here; whether the reader may open it is asked again when they do."""
	return address if address and address.startswith("/private/files/") else ""


def _place(site: str) -> Place:
	doc = frappe.get_cached_doc("SD Site", site)
	return Place(site, doc.site_name, ", ".join(part for part in (doc.city, doc.street) if part))


def _manager_of(contract: Any) -> str | None:
	own = contract.account_manager
	return own or frappe.get_cached_value("SD Customer", contract.customer, "account_manager")


def _person(user: str | None) -> Person | None:
	if not user:
		return None
	doc = frappe.get_cached_doc("User", user)
	if not doc.enabled:
		return None
	return Person(doc.full_name or user, doc.email or "", doc.phone or doc.mobile_no or "")


def _today() -> date:
	return date.fromisoformat(today())
