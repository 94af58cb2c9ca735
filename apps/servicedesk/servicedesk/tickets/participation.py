"""Whom a ticket is shared with, and who wants no notices of it."""

import frappe


def set_muted(ticket: str, user: str, *, muted: bool) -> bool:
	"""Turn one participant's notices off or on; return whether they take part. One or two statements."""
	filters = {"parent": ticket, "parenttype": "SD Ticket", "user": user}
	name = frappe.db.get_value("SD Ticket Participant", filters, "name")
	if name:
		frappe.db.set_value("SD Ticket Participant", name, "muted", int(muted), update_modified=False)
		frappe.clear_document_cache("SD Ticket", ticket)
	return bool(name)
