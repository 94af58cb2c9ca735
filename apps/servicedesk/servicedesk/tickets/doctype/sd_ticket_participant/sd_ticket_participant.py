"""SD Ticket Participant: see the DocType's description."""

import frappe
from frappe.model.document import Document


class SDTicketParticipant(Document):
	"""Somebody a ticket is shared with."""


def on_doctype_update() -> None:
	"""Which tickets are shared with somebody: asked at every list of theirs (shared/visibility.py)."""
	frappe.db.add_index("SD Ticket Participant", ["user", "parent"], "by_user")
	# The same without those who share in it as its requester (self_service/request_statements.py).
	frappe.db.add_index("SD Ticket Participant", ["user", "is_requester", "parent"], "by_reader")
