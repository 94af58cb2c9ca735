"""Whom a ticket is shared with, and who wants no notices of it."""

import frappe


def set_muted(ticket: str, user: str, *, muted: bool) -> bool:
	"""Turn one participant's notices off or on; return whether they take part. One or two statements, or three.

	`user` may be the address of somebody without an account whose ticket it is.
	"""
	filters = {"parent": ticket, "parenttype": "SD Ticket", "user": user}
	name = frappe.db.get_value("SD Ticket Participant", filters, "name")
	if name:
		frappe.db.set_value("SD Ticket Participant", name, "muted", int(muted), update_modified=False)
		frappe.clear_document_cache("SD Ticket", ticket)
	return bool(name) or _set_contact_muted(ticket, user, muted=muted)


def _set_contact_muted(ticket: str, address: str, *, muted: bool) -> bool:
	contact, requester = frappe.db.get_value("SD Ticket", ticket, ["contact_email", "requester"]) or ("", "")
	if requester or not contact or contact.lower() != address.lower():
		return False
	frappe.db.set_value("SD Ticket", ticket, "contact_muted", int(muted), update_modified=False)
	return True
