"""SD Equipment Kind: see the DocType's description."""

from frappe.model.document import Document


class SDEquipmentKind(Document):
	"""What kind of thing a piece of equipment is."""
