"""Endpoints of the ticket's form at the desk. What they give stands in `tickets.ticket_panel` and beside it."""

from typing import Any

import frappe

from servicedesk.shared.guards import agent_endpoint
from servicedesk.shared.people import full_name
from servicedesk.tickets import audit_view, canned_replies, notes, ticket_panel

TYPING = "servicedesk_typing"


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def panel(number: str) -> dict[str, Any]:
	"""Everything that the form shows at once of a ticket."""
	return ticket_panel.panel(_readable(number))


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def replies(number: str) -> list[dict[str, str]]:
	"""The canned replies that fit the ticket, filled for it."""
	return canned_replies.offered(_readable(number))


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def history(number: str, before: str = "") -> dict[str, Any]:
	"""A page of what happened to the ticket, the newest first; `before` is where the page before ended."""
	return audit_view.page(_readable(number).name, before)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def add_note(number: str, note: str) -> None:
	"""Write a note that only the desk sees."""
	notes.add(number, note)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def typing(number: str) -> None:
	"""Tell those who have the ticket open that the caller is writing on it."""
	user = frappe.session.user
	words = {"ticket": _readable(number).name, "user": user, "name": full_name(user)}
	frappe.publish_realtime(TYPING, words, doctype="SD Ticket", docname=number)


def _readable(number: str) -> Any:
	ticket = frappe.get_doc("SD Ticket", number)
	ticket.check_permission("read")
	return ticket
