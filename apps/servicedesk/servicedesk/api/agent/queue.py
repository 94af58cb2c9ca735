"""Endpoints of the queue. The order and who gets what stand in `tickets.queue_place`."""

from typing import Any

import frappe

from servicedesk.shared.guards import agent_endpoint
from servicedesk.tickets import queue_place


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def take_next(team: str = "") -> str:
	"""Give the caller the next ticket of their queues, or of one team's; return its number, "" when none waits."""
	ticket = queue_place.take_next(team or None)
	return str(ticket.name) if ticket else ""


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def take(number: str) -> str:
	"""Give the caller one certain ticket that nobody has; return its state."""
	return str(queue_place.take_free(number).workflow_state)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def peek(team: str = "") -> dict[str, Any]:
	"""The ticket that the caller would get next, as `waiting` shows it; empty when none waits."""
	rows = queue_place.shown(team or None, most=1)
	return rows[0] if rows else {}


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def waiting(team: str = "", most: int = 20) -> list[dict[str, Any]]:
	"""The front of the caller's queues, or of one team's: the tickets in the order in which they are taken."""
	return queue_place.shown(team or None, most=most)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def place(number: str) -> dict[str, Any]:
	"""The ticket's place in its queue: `number`, and `or_later` when nobody counts further; empty when it has none."""
	ticket = frappe.get_doc("SD Ticket", number)
	ticket.check_permission("read")
	found = queue_place.place(ticket)
	return found._asdict() if found else {}
