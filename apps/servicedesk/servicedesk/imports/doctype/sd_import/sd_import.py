"""SD Import: a table file on its way into a register. What it does stands in `imports.job`."""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.imports.job import AT_WORK
from servicedesk.imports.results import findings_shown, first_problems, forget_problems
from servicedesk.shared.errors import Conflict

CHOSEN = frozenset({"kind", "file", "mode", "encoding"})


class SDImport(Document):
	"""What is chosen by people; everything else is written by the worker."""

	state: str | None

	def onload(self) -> None:
		"""What the form shows of the result, in the reader's language."""
		self.set_onload("result", {**findings_shown(self.findings), "bad_rows": first_problems(self.name)})

	def validate(self) -> None:
		"""Nothing changes while a worker reads it, and nobody writes results but the worker."""
		before: Any = self.get_doc_before_save() or frappe.new_doc(self.doctype)
		if before.state in AT_WORK:
			frappe.throw(_("This import is at work. Wait until it is done."), Conflict)
		for field in self.meta.fields:
			if field.fieldname not in CHOSEN and field.read_only:
				self.set(field.fieldname, before.get(field.fieldname))
		if before.state == "Done" and any(self.has_value_changed(name) for name in CHOSEN):
			frappe.throw(_("This file is loaded. Make a new import for another one."), Conflict)

	def on_trash(self) -> None:
		"""Its problems go with it; a worker is not robbed of what it reads."""
		if self.state in AT_WORK:
			frappe.throw(_("This import is at work. Wait until it is done."), Conflict)
		forget_problems(self.name)
