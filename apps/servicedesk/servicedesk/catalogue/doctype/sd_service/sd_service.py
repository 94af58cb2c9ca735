"""SD Service: see the DocType's description."""

from frappe.model.document import Document


class SDService(Document):
	"""A service that contracts cover."""
