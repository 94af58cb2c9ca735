"""SD Team Member: see the DocType's description."""

from frappe.model.document import Document


class SDTeamMember(Document):
	"""A person in a team."""
