"""SD Request Field: see the DocType's description."""

from frappe.model.document import Document


class SDRequestField(Document):
	"""One question of a request type's form."""
