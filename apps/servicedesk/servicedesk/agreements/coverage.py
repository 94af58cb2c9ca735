"""What a customer's contracts cover: which contracts are valid, which services they hold, at which SLA."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import frappe

from servicedesk.shared.visibility import Scope

# Written out: it runs at every new request, and building it anew costs more than the database takes to answer it.
COVERS = """
	select contract.customer, contract.name, row.service, row.sla
	from `tabSD Contract` contract
	left join `tabSD Contract Service` row on row.parent = contract.name and row.parenttype = 'SD Contract'
	where contract.customer in %(customers)s and contract.contract_state = 'Active'
		and contract.start_date <= %(day)s and (contract.end_date is null or contract.end_date >= %(day)s)
	order by contract.name, row.idx
"""


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
	rows = frappe.db.sql(COVERS, {"customers": tuple(customers), "day": on})
	return [Cover(customer, contract, service or "", sla) for customer, contract, service, sla in rows]


def narrowed(found: Sequence[Cover], scope: Scope) -> list[Cover]:
	"""Of these covers, what the account is subscribed to."""
	return [
		cover
		for cover in found
		if (not scope.contracts or cover.contract in scope.contracts)
		and (not scope.services or not cover.service or cover.service in scope.services)
	]
