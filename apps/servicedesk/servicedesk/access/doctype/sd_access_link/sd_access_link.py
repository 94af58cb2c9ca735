"""SD Access Link: a link that lets one person set a password once."""

from frappe.model.document import Document


class SDAccessLink(Document):
	"""Written by `access.links` only."""
