"""Figures of the desk's first page, for the framework's number cards and charts, which ask by POST."""

from collections.abc import Callable
from typing import Any

import frappe

from servicedesk.insight import desk_figures
from servicedesk.shared.guards import agent_endpoint, require_right

Card = dict[str, Any]


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def waiting_in_queue(filters: str = "") -> Card:
	"""Tickets that wait to be taken."""
	return _card(desk_figures.waiting_in_queue, {"queue_rank": [">", 0]})


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def my_open_tickets(filters: str = "") -> Card:
	"""What the caller has to do."""
	return _card(desk_figures.my_open_tickets, {"agent": frappe.session.user, **_open()})


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def unassigned(filters: str = "") -> Card:
	"""Open tickets that nobody has."""
	return _card(desk_figures.unassigned, {"agent": ["is", "not set"], **_open()})


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def late(filters: str = "") -> Card:
	"""Open tickets with a clock that has run out."""
	return _card(desk_figures.late, _open())


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def due_soon(filters: str = "") -> Card:
	"""Open tickets with a clock that runs out within the hour."""
	return _card(desk_figures.due_soon, _open())


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def waiting_for_triage(filters: str = "") -> Card:
	"""Tickets that nobody has categorised yet."""
	return _card(
		desk_figures.waiting_for_triage, {"state_category": "new", "categorised_at": ["is", "not set"]}
	)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def opened_and_resolved(chart_name: str = "", **sent: Any) -> dict[str, Any]:
	"""A chart; the framework also sends its own settings of it."""
	return _chart(desk_figures.opened_and_resolved)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def clocks_met_and_missed(chart_name: str = "", **sent: Any) -> dict[str, Any]:
	"""A chart; the framework also sends its own settings of it."""
	return _chart(desk_figures.clocks_met_and_missed)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def load_by_agent(chart_name: str = "", **sent: Any) -> dict[str, Any]:
	"""A chart; the framework also sends its own settings of it."""
	return _chart(desk_figures.load_by_agent)


def _card(count: Callable[[], int], options: dict[str, Any]) -> Card:
	"""A number card's answer: the number, and the list of what was counted."""
	require_right("SD Ticket", "read")
	return {"value": count(), "fieldtype": "Int", "route": ["List", "SD Ticket"], "route_options": options}


def _chart(draw: Callable[[], dict[str, Any]]) -> dict[str, Any]:
	require_right("SD Ticket", "report")
	return draw()


def _open() -> dict[str, Any]:
	return {"state_category": ["in", list(desk_figures.OPEN_CATEGORIES)]}
