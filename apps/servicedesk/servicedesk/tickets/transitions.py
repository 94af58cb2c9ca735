"""Changes of state: all through the workflow's own transitions, whoever asks and whichever way.

`perform` is what endpoints call. The controller calls `follow_state` and `complete` on every save, so that the desk's
own workflow buttons do exactly the same.
"""

from datetime import datetime
from typing import Any

import frappe
from frappe import _

from servicedesk.domain.lifecycle import StateCategory, TransitionTrigger
from servicedesk.messaging.outbox import queue
from servicedesk.service_levels import clock_store
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.errors import Conflict, refuse
from servicedesk.shared.visibility import is_staff
from servicedesk.tickets import history, states, workflow_actions
from servicedesk.tickets.notices import state_changed

TAKEN = frozenset(
	(StateCategory.ACTIVE, StateCategory.WAITING_FOR_CUSTOMER, StateCategory.WAITING_FOR_OTHERS)
)


def locked(name: str) -> Any:
	"""The ticket, locked until the transaction ends: of two people acting at once, one comes second."""
	return frappe.get_doc("SD Ticket", name, for_update=True)


def perform(name: str, action: str, *, message: str = "", resolution: str = "") -> Any:
	"""Take the transition called `action` as the signed-in user; return the ticket.

	Raises Conflict when the ticket's state of now has no such transition for this user, Refused when the transition
	demands words that are missing.
	"""
	ticket = locked(name)
	for transition in states.buttons(ticket):
		if transition.action == action:
			_check_demands(transition, message, resolution or ticket.resolution or "")
			ticket.resolution = resolution or ticket.resolution
			apply(ticket, transition, message)
			return ticket
	frappe.throw(_not_possible(ticket), Conflict)


def apply(ticket: Any, transition: Any, message: str = "") -> None:
	"""Put a locked ticket through a transition that the workflow allows to the signed-in user."""
	ticket.workflow_state = transition.next_state
	ticket.flags.transition_message = message
	# Customers may not write tickets; this change is the one that the workflow's table allows to them.
	ticket.flags.ignore_permissions = not is_staff(frappe.session.user)
	ticket.save()


def resume(ticket: Any) -> None:
	"""A ticket that has its agent goes on to them by itself once the customer has answered (edi-provider 8)."""
	transition = states.triggered_by(ticket, TransitionTrigger.RESUME_ASSIGNED) if ticket.agent else None
	if transition:
		ticket.flags.resumed = True
		apply(ticket, transition)


def follow_state(doc: Any) -> None:
	"""Keep the category, the time stamps and the agent in step with the state."""
	doc.state_category = str(states.category_of(doc.workflow_state))
	before = doc.get_doc_before_save()
	if not before or before.workflow_state == doc.workflow_state:
		return
	_check_demanded_words(before, doc)
	category = StateCategory(doc.state_category)
	now = to_system(utc_now())
	doc.last_activity_at = now
	if category in TAKEN:
		doc.accepted_at = doc.accepted_at or now
		doc.resolved_at = doc.closed_at = None
		if not doc.agent and is_staff(frappe.session.user):
			doc.agent = frappe.session.user
	elif category is StateCategory.RESOLVED:
		doc.resolved_at = now
	elif category in (StateCategory.CLOSED, StateCategory.CANCELLED):
		doc.closed_at = now


def complete(doc: Any) -> None:
	"""After a save: history, clocks and notices of what changed."""
	before = doc.get_doc_before_save()
	if not before:
		return
	now = utc_now()
	changed_state = before.workflow_state != doc.workflow_state
	events = _events(before, doc, now)
	if events:
		history.append(doc.name, events)
	if changed_state:
		workflow_actions.settle(doc)
		clock_store.refresh(doc.name, history.clock_events(doc.name), now)
		_tell(doc, now)


def _events(before: Any, doc: Any, now: datetime) -> list[history.Event]:
	events = []
	if before.agent != doc.agent:
		events.append(
			history.Event(
				history.ASSIGNED, now, doc.state_category, visible_to_customer=False, detail=doc.agent or ""
			)
		)
	if before.workflow_state != doc.workflow_state:
		events.append(
			history.Event(
				history.STATE_CHANGED,
				now,
				doc.state_category,
				from_state=before.workflow_state,
				to_state=doc.workflow_state,
			)
		)
	return events


def _tell(doc: Any, now: datetime) -> None:
	resumed = bool(doc.flags.resumed)
	occasion = now.isoformat()
	queue(state_changed(doc, occasion, doc.flags.transition_message or "", told_to_actor=resumed))


def _check_demanded_words(before: Any, doc: Any) -> None:
	"""Whichever way a step is taken (a list's bulk action, the framework's API), its words are demanded."""
	steps = states.steps_between(before.workflow_state, doc.workflow_state)
	if steps and all(step.get("sd_requires") for step in steps):
		_check_demands(steps[0], doc.flags.transition_message or "", doc.resolution or "")


def _check_demands(transition: Any, message: str, resolution: str) -> None:
	demands = transition.get("sd_requires") or ""
	if demands == states.REQUIRES_MESSAGE and not message.strip():
		refuse({"message": _("Write what the customer should know.")})
	if demands == states.REQUIRES_RESOLUTION and not resolution.strip():
		refuse({"resolution": _("Write what was done.")})


def _not_possible(ticket: Any) -> str:
	return _("This is not possible any more. The request is now in the state: {0}.").format(
		ticket.workflow_state
	)
