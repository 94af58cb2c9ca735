"""SD Site: a place where a customer is served."""

import frappe
from frappe.model.document import Document


class SDSite(Document):
	"""A customer's place: name, address, whom to call there."""


def on_doctype_update() -> None:
	"""A customer's sites by name, each name once; in this order the lists show them."""
	frappe.db.add_unique("SD Site", ["customer", "site_name"], "site_of_customer")
