"""SD Clock Kind: see the DocType's description."""

from frappe.model.document import Document


class SDClockKind(Document):
	"""How a clock behaves, whatever its target."""
