"""Triage: a supervisor says what a new ticket is about and how urgent it is; only then does it wait in the queue.

Source: software-vendor 8: each case is categorised within one hour, and the customer is told. Which states come before
triage is the workflow's: those with a button into a state that waits in the queue, and which do not wait themselves.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import frappe
from frappe import _

from servicedesk.catalogue.record_options import category_tree, options_of
from servicedesk.domain.lifecycle import StateCategory, TransitionTrigger, is_final
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.errors import Conflict, refuse
from servicedesk.shared.plain_text import unshield
from servicedesk.shared.visibility import is_staff
from servicedesk.tickets import priority as priority_of_ticket
from servicedesk.tickets import states, transitions
from servicedesk.tickets.queue_place import waits_in_queue

MOST_LISTED = 100


class Given(NamedTuple):
	"""What triage says of a ticket beside its category; None for what stays as it is."""

	urgency: str | None = None
	impact: str | None = None
	priority: str | None = None
	reason: str = ""
	team: str | None = None


def categorise(
	name: str,
	category: str,
	*,
	urgency: str | None = None,
	impact: str | None = None,
	priority: str | None = None,
	reason: str = "",
	team: str | None = None,
) -> Any:
	"""Say what the ticket is about; return it. What is None stays as it is.

	It takes the workflow's step into the queue if its state has one for the signed-in user. Raises Refused by the
	field (a category that cannot be chosen, another priority without a reason), Conflict on a ticket that has ended.
	"""
	ticket = transitions.locked(name)
	ticket.check_permission("write")
	if is_final(StateCategory(ticket.state_category)):
		frappe.throw(_("This request is finished. It cannot be categorised any more."), Conflict)
	given = {"urgency": urgency, "impact": impact, "team": team}
	ticket.update(
		{"category": category, **{field: value for field, value in given.items() if value is not None}}
	)
	if priority is not None:
		priority_of_ticket.override(ticket, priority, reason)
	# Before the framework looks for the record: this says what is wrong beside the field.
	check_category(ticket)
	ticket.flags.categorised = True
	step = step_into_queue(ticket)
	if step:
		transitions.apply(ticket, step)
	else:
		ticket.save()
	return ticket


def follow(doc: Any) -> None:
	"""Check the ticket's category and note when it was first given; called in validate. Raises Refused by the field."""
	before = doc.get_doc_before_save()
	doc.category = doc.category or None
	changed = (before.category if before else None) != doc.category
	if doc.category and (changed or doc.flags.categorised):
		check_category(doc)
	doc.categorised_at = before.categorised_at if before else None
	doc.flags.newly_categorised = False
	if not doc.categorised_at and before and doc.category and _is_triage(before, doc, changed=changed):
		doc.categorised_at = to_system(utc_now())
		# Where a workflow has no triage, a category is nothing that a customer waits for.
		doc.flags.newly_categorised = (
			bool(doc.flags.categorised) or before.workflow_state in states_before_triage()
		)


def step_into_queue(ticket: Any) -> Any | None:
	"""The button of the signed-in user that leads from a state before triage into the queue."""
	if waits_in_queue(ticket.workflow_state):
		return None
	return next((row for row in states.buttons(ticket) if waits_in_queue(row.next_state)), None)


def states_before_triage() -> list[str]:
	"""The states in which tickets wait for triage; empty where the workflow has no triage."""
	flow = states.workflow()
	return [
		state.state
		for state in flow.states
		if not waits_in_queue(state.state)
		and states.category_of(state.state) is StateCategory.NEW
		and any(
			waits_in_queue(row.next_state) for row in states.steps_of(state.state, TransitionTrigger.BUTTON)
		)
	]


def waiting_for_triage(most: int = MOST_LISTED) -> Sequence[Any]:
	"""The tickets that wait for triage, the oldest first. One statement, on the index by_triage."""
	before_triage = states_before_triage()
	if not before_triage:
		return []
	rows = frappe.db.sql(
		"""select name, subject, customer, request_type, category, urgency, impact, priority, team, raised_at,
			workflow_state, left(description, 1000) description
		from `tabSD Ticket`
		where state_category = %(new)s and categorised_at is null and workflow_state in %(states)s
		order by raised_at, name limit %(most)s""",
		{"new": str(StateCategory.NEW), "states": before_triage, "most": min(most, MOST_LISTED)},
		as_dict=True,
	)
	for row in rows:
		row.update({"subject": unshield(row.subject), "description": unshield(row.description)})
	return rows


def options(request_type: str) -> dict[str, list[dict[str, str]]]:
	"""What triage may choose from, as value and label. Two statements on a warm cache."""
	categories = options_of("category", request_type)
	levels = {field: [asdict(option) for option in options_of(field, "")] for field in ("impact", "urgency")}
	return {
		"category": [asdict(option) for option in categories],
		**levels,
		"priority": _named(frappe.get_all("SD Priority", order_by="level asc, name asc", pluck="name")),
		"team": _named(frappe.get_all("SD Team", {"disabled": 0}, order_by="name asc", pluck="name")),
	}


def _named(names: list[str]) -> list[dict[str, str]]:
	return [{"value": name, "label": name} for name in names]


def check_category(doc: Any) -> None:
	"""Refuse a category that the ticket may not have: unknown, disabled, no leaf, or another request type's."""
	tree = category_tree()
	if not tree.may_be_chosen(doc.category, doc.request_type or ""):
		called = tree.label(doc.category) or doc.category
		refuse({"category": _("The category {0} cannot be chosen for this request.").format(called)})


def _is_triage(before: Any, doc: Any, *, changed: bool) -> bool:
	"""Staff have given it, by triage itself, on the form, or by the step into the queue; a customer's choice is a hint."""
	if doc.flags.categorised:
		return True
	into_queue = waits_in_queue(doc.workflow_state) and not waits_in_queue(before.workflow_state)
	return is_staff(frappe.session.user) and (changed or into_queue)
