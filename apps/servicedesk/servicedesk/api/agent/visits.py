"""Endpoints of escalation tiers and field visits. What they do stands in `tickets`."""

from typing import Any

import frappe

from servicedesk.shared.guards import agent_endpoint, require_right
from servicedesk.tickets import tiers, visit_calendar, visits
from servicedesk.tickets.visit_draft import draft


def _readable(number: str) -> Any:
	ticket = frappe.get_doc("SD Ticket", number)
	ticket.check_permission("read")
	return ticket


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def hand_on_choices(number: str) -> dict[str, Any]:
	"""The team a ticket escalates to, and every other that takes tickets."""
	return tiers.choices(_readable(number))


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def hand_on(number: str, reason: str = "", team: str = "") -> dict[str, Any]:
	"""Hand a ticket on to the team, or to the one that its present team escalates to."""
	ticket = tiers.hand_on(number, team or None, reason)
	return {
		"state": ticket.workflow_state,
		"team": ticket.team,
		"tier": ticket.tier,
		"agent": ticket.agent or "",
	}


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def visit_draft(number: str) -> dict[str, Any]:
	"""What the dialog of a new visit begins with: place and contact of the ticket, sites, people who may go."""
	return draft(_readable(number))


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def plan_visit(
	number: str,
	specialist: str,
	starts_at: str,
	ends_at: str,
	place: str = "",
	site: str = "",
	contact_person: str = "",
	contact_phone: str = "",
	notes: str = "",
	team: str = "",
	despite_clash: bool = False,
) -> dict[str, Any]:
	"""Plan a visit (times in the site's zone); return its name and the ticket's state."""
	where = {"site": site or None, "contact_person": contact_person, "contact_phone": contact_phone}
	more = {**where, "team": team or None, "despite_clash": int(despite_clash)}
	visit = tiers.field_visit(number, specialist, starts_at, ends_at, place, notes, **more)
	return {"visit": visit.name, "state": visits.state_of_ticket(visit)}


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def visit_clashes(specialist: str, starts_at: str, ends_at: str, visit: str = "") -> list[dict[str, Any]]:
	"""The specialist's other visits at that time, before anything is saved."""
	require_right("SD Field Visit", "read")
	return visits.clashes_at(specialist, starts_at, ends_at, visit)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def visit_step(visit: str, visit_state: str, result: str = "", result_shown: bool = False) -> dict[str, Any]:
	"""Take a visit to its next state, with what came of it; return what the ticket's form goes on with."""
	return visits.after_step(visits.step(visit, visit_state, result, result_shown=result_shown))


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def ticket_visits(number: str) -> list[dict[str, Any]]:
	"""A ticket's visits, newest first, with what may become of each."""
	return visit_calendar.visits_of(_readable(number).name)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def visits_between(
	start: str, end: str, filters: str = "[]", doctype: str = "", field_map: str = ""
) -> list[dict[str, Any]]:
	"""Visits for the framework's calendar, which also sends the DocType and its map of fields."""
	return visit_calendar.between(start, end, filters)
