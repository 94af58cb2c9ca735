"""What a visit does to its ticket: an entry in the history, notices, the result written back, the workflow's step.

Which state a ticket with a planned visit is in, and where it goes from there, is said by the workflow: transitions
that are set going by "Visit Planned" and "Visit Ended". A workflow without them leaves the ticket where it is.
"""

from typing import Any

from servicedesk.domain.field_visit import VisitState
from servicedesk.domain.lifecycle import TransitionTrigger
from servicedesk.messaging.outbox import queue
from servicedesk.shared.compat import utc_now
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets import (
	audit,
	conversation,
	history,
	notes,
	states,
	transitions,
	visit_calendar,
	visit_ends,
	visit_notices,
)
from servicedesk.tickets.teams import is_member

# What the customer and the specialist have to know of.
TOLD = ("specialist", "starts_at", "ends_at", "place")
ENDED = frozenset((VisitState.DONE, VisitState.NOBODY_THERE, VisitState.CANCELLED))


def planned(visit: Any, ticket: Any) -> None:
	"""A new visit: the ticket is the specialist's from now on, if it was nobody's."""
	visit_ends.note(visit, ticket)
	queue(visit_notices.planned(ticket, visit))
	transition = states.triggered_by(ticket, TransitionTrigger.VISIT_PLANNED)
	if transition:
		if not ticket.agent and _may_have(ticket, visit.specialist):
			ticket.agent = visit.specialist
		transitions.apply(ticket, transition)


def changed(visit: Any, before: Any, ticket: Any) -> None:
	"""Another time, place or specialist."""
	visit_ends.note(visit, ticket)
	queue(visit_notices.changed(ticket, visit, before))


def stepped(visit: Any, ticket: Any) -> None:
	"""On the way, made, in vain or called off; with the last open visit's end the ticket goes back to work."""
	state = VisitState(visit.visit_state)
	visit_ends.note(visit, ticket)
	if visit.result and state in ENDED:
		_write_back(visit, ticket)
	if state is VisitState.CANCELLED:
		queue(visit_notices.cancelled(ticket, visit))
	if state in ENDED and not visit_calendar.open_visits(ticket.name):
		_go_back(ticket)


def _may_have(ticket: Any, specialist: str) -> bool:
	"""A visit does not take a ticket out of its team."""
	return not ticket.team or is_member(specialist, ticket.team)


def _go_back(ticket: Any) -> None:
	transition = states.triggered_by(ticket, TransitionTrigger.VISIT_ENDED)
	if transition:
		transitions.apply(ticket, transition)


def _write_back(visit: Any, ticket: Any) -> None:
	"""What was done there, as a message or as a note for the desk alone.

	What the customer has read may also be the solution; a note of the desk never becomes one by itself.
	"""
	if not visit.result_shown:
		notes.add(ticket.name, unshield(visit.result))
		return
	conversation.agent_message(ticket.name, unshield(visit.result))
	if not ticket.resolution:
		ticket.db_set("resolution", visit.result)
		history.append(ticket.name, [_solved(visit, ticket)])


def _solved(visit: Any, ticket: Any) -> history.Event:
	"""The solution goes past the ticket's own save, and so past what a save leaves in the history."""
	return history.Event(
		history.FIELD_CHANGED,
		utc_now(),
		ticket.state_category,
		visible_to_customer=False,
		field="resolution",
		to_value=audit.fitting(visit.result),
	)
