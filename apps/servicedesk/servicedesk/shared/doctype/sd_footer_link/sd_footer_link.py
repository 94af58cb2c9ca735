"""SD Footer Link: see the DocType's description."""

from frappe.model.document import Document


class SDFooterLink(Document):
	"""A link at the foot of the portal; checked with the settings."""
