"""SD SLA Target: see the DocType's description."""

from frappe.model.document import Document


class SDSLATarget(Document):
	"""A clock of an SLA and its target."""
