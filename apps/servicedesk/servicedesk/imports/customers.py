"""Tables of customers and of their sites."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import frappe
from frappe.utils import cint

from servicedesk.domain.cell_values import CellKind
from servicedesk.domain.text_normalisation import comparison_key
from servicedesk.imports.candidates import Candidate
from servicedesk.imports.columns import ImportColumn
from servicedesk.imports.references import sites_of
from servicedesk.imports.register import Identity, Register
from servicedesk.imports.writing import Stamp
from servicedesk.shared.visibility import forget_all_scopes


class Customers(Register):
	"""Named by their code, or else by their name. A known code with another name is a new name."""

	kind = "Customers"
	doctype = "SD Customer"
	columns: ClassVar[tuple[ImportColumn, ...]] = (
		ImportColumn("customer_code"),
		ImportColumn("customer_name", needed=True),
		ImportColumn("tax_number"),
		ImportColumn("city"),
		ImportColumn("correspondence_address", CellKind.LINES),
		ImportColumn("correspondence_email", CellKind.EMAIL),
		ImportColumn("phone", CellKind.PHONE),
		ImportColumn("website"),
		ImportColumn("language", CellKind.REFERENCE, "Language"),
		ImportColumn("time_zone", CellKind.TIME_ZONE),
		ImportColumn("account_manager", CellKind.REFERENCE, "User"),
		ImportColumn("mail_domains", CellKind.LINES),
		ImportColumn("disabled", CellKind.YES_OR_NO),
	)

	def identities(self, candidate: Candidate) -> list[Identity]:
		"""Code and name; neither may stand twice in a file."""
		found: list[Identity] = [
			(column, comparison_key(candidate.values[column]))
			for column in ("customer_code", "customer_name")
			if column in candidate.values
		]
		if not found:
			candidate.refuse("customer_name", "missing")
		return found

	def find(self, batch: Sequence[Candidate]) -> None:
		"""By code, else by name. One statement, and one that locks what was found."""
		wanted = {
			column: [each.values[column] for each in batch if column in each.values]
			for column in ("customer_code", "customer_name")
		}
		rows = frappe.get_all(
			self.doctype,
			or_filters=[[column, "in", values or [""]] for column, values in wanted.items()],
			fields=["name", "customer_code", "customer_name"],
		)
		by_code = {comparison_key(row.customer_code): row for row in rows if row.customer_code}
		by_name = {comparison_key(row.customer_name): row for row in rows}
		stored = self.load([row.name for row in rows])
		for candidate in batch:
			code, name = (comparison_key(candidate.values.get(column, "")) for column in wanted)
			self._choose(candidate, stored, by_code.get(code), by_name.get(name))

	def written(self, batch: Sequence[Candidate], stamp: Stamp) -> None:
		"""Whoever acts for a customer that was switched off or on has other rights from now on."""
		if any(each.existing and _is_switched(each.existing, each.values) for each in batch):
			forget_all_scopes()

	def _choose(
		self,
		candidate: Candidate,
		stored: dict[str, dict],
		of_code: frappe._dict | None,
		of_name: frappe._dict | None,
	) -> None:
		if of_code and of_name and of_code.name != of_name.name:
			candidate.refuse("customer_name", "name_taken", other_code=of_name.customer_code or "")
			return
		if of_name and not of_code and of_name.customer_code and "customer_code" in candidate.values:
			candidate.refuse("customer_code", "has_other_code", other_code=of_name.customer_code)
			return
		found = of_code or of_name
		candidate.existing = stored.get(found.name) if found else None
		if of_name and candidate.existing:
			# It is the same name: how staff write it stays.
			candidate.values["customer_name"] = candidate.existing["customer_name"]
		if of_code and candidate.existing:
			candidate.values["customer_code"] = candidate.existing["customer_code"]


def _is_switched(before: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
	return "disabled" in values and cint(values["disabled"]) != cint(before["disabled"])


class Sites(Register):
	"""Named by their customer and their name."""

	kind = "Sites"
	doctype = "SD Site"
	demanded = ("customer", "site_name")
	columns: ClassVar[tuple[ImportColumn, ...]] = (
		ImportColumn("customer", CellKind.REFERENCE, "SD Customer", needed=True),
		ImportColumn("site_name", needed=True),
		ImportColumn("city"),
		ImportColumn("street"),
		ImportColumn("contact_person"),
		ImportColumn("phone", CellKind.PHONE),
		ImportColumn("notes", CellKind.LINES),
		ImportColumn("disabled", CellKind.YES_OR_NO),
	)

	def identities(self, candidate: Candidate) -> list[Identity]:
		"""Customer and name of the site."""
		for column in ("customer", "site_name"):
			if column not in candidate.values:
				candidate.refuse(column, "missing")
		if not candidate.is_good:
			return []
		return [(candidate.values["customer"], comparison_key(candidate.values["site_name"]))]

	def find(self, batch: Sequence[Candidate]) -> None:
		"""One statement, and one that locks what was found."""
		found = sites_of([(each.values["customer"], each.values["site_name"]) for each in batch])
		stored = self.load(list(found.values()))
		for candidate in batch:
			place = (candidate.values["customer"], comparison_key(candidate.values["site_name"]))
			candidate.existing = stored.get(found.get(place, ""))
			if candidate.existing:
				candidate.values["site_name"] = candidate.existing["site_name"]
