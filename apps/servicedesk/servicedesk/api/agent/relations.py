"""Endpoints of what tickets have to do with each other. What they do stands in `tickets`."""

from typing import Any

import frappe

from servicedesk.shared.guards import agent_endpoint
from servicedesk.tickets import duplicates, linking, merging, problems, splitting


def _readable(number: str) -> Any:
	ticket = frappe.get_doc("SD Ticket", number)
	ticket.check_permission("read")
	return ticket


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def ticket_relations(number: str) -> dict[str, Any]:
	"""Links, merges, problem and possible duplicates of a ticket."""
	ticket = _readable(number)
	return {
		"links": linking.links_of(ticket.name),
		"merged_into": ticket.merged_into or "",
		"merged": merging.merged_into(ticket.name),
		"problem": problems.card(ticket.problem),
		"duplicates": duplicates.hints_for(ticket),
	}


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def link_choices() -> list[dict[str, str]]:
	"""What may be chosen for a link, in the reader's language."""
	return linking.kinds()


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def link_tickets(number: str, other: str, kind: str) -> str:
	"""Link two tickets; `kind` is a word from the first one's side. Return the link's name."""
	return str(linking.link(number, other, kind).name)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def unlink_tickets(link: str) -> None:
	"""Take a link away."""
	linking.unlink(link)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def duplicate_hints(number: str) -> list[dict[str, Any]]:
	"""Tickets of the same customer that may be about the same matter."""
	return duplicates.hints_for(_readable(number))


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def merge(number: str, into: str) -> str:
	"""End a ticket as merged into another of the same customer; return the number of the one that stays."""
	return str(merging.merge(number, into).name)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def split(number: str, message: str, subject: str = "") -> str:
	"""Make a ticket of its own of a message; return its number."""
	return str(splitting.split(number, message, subject).name)
