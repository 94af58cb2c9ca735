"""SD Account Customer: see the DocType's description."""

from frappe.model.document import Document


class SDAccountCustomer(Document):
	"""A customer that a portal account acts for, and as what."""
