"""SD Ticket Participant: see the DocType's description."""

from frappe.model.document import Document


class SDTicketParticipant(Document):
	"""Somebody a ticket is shared with."""
