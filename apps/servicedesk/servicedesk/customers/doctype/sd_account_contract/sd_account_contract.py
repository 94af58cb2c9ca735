"""SD Account Contract: see the DocType's description."""

from frappe.model.document import Document


class SDAccountContract(Document):
	"""A contract that a portal account is subscribed to."""
