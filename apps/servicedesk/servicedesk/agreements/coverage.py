"""What a customer's contracts cover: which contracts are valid, which services they hold, at which SLA."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import frappe

from servicedesk.shared.visibility import Scope


@dataclass(frozen=True)
class Cover:
	"""One service under one valid contract of one customer."""

	customer: str
	contract: str
	service: str
	sla: str | None


def covers(customers: Sequence[str], on: date) -> list[Cover]:
	"""Every service that a valid contract of these customers covers on the day. One statement."""
	if not customers:
		return []
	contract = frappe.qb.DocType("SD Contract")
	row = frappe.qb.DocType("SD Contract Service")
	query = (
		frappe.qb.from_(contract)
		.left_join(row)
		.on((row.parent == contract.name) & (row.parenttype == "SD Contract"))
		.select(contract.customer, contract.name, row.service, row.sla)
		.where(contract.customer.isin(list(customers)))
		.where(contract.contract_state == "Active")
		.where(contract.start_date <= on)
		.where(contract.end_date.isnull() | (contract.end_date >= on))
		.orderby(contract.name)
		.orderby(row.idx)
	)
	return [Cover(*values[:2], values[2] or "", values[3]) for values in query.run()]


def narrowed(found: Sequence[Cover], scope: Scope) -> list[Cover]:
	"""Of these covers, what the account is subscribed to."""
	return [
		cover
		for cover in found
		if (not scope.contracts or cover.contract in scope.contracts)
		and (not scope.services or not cover.service or cover.service in scope.services)
	]


def has_valid_contract(found: Sequence[Cover]) -> bool:
	"""Whether any valid contract was found at all."""
	return bool(found)
