"""Who works on a ticket: its team and its agent, put there by hand or by the team's own rule.

The ticket's `agent` is the only truth. The framework's own assignment (a ToDo for each, a share, a notification and a
comment: a dozen statements a time) is deliberately not kept in step: two records of one fact drift, and this desk
has a queue and its own notices.
"""

from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue.record_options import category_tree
from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.team_turns import Candidate, Member, Rule, chosen
from servicedesk.shared.errors import refuse
from servicedesk.shared.people import full_name
from servicedesk.shared.visibility import is_staff
from servicedesk.tickets import queue_place, states, transitions
from servicedesk.tickets.teams import TEAM, is_member, loads, lock_turn, may_work, staff, team

# A new value of one of these may tell which team a ticket without one belongs to.
ROUTING_FIELDS = ("category", "service", "request_type")


def assign(doc_or_name: Any, agent: str | None = None, team: str | None = None) -> Any:
	"""Put an agent, a team, or both on a ticket, and save it; return the ticket.

	With a team alone, the team's own rule finds the agent. Raises Refused by the field when the agent cannot have it,
	Conflict on a ticket that has ended.
	"""
	ticket = transitions.locked(doc_or_name) if isinstance(doc_or_name, str) else doc_or_name
	ticket.check_permission("write")
	queue_place.check_open(ticket)
	if team:
		ticket.team = team
	if agent:
		ticket.agent = agent
	ticket.save()
	return ticket


def release(name: str) -> Any:
	"""Put a ticket back into its team's queue: nobody has it any more, and nobody is given it by rule."""
	ticket = transitions.locked(name)
	ticket.check_permission("write")
	queue_place.check_open(ticket)
	ticket.agent = None
	ticket.save()
	return ticket


def follow(doc: Any) -> None:
	"""Keep team and agent true to each other, and find both where the rules say so; called in validate.

	Raises Refused by the field for an agent who cannot have the ticket.
	"""
	before = doc.get_doc_before_save()
	doc.agent, doc.team = doc.agent or None, doc.team or None
	_route(doc, before)
	_follow_line(doc, before)
	_leave_team(doc, before)
	if doc.agent and (not before or (before.agent or None) != doc.agent):
		_check_agent(doc)
	if _waits_for_rule(doc, before):
		doc.agent = by_rule(doc, without=doc.flags.not_given_to or "")


def by_rule(doc: Any, without: str = "") -> str | None:
	"""Who gets the ticket by its team's own rule, or nobody. Two to four statements, none where staff assign by hand.

	`without`: somebody who is not to get it.

	The team's row is locked until the transaction ends, so that of two tickets at once each is somebody else's turn.
	Where loads count, so are the rows of all teams that its people are in, and loads are read as they are committed then.
	"""
	crew = team(doc.team)
	rule = Rule(crew.assignment or Rule.BY_HAND.value)
	if rule is Rule.BY_HAND or crew.disabled:
		return None
	members = [_member(row) for row in crew.members if row.user != without and may_work(row.user)]
	users = [member.user for member in members]
	# By turns alone nobody's load is asked for, unless somebody has a limit.
	asks_load = _asks_load(rule, members)
	last_turn = lock_turn(crew.name, users if asks_load else [])
	counts = loads(users, current=True) if asks_load else {}
	candidates = [Candidate(member, counts.get(member.user, 0)) for member in members]
	member = chosen(rule, candidates, last_turn, wanted_skills(doc))
	if not member:
		return None
	frappe.db.set_value(TEAM, crew.name, "last_turn", member.turn, update_modified=False)
	return member.user


def people(name: str = "") -> list[dict[str, Any]]:
	"""Who may have tickets: of a team in its order, or of the whole desk by name; with how many they have now.

	At most three statements.
	"""
	if name:
		members = [(row.user, bool(row.available)) for row in team(name).members if may_work(row.user)]
	else:
		members = [(user, True) for user in staff() if may_work(user)]
	counts = loads([user for user, _available in members])
	return [
		{"user": user, "full_name": full_name(user), "available": available, "open": counts.get(user, 0)}
		for user, available in members
	]


