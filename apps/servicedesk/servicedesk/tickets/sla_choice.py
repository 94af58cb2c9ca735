"""Which SLA a ticket has, and where it comes from.

In this order, the first that names one: the contract's row for the ticket's service, the contract itself, the customer,
the service, the request type, the desk's settings. So what was agreed with one customer goes before what holds for
everybody, and of two agreements the narrower one. `sla_source` on the ticket says which it was.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import frappe

# When one of these changes, the ticket's SLA is chosen anew; a change elsewhere leaves a running promise alone.
DECIDING_FIELDS = ("customer", "contract", "service", "request_type")


class Choice(NamedTuple):
	"""The SLA and where it comes from, both empty when nothing names one."""

	sla: str
	source: str


def choose(ticket: Any) -> Choice:
	"""The SLA of a ticket or of what would be one. Reads only cached documents, and no more than it needs."""
	for source, sla_of in PRECEDENCE:
		sla = sla_of(ticket)
		if sla:
			return Choice(sla, source)
	return Choice("", "")


def agreed(customer: str, contract: str | None, service: str | None) -> str:
	"""The SLA of requests for a service under a contract, before anybody has chosen a request type; or nothing."""
	return choose(frappe._dict(customer=customer, contract=contract, service=service)).sla


def settle(doc: Any) -> None:
	"""Keep a ticket's SLA in step with what decides on it; what a form or the API sends along counts for nothing."""
	before = doc.get_doc_before_save()
	if before and not any(before.get(name) != doc.get(name) for name in DECIDING_FIELDS):
		doc.sla, doc.sla_source = before.sla, before.sla_source
		return
	choice = choose(doc)
	doc.sla, doc.sla_source = choice.sla or None, choice.source or None


def _of_contract_service(ticket: Any) -> str:
	if not ticket.contract or not ticket.service:
		return ""
	rows = frappe.get_cached_doc("SD Contract", ticket.contract).services
	return next((str(row.sla) for row in rows if row.service == ticket.service and row.sla), "")


def _of_record(doctype: str, fieldname: str) -> Callable[[Any], str]:
	def sla_of(ticket: Any) -> str:
		name = ticket.get(fieldname)
		return str(frappe.get_cached_doc(doctype, name).get("sla") or "") if name else ""

	return sla_of


def _of_desk(ticket: Any) -> str:
	return str(frappe.get_cached_doc("SD Settings").default_sla or "")


PRECEDENCE: tuple[tuple[str, Callable[[Any], str]], ...] = (
	("contract_service", _of_contract_service),
	("contract", _of_record("SD Contract", "contract")),
	("customer", _of_record("SD Customer", "customer")),
	("service", _of_record("SD Service", "service")),
	("request_type", _of_record("SD Request Type", "request_type")),
	("desk", _of_desk),
)
