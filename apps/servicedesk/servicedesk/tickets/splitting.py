"""Splitting: one ticket about two matters becomes two. The new one comes through the one door, as any other."""

from typing import Any

import frappe
from frappe import _

from servicedesk.domain.html_text import text_of
from servicedesk.domain.text_normalisation import clean_line
from servicedesk.shared.errors import refuse
from servicedesk.shared.plain_text import shield
from servicedesk.shared.visibility import acts_for
from servicedesk.tickets import attachments, conversation, linking, transitions

SUBJECT_LENGTH = 140
# What a ticket that was split off takes over; its summary and description are the message's.
KEPT_FIELDS = (
	"customer",
	"contract",
	"service",
	"equipment",
	"request_type",
	"channel",
	"contact_name",
	"contact_email",
	"contact_phone",
	"affected_description",
	"affected_city",
	"affected_street",
	"affected_contact",
	"affected_phone",
)


def split(name: str, message: str, subject: str = "") -> Any:
	"""Make a ticket of its own of a message, linked with the one it came from; return it.

	The same message again gives the ticket that was made of it. Raises Refused for a message of another ticket.
	"""
	source = transitions.locked(name)
	source.check_permission("write")
	row = next((row for row in conversation.messages_of(source.name) if row.name == message), None)
	if not row:
		refuse({"message": _("This message is not one of the request's.")})
	key = f"split:{message}"
	if made := frappe.db.get_value("SD Ticket", {"intake_key": key}, "name"):
		return frappe.get_doc("SD Ticket", made)
	doc = _made_of(source, row, clean_line(subject), key)
	attachments.copy_of_message(message, doc.name)
	linking.link(doc.name, source.name, "Related")
	return doc


def _made_of(source: Any, row: Any, subject: str, key: str) -> Any:
	text = text_of(row.content or "")
	doc = frappe.new_doc("SD Ticket")
	doc.update({field: source.get(field) for field in KEPT_FIELDS})
	first_line = text.strip().split("\n")[0][:SUBJECT_LENGTH]
	doc.subject = shield(subject or first_line) or source.subject
	doc.description = shield(text)
	doc.requester = _writer(source, row)
	doc.intake_key = key
	return doc.insert()


def _writer(source: Any, row: Any) -> str | None:
	"""Who wrote the message, if they are the customer's; else whose ticket it was."""
	wrote = row.sent_or_received == "Received" and row.user and acts_for(row.user, source.customer)
	return str(row.user) if wrote else source.requester
