"""SD Ticket Category: see the DocType's description."""

from frappe.model.document import Document


class SDTicketCategory(Document):
	"""What a ticket is about."""
