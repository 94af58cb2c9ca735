"""SD Account Customer: see the DocType's description."""

import frappe
from frappe.model.document import Document


class SDAccountCustomer(Document):
	"""A customer that a portal account acts for, and as what."""


def on_doctype_update() -> None:
	"""Whose accounts act for a customer: the list of members, and what a manager may see (shared/visibility.py)."""
	frappe.db.add_index("SD Account Customer", ["customer", "parent"], "by_customer")
