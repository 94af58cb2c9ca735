"""Tables of services."""

from collections.abc import Sequence
from typing import ClassVar

import frappe

from servicedesk.domain.cell_values import CellKind
from servicedesk.domain.text_normalisation import comparison_key
from servicedesk.imports.candidates import Candidate
from servicedesk.imports.columns import ImportColumn
from servicedesk.imports.register import Identity, Register


class NamedRegister(Register):
	"""A register whose records have one of their fields as their name."""

	named_by: str

	def identities(self, candidate: Candidate) -> list[Identity]:
		"""The name."""
		if self.named_by not in candidate.values:
			candidate.refuse(self.named_by, "missing")
			return []
		return [(comparison_key(candidate.values[self.named_by]),)]

	def find(self, batch: Sequence[Candidate]) -> None:
		"""One statement, and one that locks what was found."""
		names = [candidate.values[self.named_by] for candidate in batch]
		found = frappe.get_all(self.doctype, filters={"name": ("in", names)}, pluck="name")
		by_key = {comparison_key(name): name for name in found}
		stored = self.load(found)
		for candidate in batch:
			name = by_key.get(comparison_key(candidate.values[self.named_by]), "")
			candidate.existing = stored.get(name)
			if candidate.existing:
				candidate.values[self.named_by] = candidate.existing[self.named_by]

	def name_for(self, candidate: Candidate) -> str:
		"""The field that it is named by."""
		return str(candidate.values[self.named_by])


class Services(NamedRegister):
	"""Named by their name."""

	kind = "Services"
	doctype = "SD Service"
	named_by = "service_name"
	demanded = ("service_name",)
	columns: ClassVar[tuple[ImportColumn, ...]] = (
		ImportColumn("service_name", needed=True),
		ImportColumn("category", CellKind.REFERENCE, "SD Service Category"),
		ImportColumn("description", CellKind.LINES),
		ImportColumn("disabled", CellKind.YES_OR_NO),
	)
