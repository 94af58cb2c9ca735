"""Tables of equipment. A part may stand before what it is a part of."""

from collections.abc import Sequence
from typing import Any, ClassVar

from frappe import _

from servicedesk.domain.cell_values import CellKind
from servicedesk.domain.equipment_rules import made_title, parent_problem, title_to_keep
from servicedesk.domain.text_normalisation import comparison_key
from servicedesk.imports.candidates import Candidate
from servicedesk.imports.columns import ImportColumn
from servicedesk.imports.equipment_places import NUMBERS, ContractCoverage, Family, numbers_of
from servicedesk.imports.references import sites_of
from servicedesk.imports.register import Identity, Register


class Equipment(Register):
	"""Named by its customer and its serial number, or else its inventory number."""

	kind = "Equipment"
	doctype = "SD Equipment"
	demanded = ("customer",)
	made_fields = ("title",)
	never_found = ("parent_equipment", "no_such_parent")
	columns: ClassVar[tuple[ImportColumn, ...]] = (
		ImportColumn("customer", CellKind.REFERENCE, "SD Customer", needed=True),
		ImportColumn("kind", CellKind.REFERENCE, "SD Equipment Kind"),
		ImportColumn("model"),
		ImportColumn("serial_number"),
		ImportColumn("inventory_number"),
		ImportColumn("equipment_state", CellKind.CHOICE),
		ImportColumn("site", CellKind.REFERENCE, "SD Site"),
		ImportColumn("city"),
		ImportColumn("street"),
		ImportColumn("contact_person"),
		ImportColumn("contact_phone", CellKind.PHONE),
		ImportColumn("contract", CellKind.REFERENCE, "SD Contract"),
		ImportColumn("service", CellKind.REFERENCE, "SD Service"),
		ImportColumn("parent_equipment", CellKind.REFERENCE, "SD Equipment"),
		ImportColumn("purchased_on", CellKind.DATE),
		ImportColumn("warranty_until", CellKind.DATE),
		ImportColumn("notes", CellKind.LINES),
	)

	def __init__(self) -> None:
		super().__init__()
		self.coverage = ContractCoverage({})
		self.family = Family({})

	def identities(self, candidate: Candidate) -> list[Identity]:
		"""Customer with serial number, and customer with inventory number where there is no serial number."""
		if "customer" not in candidate.values:
			candidate.refuse("customer", "missing")
			return []
		number = next((name for name in NUMBERS if name in candidate.values), "")
		if not number:
			candidate.refuse("serial_number", "no_number")
			return []
		return [(number, candidate.values["customer"], comparison_key(candidate.values[number]))]

	def find(self, batch: Sequence[Candidate]) -> None:
		"""The equipment itself, its parents, sites and contracts. Seven statements."""
		customers = {candidate.values["customer"] for candidate in batch}
		written = {
			candidate.values[column]
			for candidate in batch
			for column in (*NUMBERS, "parent_equipment")
			if column in candidate.values
		}
		by_number = numbers_of(customers, written)
		self._find_parents(batch, by_number)
		found = {id(candidate): self._name_of(candidate, by_number) for candidate in batch}
		stored = self.load([name for name in found.values() if name])
		for candidate in batch:
			candidate.existing = stored.get(found[id(candidate)])
			_keep_as_stored(candidate)
		self._find_sites(batch)
		self.coverage = ContractCoverage.of({_now(each, "contract") for each in batch})
		self.family = Family.above({_now(each, "parent_equipment") for each in batch}, self.family)

	def _name_of(self, candidate: Candidate, by_number: dict[Identity, str]) -> str:
		customer = candidate.values["customer"]
		names = {
			column: by_number.get((column, customer, comparison_key(candidate.values[column])), "")
			for column in NUMBERS
			if column in candidate.values
		}
		serial, inventory = names.get("serial_number", ""), names.get("inventory_number", "")
		if serial or "serial_number" not in names:
			return serial or inventory
		if inventory and (inventory, "serial") in by_number:
			# The inventory number is that of a piece with another serial number.
			candidate.refuse("inventory_number", "number_taken")
			return ""
		return inventory

	def _find_parents(self, batch: Sequence[Candidate], by_number: dict[Identity, str]) -> None:
		for candidate in batch:
			written = candidate.values.get("parent_equipment")
			if not written:
				continue
			places = [(column, candidate.values["customer"], comparison_key(written)) for column in NUMBERS]
			parent = next((by_number[place] for place in places if place in by_number), "")
			candidate.postponed = not parent
			candidate.values["parent_equipment"] = parent

	def _find_sites(self, batch: Sequence[Candidate]) -> None:
		wanted = [each for each in batch if "site" in each.values]
		found = sites_of([(each.values["customer"], each.values["site"]) for each in wanted])
		for candidate in wanted:
			written = candidate.values["site"]
			site = found.get((candidate.values["customer"], comparison_key(written)), "")
			candidate.values["site"] = site
			if not site:
				candidate.refuse("site", "not_of_customer", value=written)

	def check(self, candidate: Candidate) -> None:
		"""The rules of the form (`equipment.equipment_rules`), asked of what the row changes."""
		if any(_changes(candidate, column) for column in ("contract", "service", "site")):
			for column, code in self.coverage.problems(
				candidate.values["customer"],
				*(_now(candidate, column) for column in ("contract", "service", "site")),
			):
				candidate.refuse(column, code)
		if _changes(candidate, "parent_equipment"):
			name = (candidate.existing or {}).get("name", "")
			parent = candidate.values["parent_equipment"]
			problem = parent_problem(name, candidate.values["customer"], self.family.chain(parent))
			if problem:
				candidate.refuse("parent_equipment", f"parent_{problem.value}")
			elif name:
				self.family.move(name, candidate.values["customer"], parent)
		self._make_title(candidate)

	def _make_title(self, candidate: Candidate) -> None:
		before = candidate.existing
		made_before = made_title(*(before[name] or "" for name in TITLE_PARTS)) if before else ""
		made_now = made_title(*(_now(candidate, name) for name in TITLE_PARTS)) or _("Equipment")
		candidate.values["title"] = title_to_keep(
			before["title"] or "" if before else "", made_before, made_now
		)


TITLE_PARTS = ("kind", "model", "serial_number")


def _keep_as_stored(candidate: Candidate) -> None:
	"""A number that differs only in case or spaces is the same number: how staff write it stays."""
	for column in NUMBERS:
		stored = (candidate.existing or {}).get(column) or ""
		if comparison_key(stored) == comparison_key(candidate.values.get(column, stored)) and stored:
			candidate.values[column] = stored


def _now(candidate: Candidate, column: str) -> str:
	"""What the record has in a field once the row is stored."""
	return str(candidate.values.get(column) or (candidate.existing or {}).get(column) or "")


def _changes(candidate: Candidate, column: str) -> bool:
	given: Any = candidate.values.get(column)
	return bool(given) and (candidate.existing is None or candidate.existing[column] != given)
