"""What equipment is checked against when a table of it is loaded: numbers, contracts, and what is a part of what."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import frappe

from servicedesk.domain.equipment_rules import MAXIMUM_LEVELS
from servicedesk.domain.text_normalisation import comparison_key

Place = tuple[str, ...]
NUMBERS = ("serial_number", "inventory_number")


def numbers_of(customers: Collection[str], numbers: Collection[str]) -> dict[Place, str]:
	"""The names of equipment by (column, customer, key of the number), and (name, "serial") of what has a serial number.

	Two statements, each by its index where there is one.
	"""
	if not customers:
		return {}
	found: dict[Place, str] = {}
	for column in NUMBERS:
		# query-in-loop: two columns, one statement each, so that each may use its index
		rows = frappe.get_all(
			"SD Equipment",
			filters={"customer": ("in", list(customers)), column: ("in", list(numbers) or [""])},
			fields=["name", "customer", *NUMBERS],
			order_by="creation asc",
		)
		for row in rows:
			found.setdefault((column, row.customer, comparison_key(row[column])), row.name)
			if row.serial_number:
				found[(row.name, "serial")] = row.name
	return found


@dataclass(frozen=True)
class ContractCoverage:
	"""Whose contracts are, and which services and sites they name."""

	owners: Mapping[str, str]
	services: Mapping[str, set[str]] = field(default_factory=dict)
	sites: Mapping[str, set[str]] = field(default_factory=dict)

	@classmethod
	def of(cls, contracts: Collection[str]) -> "ContractCoverage":
		"""Read it for these contracts. Three statements."""
		names = [name for name in contracts if name] or [""]
		owners = frappe.get_all("SD Contract", filters={"name": ("in", names)}, fields=["name", "customer"])
		child = {"parent": ("in", names), "parenttype": "SD Contract"}
		services = frappe.get_all("SD Contract Service", filters=child, fields=["parent", "service"])
		sites = frappe.get_all("SD Contract Site", filters=child, fields=["parent", "site"])
		return cls(
			{row.name: row.customer for row in owners}, _grouped(services, "service"), _grouped(sites, "site")
		)

	def problems(self, customer: str, contract: str, service: str, site: str) -> Iterator[tuple[str, str]]:
		"""The fields and codes of what cannot be; a contract that names no services or sites covers them all."""
		if not contract:
			return
		if self.owners.get(contract) != customer:
			yield "contract", "not_of_customer"
		elif service and self.services.get(contract) and service not in self.services[contract]:
			yield "service", "not_in_contract"
		elif site and self.sites.get(contract) and site not in self.sites[contract]:
			yield "site", "not_in_contract"


def _grouped(rows: Collection[Any], fieldname: str) -> dict[str, set[str]]:
	found: dict[str, set[str]] = {}
	for row in rows:
		found.setdefault(row.parent, set()).add(row[fieldname])
	return found


@dataclass(frozen=True)
class Family:
	"""What is a part of what: equipment → (customer, parent), as stored and as this file has changed it already."""

	parents: dict[str, tuple[str, str]]

	@classmethod
	def above(cls, names: Collection[str], known: "Family") -> "Family":
		"""Read the equipment of these names and all above it. One statement; `union` ends what goes in circles."""
		wanted = [name for name in names if name]
		if not wanted:
			return known
		rows = frappe.db.sql(
			"""with recursive above as (
				select name, customer, parent_equipment from `tabSD Equipment` where name in %(names)s
				union
				select parent.name, parent.customer, parent.parent_equipment
				from `tabSD Equipment` parent join above on parent.name = above.parent_equipment
			)
			select name, customer, parent_equipment from above""",
			{"names": tuple(wanted)},
		)
		return cls({name: (customer, parent or "") for name, customer, parent in rows})

	def chain(self, name: str) -> list[tuple[str, str]]:
		"""A piece of equipment and all that it is a part of, nearest first, each as (name, customer)."""
		found: list[tuple[str, str]] = []
		while name in self.parents and len(found) <= MAXIMUM_LEVELS:
			customer, parent = self.parents[name]
			found.append((name, customer))
			name = parent
		return found

	def move(self, name: str, customer: str, parent: str) -> None:
		"""Remember a change of this batch that is not stored yet."""
		self.parents[name] = (customer, parent)
