"""Endpoints of the ticket list's actions on many tickets. `tickets` is a JSON list of numbers everywhere."""

from functools import partial
from typing import Any

import frappe

from servicedesk.shared.guards import agent_endpoint
from servicedesk.tickets import assignment, bulk, conversation, tiers, triage
from servicedesk.tickets.demands import Words


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def steps(tickets: str) -> list[dict[str, str]]:
	"""The steps that all of these tickets offer. By POST: the list may be longer than an address."""
	return bulk.common_steps(bulk.numbers_of(tickets))


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def take_step(
	tickets: str,
	action: str,
	message: str = "",
	resolution: str = "",
	waiting_reason: str = "",
	workaround: str = "",
) -> dict[str, list[Any]]:
	"""Take the same step with each ticket, with the same words."""
	words = Words(message, resolution, waiting_reason, workaround)

	def take(number: str) -> None:
		frappe.get_doc("SD Ticket", number).check_permission("write")
		conversation.agent_step(number, action, words)

	return bulk.each(bulk.numbers_of(tickets), take)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def assign(tickets: str, agent: str = "", team: str = "") -> dict[str, list[Any]]:
	"""Put the agent, the team, or both on each ticket."""
	put = partial(assignment.assign, agent=agent or None, team=team or None)
	return bulk.each(bulk.numbers_of(tickets), put)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def hand_on(tickets: str, reason: str = "", team: str = "") -> dict[str, list[Any]]:
	"""Hand each ticket on to the team."""
	return bulk.each(bulk.numbers_of(tickets), lambda number: tiers.hand_on(number, team or None, reason))


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def categorise(tickets: str, category: str) -> dict[str, list[Any]]:
	"""Say what each ticket is about."""
	return bulk.each(bulk.numbers_of(tickets), lambda number: triage.categorise(number, category))
