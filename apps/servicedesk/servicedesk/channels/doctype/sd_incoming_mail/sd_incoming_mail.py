"""SD Incoming Mail: one mail that was found in a mailbox, with what became of it."""

from frappe.model.document import Document


class SDIncomingMail(Document):
	"""Written by `channels.email.records` only; people read it."""
