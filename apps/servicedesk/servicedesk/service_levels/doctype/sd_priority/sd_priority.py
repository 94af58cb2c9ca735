"""SD Priority: see the DocType's description."""

from frappe.model.document import Document


class SDPriority(Document):
	"""How soon a ticket is worked on."""
