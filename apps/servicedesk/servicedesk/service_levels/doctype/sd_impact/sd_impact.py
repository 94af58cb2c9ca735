"""SD Impact: see the DocType's description."""

from frappe.model.document import Document


class SDImpact(Document):
	"""How much of an organisation a problem touches."""
