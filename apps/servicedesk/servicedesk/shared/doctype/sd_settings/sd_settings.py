"""SD Settings: see the DocType's description."""

from frappe.model.document import Document


class SDSettings(Document):
	"""Name, colours, contacts and rules of this desk."""
