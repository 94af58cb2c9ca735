"""SD Import Problem: see the DocType's description. Rows are written by `imports.results` only."""

import frappe
from frappe.model.document import Document


class SDImportProblem(Document):
	"""What is wrong with one row: a code and its values; the sentence is made for whoever reads it."""


def on_doctype_update() -> None:
	"""The form and the report ask for an import's problems in the order of its lines."""
	frappe.db.add_index("SD Import Problem", ["import_name", "line"], "by_line")
