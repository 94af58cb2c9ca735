"""What a customer's contracts cover: which contracts are valid, which services they hold, at which SLA."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import frappe

from servicedesk.shared.forgetting import forget_now_and_after
from servicedesk.shared.visibility import Scope

CACHE_KEY = "servicedesk_covers"


@dataclass(frozen=True)
class Cover:
	"""One service under one valid contract of one customer."""

	customer: str
	contract: str
	service: str
	sla: str | None


def covers(customers: Sequence[str], on: date) -> list[Cover]:
	"""Every service that a valid contract of these customers covers on the day.

	Two statements for each customer that is not in the cache, none for one that is.
	"""
	return [
		Cover(customer, row["contract"], row["service"], row["sla"])
		for customer in customers
		for row in _active_contracts(customer)
		if row["start"] <= on and (row["end"] is None or row["end"] >= on)
	]


def forget_covers(customer: str) -> None:
	"""Make the next reader see changed contracts; again after the commit, as a reader may come in between."""
	forget_now_and_after(partial(frappe.cache.hdel, CACHE_KEY, customer))


def _active_contracts(customer: str) -> list[dict[str, Any]]:
	cached = frappe.cache.hget(CACHE_KEY, customer)
	if cached is None:
		cached = _read_active_contracts(customer)
		frappe.cache.hset(CACHE_KEY, customer, cached)
	return list(cached)


def _read_active_contracts(customer: str) -> list[dict[str, Any]]:
	contracts = frappe.get_all(
		"SD Contract",
		filters={"customer": customer, "contract_state": "Active"},
		fields=["name", "start_date", "end_date"],
		order_by="name asc",
	)
	services = frappe.get_all(
		"SD Contract Service",
		filters={"parent": ("in", [contract.name for contract in contracts]), "parenttype": "SD Contract"},
		fields=["parent", "service", "sla"],
		order_by="idx asc",
	)
	rows = []
	for contract in contracts:
		covered = [row for row in services if row.parent == contract.name] or [frappe._dict()]
		for row in covered:
			rows.append(
				{
					"contract": contract.name,
					"service": row.service or "",
					"sla": row.sla,
					"start": contract.start_date,
					"end": contract.end_date,
				}
			)
	return rows


def narrowed(found: Sequence[Cover], scope: Scope) -> list[Cover]:
	"""Of these covers, what the account is subscribed to."""
	return [
		cover
		for cover in found
		if (not scope.contracts or cover.contract in scope.contracts)
		and (not scope.services or not cover.service or cover.service in scope.services)
	]
