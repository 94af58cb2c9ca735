"""SD Team: see the DocType's description."""

from frappe.model.document import Document


class SDTeam(Document):
	"""People who work on tickets together."""
