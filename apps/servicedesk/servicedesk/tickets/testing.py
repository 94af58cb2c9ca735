"""Factories of tickets for tests."""

from typing import Any

import frappe

from servicedesk.shared.testing import REQUEST_TYPE
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.intake import TicketRequest, open_ticket

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"


def make_ticket(requester: str, customer: str, **changes: Any) -> Any:
	"""A ticket opened by its requester through the one door; the user is put back afterwards."""
	before = frappe.session.user
	frappe.set_user(requester)
	values: dict[str, Any] = {
		"request_type": REQUEST_TYPE,
		"customer": customer,
		"requester": requester,
		"channel": "Portal",
		"answers": {"summary": "The printer is on fire", "details": "Smoke everywhere."},
	}
	values.update(changes)
	try:
		return open_ticket(TicketRequest(**values))
	finally:
		frappe.set_user(before)


def picture(name: str = "screen.png") -> IncomingFile:
	"""A small picture as it comes in with a form."""
	return IncomingFile(name, PNG, "file")
