"""SD SLA: clocks, their targets and the calendar they run in."""

import frappe
from frappe import _
from frappe.model.document import Document


class SDSLA(Document):
	"""A promise that clocks measure."""

	def validate(self) -> None:
		"""Targets are longer than nothing, and one clock has one target for each priority."""
		seen: set[tuple[str, str]] = set()
		for row in self.targets:
			if not row.target or row.target <= 0:
				frappe.throw(_("Row {0}: the target must be longer than nothing.").format(row.idx))
			key = (row.measure, row.priority or "")
			if key in seen:
				frappe.throw(_("Row {0}: this clock already has a target for this priority.").format(row.idx))
			seen.add(key)
