"""Changes of state: all through the workflow's own transitions, whoever asks and whichever way.

`perform` is what endpoints call. The controller calls `follow_state` and `complete` on every save, so that the desk's
own workflow buttons do exactly the same.
"""

from datetime import datetime
from typing import Any

import frappe
from frappe import _

from servicedesk.domain.lifecycle import FINAL, WAITING, StateCategory, TransitionTrigger
from servicedesk.messaging.outbox import queue
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.errors import Conflict, refuse
from servicedesk.shared.visibility import is_staff
from servicedesk.tickets import audit, clocks, demands, history, states, workflow_actions
from servicedesk.tickets.notices import assigned, categorised, customer_acted, state_changed

TAKEN = WAITING | {StateCategory.ACTIVE}


def locked(name: str) -> Any:
	"""The ticket, locked until the transaction ends: of two people acting at once, one comes second."""
	return frappe.get_doc("SD Ticket", name, for_update=True)


def perform(
	name: str,
	action: str,
	*,
	message: str = "",
	resolution: str = "",
	waiting_reason: str = "",
	workaround: str = "",
) -> Any:
	"""Take the transition called `action` as the signed-in user; return the ticket.

	The words go to the fields of their names, the message to the customer's notice. Raises Conflict when the ticket's
	state of now has no such transition for this user, Refused when the transition demands words that are missing.
	"""
	ticket = locked(name)
	take(ticket, action, demands.Words(message, resolution, waiting_reason, workaround))
	return ticket


def take(ticket: Any, action: str, words: demands.Words) -> None:
	"""Take a step on a ticket that the caller has locked. Raises as `perform` does."""
	transition = next((row for row in states.buttons(ticket) if row.action == action), None)
	if not transition:
		frappe.throw(_not_possible(ticket), Conflict)
	demands.write(ticket, words)
	apply(ticket, transition, words.message)


def apply(ticket: Any, transition: Any, message: str = "") -> None:
	"""Put a locked ticket through a transition that the workflow offers to the signed-in user, or that happens by itself."""
	ticket.workflow_state = transition.next_state
	ticket.flags.transition = transition
	ticket.flags.transition_message = message.strip()
	# Customers may not write tickets; this change is the one that the workflow's table allows to them.
	ticket.flags.ignore_permissions = not is_staff(frappe.session.user)
	ticket.save()


def resume(ticket: Any) -> None:
	"""A ticket that has its agent goes on to them by itself once the customer has answered (edi-provider 8)."""
	transition = states.triggered_by(ticket, TransitionTrigger.RESUME_ASSIGNED) if ticket.agent else None
	if transition:
		ticket.flags.resumed = True
		apply(ticket, transition)


def follow_assignment(doc: Any) -> None:
	"""A ticket that an agent or a team is put on takes the step that the workflow has for that (integrator 10).

	Called in validate, before `follow_state`: whoever assigns, and whichever way, the step is the same save's.
	"""
	before = doc.get_doc_before_save()
	if not before or before.workflow_state != doc.workflow_state or not _is_put_on_somebody(before, doc):
		return
	_set_going(doc, TransitionTrigger.ASSIGNMENT)


def _begin_assigned(doc: Any) -> None:
	"""The same for a ticket that is made with its agent or team: its first state is the workflow's, so it moves after."""
	if not (doc.agent or doc.team):
		return
	transition = states.triggered_by(doc, TransitionTrigger.ASSIGNMENT)
	if transition:
		apply(doc, transition)


def is_automatic_step(doc: Any) -> bool:
	"""Whether this save takes a step that happens by itself: the workflow's row allows it, whoever is signed in."""
	step = _step_taken(doc)
	return bool(step and states.is_automatic(step))


def _is_put_on_somebody(before: Any, doc: Any) -> bool:
	return any(doc.get(field) and before.get(field) != doc.get(field) for field in ("agent", "team"))


def _set_going(doc: Any, trigger: TransitionTrigger) -> None:
	transition = states.triggered_by(doc, trigger)
	if transition:
		doc.workflow_state = transition.next_state
		doc.flags.transition = transition


def _step_taken(doc: Any) -> Any | None:
	"""The transition that our own door has set going with this save; None for the framework's ways."""
	before, step = doc.get_doc_before_save(), doc.flags.transition
	if before and step and (step.state, step.next_state) == (before.workflow_state, doc.workflow_state):
		return step
	return None


def follow_state(doc: Any) -> None:
	"""Keep the category, the time stamps and the agent in step with the state."""
	doc.state_category = str(states.category_of(doc.workflow_state))
	before = doc.get_doc_before_save()
	if not before or before.workflow_state == doc.workflow_state:
		return
	demands.forget(before, doc)
	step = _checked_step(before, doc)
	doc.flags.told = demands.told(doc, step)
	category = StateCategory(doc.state_category)
	now = to_system(utc_now())
	doc.last_activity_at = now
	if category not in WAITING and step.get("sd_requires") != "Reason for Waiting":
		doc.waiting_reason = None
	if category in TAKEN:
		doc.accepted_at = doc.accepted_at or now
		doc.resolved_at = doc.closed_at = None
		if not doc.agent and is_staff(frappe.session.user) and not states.is_automatic(step):
			doc.agent = frappe.session.user
	elif category is StateCategory.RESOLVED:
		doc.resolved_at = now
	elif category in FINAL:
		doc.closed_at = now


def complete(doc: Any) -> None:
	"""After a save: history, clocks and notices of what changed."""
	before = doc.get_doc_before_save()
	if not before:
		_begin_assigned(doc)
		return
	now = utc_now()
	changed_state = before.workflow_state != doc.workflow_state
	events = audit.changes(before, doc, now)
	if events:
		history.append(doc.name, events)
	clocks.follow(doc, before, events, now)
	if (before.agent or None) != (doc.agent or None) and not doc.flags.no_notice:
		queue(assigned(doc, now.isoformat()))
	if changed_state:
		workflow_actions.settle(doc)
	_tell(doc, now, changed_state=changed_state)


def _tell(doc: Any, now: datetime, *, changed_state: bool) -> None:
	"""Who shares in the ticket hears of the new state; its agent, when the customer has brought it about.

	Triage and its step into the queue are one piece of news (software-vendor 8).
	"""
	occasion, message = now.isoformat(), doc.flags.transition_message or ""
	if doc.flags.newly_categorised and doc.state_category == StateCategory.NEW.value:
		queue(categorised(doc, occasion, message))
		return
	if not changed_state or doc.flags.no_notice:
		return
	queue(state_changed(doc, occasion, doc.flags.told, told_to_actor=bool(doc.flags.resumed)))
	step = _step_taken(doc)
	if step and not message and not states.is_automatic(step) and not is_staff(frappe.session.user):
		queue(customer_acted(doc, occasion))


def _checked_step(before: Any, doc: Any) -> Any:
	"""The transition that this save takes, whichever way it is taken (a list's bulk action, the framework's API).

	Raises Conflict where people have no such step, Refused when its words are missing: of several between the same
	states, one whose words are there will do.
	"""
	step = _step_taken(doc)
	if step and states.is_automatic(step):
		return step
	steps = [step] if step else states.steps_between(before, doc.workflow_state)
	if not steps:
		frappe.throw(_not_possible(before), Conflict)
	missing = [demands.problems(doc, row) for row in steps]
	if all(missing):
		refuse(missing[0])
	return steps[missing.index({})]


def _not_possible(ticket: Any) -> str:
	return _("This is not possible any more. The request is now in the state: {0}.").format(
		ticket.workflow_state
	)