def wanted_skills(doc: Any) -> set[str]:
	"""What somebody who takes the ticket may know about: its category, those above it, and its service."""
	line = category_tree().line(doc.category) if doc.category else []
	return {category.name for category in line} | ({doc.service} if doc.service else set())


def team_for(doc: Any) -> str | None:
	"""The team that tickets like this one belong to: the first of these that has one.

	The category or the nearest above it, the service, the type of request.
	"""
	line = category_tree().line(doc.category) if doc.category else []
	places = [("SD Ticket Category", category.name) for category in reversed(line)]
	places += [("SD Service", doc.service), ("SD Request Type", doc.request_type)]
	for doctype, name in places:
		# query-in-loop: from the cache
		found = frappe.get_cached_value(doctype, name, "team") if name else None
		if found and not team(found).disabled:
			return str(found)
	return None


def _route(doc: Any, before: Any | None) -> None:
	"""A ticket that nobody has goes to the team that `team_for` finds."""
	if doc.team or doc.agent:
		return
	if not before or any((before.get(name) or None) != (doc.get(name) or None) for name in ROUTING_FIELDS):
		doc.team = team_for(doc)


def _follow_line(doc: Any, before: Any | None) -> None:
	"""A ticket is in the line of support that its team is, whichever way it came to the team."""
	if doc.team and (not before or before.team != doc.team):
		doc.tier = team(doc.team).tier or 1


def _leave_team(doc: Any, before: Any | None) -> None:
	"""Whoever had the ticket keeps it only if they are in the team it goes to."""
	if not before or not doc.team or not doc.agent or before.team == doc.team or before.agent != doc.agent:
		return
	if not is_member(doc.agent, doc.team):
		doc.agent = None


def _check_agent(doc: Any) -> None:
	if not may_work(doc.agent):
		refuse({"agent": _("{0} does not work at this desk.").format(doc.agent)})
	# Who takes a ticket up themselves may do so from outside the team: the workflow's roles have let them.
	if doc.team and doc.agent != frappe.session.user and not is_member(doc.agent, doc.team):
		refuse({"agent": _("{0} is not in the team {1}.").format(doc.agent, doc.team)})


def _waits_for_rule(doc: Any, before: Any | None) -> bool:
	"""Whether the ticket has just come to where its team's rule gives it to somebody."""
	if doc.agent or not doc.team or not (_is_ready(doc) or _is_left_in_work(doc, before)):
		return False
	return not before or before.team != doc.team or before.workflow_state != doc.workflow_state


def _is_ready(doc: Any) -> bool:
	"""Whether somebody may be put on it: it waits in the queue; where the workflow has none, it is new."""
	if any(row.get("sd_queue") for row in states.workflow().states):
		return queue_place.waits_in_queue(doc.workflow_state)
	return states.category_of(doc.workflow_state) is StateCategory.NEW


def _is_left_in_work(doc: Any, before: Any | None) -> bool:
	"""Whether nobody works on what is in work; who takes a step into work themselves has it, and no rule is asked."""
	if states.category_of(doc.workflow_state) is not StateCategory.ACTIVE:
		return False
	is_own_step = before and before.workflow_state != doc.workflow_state and is_staff(frappe.session.user)
	return not is_own_step or transitions.is_automatic_step(doc)


def _asks_load(rule: Rule, members: list[Member]) -> bool:
	return rule is not Rule.ROUND_ROBIN or any(member.most for member in members)


def _member(row: Any) -> Member:
	return Member(
		user=row.user,
		turn=row.idx,
		available=bool(row.available),
		most=row.most_tickets or 0,
		skills=frozenset(line.strip() for line in (row.skills or "").split("\n") if line.strip()),
	)
