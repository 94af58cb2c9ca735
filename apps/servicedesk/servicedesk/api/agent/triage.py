"""Endpoints of triage. What it does stands in `tickets.triage`."""

from dataclasses import asdict
from typing import Any

import frappe

from servicedesk.shared.guards import agent_endpoint, require_right
from servicedesk.tickets import bulk, triage


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def waiting() -> list[dict[str, Any]]:
	"""The tickets that wait for triage and that the caller may see, the oldest first."""
	require_right("SD Ticket", "read")
	return list(triage.waiting_for_triage())


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def options(request_type: str = "") -> dict[str, list[dict[str, str]]]:
	"""What may be chosen: categories of the request type, impacts, urgencies, priorities, teams, as value and label."""
	return triage.options(request_type)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def categorise(
	number: str,
	category: str,
	urgency: str | None = None,
	impact: str | None = None,
	priority: str | None = None,
	reason: str = "",
	team: str | None = None,
) -> str:
	"""Say what a ticket is about; return its state. What is not sent stays as it is."""
	given = triage.Given(urgency, impact, priority, reason, team)
	return str(triage.categorise(number, category, **given._asdict()).workflow_state)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def categorise_many(
	numbers: str | list[str],
	category: str,
	urgency: str | None = None,
	impact: str | None = None,
	priority: str | None = None,
	reason: str = "",
	team: str | None = None,
) -> dict[str, Any]:
	"""The same for several: which were `done`, and why others were `refused`."""
	given = triage.Given(urgency, impact, priority, reason, team)._asdict()
	return asdict(
		bulk.for_each(bulk.numbers_of(numbers), lambda number: triage.categorise(number, category, **given))
	)
