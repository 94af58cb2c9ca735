"""Endpoints of the ticket list's actions on several tickets; assigning and categorising stand with their own.

Lists of numbers come by POST everywhere: they may be longer than an address.
"""

from dataclasses import asdict
from typing import Any

import frappe

from servicedesk.shared.guards import agent_endpoint
from servicedesk.tickets import bulk, conversation, tiers
from servicedesk.tickets.common_steps import common_steps
from servicedesk.tickets.demands import Words


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def steps(numbers: str | list[str]) -> list[dict[str, str]]:
	"""The steps that all of these tickets offer."""
	return common_steps(bulk.numbers_of(numbers))


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def take_step(
	numbers: str | list[str],
	action: str,
	message: str = "",
	resolution: str = "",
	waiting_reason: str = "",
	workaround: str = "",
) -> dict[str, Any]:
	"""Take the same step with each ticket, with the same words: which were `done`, and why others were `refused`."""
	words = Words(message, resolution, waiting_reason, workaround)

	def take(number: str) -> None:
		frappe.get_doc("SD Ticket", number).check_permission("write")
		conversation.agent_step(number, action, words)

	return asdict(bulk.for_each(bulk.numbers_of(numbers), take))


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def hand_on(numbers: str | list[str], reason: str = "", team: str = "") -> dict[str, Any]:
	"""Hand each ticket on to the team."""
	marked = bulk.numbers_of(numbers)
	return asdict(bulk.for_each(marked, lambda number: tiers.hand_on(number, team or None, reason)))
