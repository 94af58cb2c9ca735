"""SD Saved Filter: see the DocType's description."""

import frappe
from frappe.model.document import Document


class SDSavedFilter(Document):
	"""A filter under a name; written by `self_service.saved_filters` alone."""


def on_doctype_update() -> None:
	"""One person's filters by name, each name once."""
	frappe.db.add_unique("SD Saved Filter", ["user", "title_key"], "once_a_person")
