"""SD Site: a place where a customer is served."""

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.domain.text_normalisation import clean_line
from servicedesk.shared.errors import refuse

LINES = ("site_name", "city", "street", "contact_person", "phone")


class SDSite(Document):
	"""A customer's place: name, address, whom to call there."""

	customer: str | None
	site_name: str | None

	def validate(self) -> None:
		"""Text as people read it; a name once a customer."""
		for fieldname in LINES:
			self.set(fieldname, clean_line(self.get(fieldname) or ""))
		same = {"customer": self.customer, "site_name": self.site_name, "name": ("!=", self.name or "")}
		if self.site_name and frappe.db.exists("SD Site", same):
			refuse({"site_name": _("This customer has a site of this name already.")})


def on_doctype_update() -> None:
	"""A customer's sites by name, each name once; in this order the lists show them."""
	frappe.db.add_unique("SD Site", ["customer", "site_name"], "site_of_customer")
