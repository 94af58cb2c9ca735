"""SD Equipment: a piece of equipment that a customer has."""

import frappe
from frappe.model.document import Document

from servicedesk.equipment import equipment_rules


class SDEquipment(Document):
	"""What it is, where it stands and what covers it. A part knows its parent; no tree is kept beside that."""

	def validate(self) -> None:
		"""See `equipment_rules`."""
		equipment_rules.tidy(self)
		equipment_rules.check(self)


def on_doctype_update() -> None:
	"""A customer's equipment in the order in which it is listed; a serial number once a customer, where one is given."""
	frappe.db.add_index("SD Equipment", ["customer", "title"], "by_customer")
	frappe.db.add_unique("SD Equipment", ["customer", "serial_number"], "serial_of_customer")
