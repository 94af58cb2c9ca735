"""SD Menu Item: see the DocType's description."""

from frappe.model.document import Document


class SDMenuItem(Document):
	"""An entry of the portal's menu; checked with the settings."""
