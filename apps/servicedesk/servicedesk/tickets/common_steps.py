"""Which steps of the workflow several tickets have in common."""

from collections.abc import Sequence

import frappe

from servicedesk.tickets import states


def common_steps(numbers: Sequence[str]) -> list[dict[str, str]]:
	"""The buttons that every one of these tickets offers to the signed-in user: action and what it demands."""
	common: dict[str, str] | None = None
	for number in numbers:
		# query-in-loop: a workflow's condition may ask for any of a ticket's fields; as many as one list marks
		ticket = frappe.get_doc("SD Ticket", number)
		ticket.check_permission("write")
		offered = {row.action: row.get("sd_requires") or "" for row in states.buttons(ticket)}
		common = offered if common is None else {name: common[name] for name in common if name in offered}
	return [{"action": action, "demands": demands} for action, demands in (common or {}).items()]
