"""SD Service Category: see the DocType's description."""

from frappe.model.document import Document


class SDServiceCategory(Document):
	"""A group of services."""
