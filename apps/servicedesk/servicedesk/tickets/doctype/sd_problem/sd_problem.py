"""SD Problem: see the DocType's description."""

from frappe.model.document import Document


class SDProblem(Document):
	"""The cause behind several tickets, or a change that settles them."""
