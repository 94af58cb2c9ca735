"""SD Form Draft: a half-filled form, written and read by `self_service.form_drafts` alone."""

import frappe
from frappe.model.document import Document


class SDFormDraft(Document):
	"""A half-filled form, kept for a day."""


def on_doctype_update() -> None:
	"""The newest of a person, and those that are over."""
	frappe.db.add_index("SD Form Draft", ["user", "modified"], "by_user")
	frappe.db.add_index("SD Form Draft", ["modified"], "by_age")
