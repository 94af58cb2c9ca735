"""SD Ticket Reading: see the DocType's description."""

import frappe
from frappe.model.document import Document


class SDTicketReading(Document):
	"""Up to which activity somebody has read a ticket; written by `self_service.reading_marks` alone."""


def on_doctype_update() -> None:
	"""A page of somebody's list; and what goes with a ticket that is deleted."""
	frappe.db.add_index("SD Ticket Reading", ["user", "ticket"], "of_reader")
	frappe.db.add_index("SD Ticket Reading", ["ticket"], "of_ticket")
