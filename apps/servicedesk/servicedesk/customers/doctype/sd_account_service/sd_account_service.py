"""SD Account Service: see the DocType's description."""

from frappe.model.document import Document


class SDAccountService(Document):
	"""A service that a portal account is subscribed to."""
