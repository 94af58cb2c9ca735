"""Endpoints of assignment. What they do stands in `tickets.assignment` and `tickets.reassignment`."""

from dataclasses import asdict
from typing import Any

import frappe
from frappe import _

from servicedesk.access.staff import DECIDERS
from servicedesk.shared.guards import agent_endpoint, require_right
from servicedesk.tickets import assignment, bulk, reassignment


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def people(team: str = "") -> list[dict[str, Any]]:
	"""Who a ticket may be given to: user, full_name, available, open tickets; of a team, or of the whole desk."""
	require_right("SD Ticket", "write")
	return assignment.people(team)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def assign(number: str, agent: str = "", team: str = "") -> dict[str, str]:
	"""Put an agent, a team or both on a ticket; return who has it then, and its state."""
	ticket = assignment.assign(number, agent or None, team or None)
	return {"agent": ticket.agent or "", "team": ticket.team or "", "state": ticket.workflow_state}


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def assign_many(numbers: str | list[str], agent: str = "", team: str = "") -> dict[str, Any]:
	"""The same for several: which were `done`, and why others were `refused`."""
	marked = bulk.numbers_of(numbers)
	return asdict(
		bulk.for_each(marked, lambda number: assignment.assign(number, agent or None, team or None))
	)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def release(number: str) -> str:
	"""Put a ticket back into its queue; return its state."""
	return str(assignment.release(number).workflow_state)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def reassign_all(agent: str, to: str = "") -> int | None:
	"""Give everything that somebody has to others; return how many, nothing when a worker does it. For supervisors."""
	if DECIDERS.isdisjoint(frappe.get_roles()):
		frappe.throw(_("Only a supervisor may do this."), frappe.PermissionError)
	return reassignment.reassign_all(agent, to)
