"""Endpoints of the desk's forms. Commands only: what they do stands in `tickets`."""

import frappe

from servicedesk.shared.guards import agent_endpoint
from servicedesk.tickets import conversation
from servicedesk.tickets.demands import Words


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def take_step(
	number: str,
	action: str,
	message: str = "",
	resolution: str = "",
	waiting_reason: str = "",
	workaround: str = "",
) -> str:
	"""Take a step of the workflow with the words that it demands; return the new state."""
	frappe.get_doc("SD Ticket", number).check_permission("write")
	words = Words(message, resolution, waiting_reason, workaround)
	return str(conversation.agent_step(number, action, words).workflow_state)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def reply(number: str, message: str) -> str:
	"""Write to the customer without a step of the workflow; return the state."""
	return str(conversation.agent_message(number, message).workflow_state)
