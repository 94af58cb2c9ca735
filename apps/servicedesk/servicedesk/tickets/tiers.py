"""Escalation tiers: a ticket goes on to another team, as a rule the next line, or to a field visit.

Source: manual outsourcer 10. Whoever hands on says why; the reason stays in the history. Which state a ticket is in
afterwards is said by the workflow: transitions that are set going by "Handed On".
"""

from datetime import datetime
from typing import Any

import frappe
from frappe import _

from servicedesk.domain.lifecycle import StateCategory, TransitionTrigger, is_final
from servicedesk.domain.text_normalisation import clean_lines
from servicedesk.shared.compat import utc_now
from servicedesk.shared.errors import Conflict, refuse
from servicedesk.tickets import clocks, history, states, transitions, visits

LONGEST_REASON = 2_000


def choices(ticket: Any) -> dict[str, Any]:
	"""The team that a ticket goes to by itself, and every other it may go to. One statement."""
	teams = frappe.get_all(
		"SD Team",
		{"disabled": 0, "name": ("!=", ticket.team or "")},
		["name", "tier"],
		order_by="tier asc, name asc",
		limit=200,
	)
	following = _next_team(ticket)
	return {"next_team": following if any(team.name == following for team in teams) else "", "teams": teams}


def hand_on(name: str, team: str | None = None, reason: str = "") -> Any:
	"""Hand a ticket on to the team, or to the one its present team escalates to; return the ticket.

	Nobody has it then, unless the new team's own rule of assignment puts somebody on it. Raises Refused without a
	reason or a team that can take it, Conflict for a ticket that has ended.
	"""
	ticket = transitions.locked(name)
	ticket.check_permission("write")
	if is_final(StateCategory(ticket.state_category)):
		frappe.throw(_("This request is finished. It cannot be handed on."), Conflict)
	reason = clean_lines(reason or "")[:LONGEST_REASON]
	following = team or _next_team(ticket)
	if problems := _problems(ticket, following, reason):
		refuse(problems)
	before = ticket.team or ""
	_put(ticket, following)
	_note(ticket, before, following, reason)
	return ticket


def field_visit(
	name: str,
	specialist: str,
	starts: datetime | str,
	ends: datetime | str,
	place: str = "",
	notes: str = "",
	**more: Any,
) -> Any:
	"""Plan a visit for a ticket (times in the site's zone); return the visit. `more`: its other fields by name.

	Raises Refused for what cannot be planned, Conflict when the specialist's time is taken.
	"""
	times = {"starts_at": starts, "ends_at": ends}
	return visits.plan(name, {"specialist": specialist, **times, "place": place, "notes": notes, **more})


def _next_team(ticket: Any) -> str:
	return str((ticket.team and frappe.get_cached_value("SD Team", ticket.team, "next_team")) or "")


def _problems(ticket: Any, team: str, reason: str) -> dict[str, str]:
	problems = {}
	if not reason:
		problems["reason"] = _("Say why the request is handed on.")
	if not team:
		problems["team"] = _("Choose a team: the present one escalates to none.")
	elif team == ticket.team:
		problems["team"] = _("The request is with this team already.")
	elif frappe.get_cached_value("SD Team", team, "disabled") != 0:
		problems["team"] = _("This team takes no requests.")
	return problems


def _put(ticket: Any, team: str) -> None:
	ticket.team = team
	ticket.tier = frappe.get_cached_value("SD Team", team, "tier") or 1
	ticket.agent = None
	transition = states.triggered_by(ticket, TransitionTrigger.HANDED_ON)
	if transition:
		transitions.apply(ticket, transition)
	else:
		ticket.save()


def _note(ticket: Any, before: str, team: str, reason: str) -> None:
	event = history.Event(
		history.HANDED_ON,
		utc_now(),
		ticket.state_category,
		visible_to_customer=False,
		detail=reason,
		field="team",
		from_value=before,
		to_value=team,
	)
	history.append(ticket.name, [event])
	# The time of one line ends with it (outsourcer 9).
	clocks.follow(ticket, ticket, [event], event.at)
