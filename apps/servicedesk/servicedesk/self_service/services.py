"""The services that the reader may use: under valid contracts of whom they act for, as far as they are subscribed."""

from dataclasses import dataclass
from datetime import date

import frappe
from frappe.utils import today

from servicedesk.agreements.coverage import Cover, covers, narrowed
from servicedesk.self_service.reading import title_of
from servicedesk.self_service.report_address import report_address
from servicedesk.shared.visibility import scope_of
from servicedesk.tickets.sla_choice import agreed


@dataclass(frozen=True)
class ServiceRow:
	"""A service under one contract."""

	name: str
	category: str
	about: str
	contract: str
	customer: str
	sla: str
	address: str


def service_list() -> list[ServiceRow]:
	"""Each service once a contract, by category and name. No statement on a warm cache."""
	scope = scope_of(frappe.session.user)
	found = narrowed(covers(sorted(scope.acting), date.fromisoformat(today())), scope)
	rows = [_row(cover) for cover in found if cover.service]
	return sorted(rows, key=lambda row: (row.category, row.name, row.contract))


def _row(cover: Cover) -> ServiceRow:
	service = frappe.get_cached_doc("SD Service", cover.service)
	return ServiceRow(
		name=service.service_name,
		category=service.category or "",
		about=service.description or "",
		contract=cover.contract,
		customer=title_of("SD Customer", cover.customer, "customer_name"),
		sla=title_of("SD SLA", cover.sla or agreed(cover.customer, cover.contract, cover.service), "title"),
		address=report_address(customer=cover.customer, contract=cover.contract, service=cover.service),
	)
