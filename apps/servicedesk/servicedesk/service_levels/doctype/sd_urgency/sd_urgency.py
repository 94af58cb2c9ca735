"""SD Urgency: see the DocType's description."""

from frappe.model.document import Document


class SDUrgency(Document):
	"""How soon an answer is needed."""
