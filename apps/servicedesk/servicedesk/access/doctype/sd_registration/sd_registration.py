"""SD Registration: somebody who has asked for an account on the portal."""

from frappe.model.document import Document


class SDRegistration(Document):
	"""Written by `access.registration` only; people decide about it with the buttons of its form."""
