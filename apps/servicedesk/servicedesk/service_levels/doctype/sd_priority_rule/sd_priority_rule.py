"""SD Priority Rule: see the DocType's description."""

from frappe.model.document import Document


class SDPriorityRule(Document):
	"""The priority that an impact and an urgency make; with one of them empty, whatever the other is."""
