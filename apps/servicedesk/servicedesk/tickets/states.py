"""What the active workflow says: which states there are, what they mean, and who may lead from one to another.

Code asks for a state's category and a transition's trigger, never for a name: names are the company's own.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_transitions, get_workflow_name, is_transition_condition_satisfied

from servicedesk.domain.lifecycle import StateCategory, TransitionTrigger, customer_may_cancel
from servicedesk.shared.background_work import TICKETS_OF_STATE, arguments_of
from servicedesk.shared.errors import NotSetUp
from servicedesk.shared.visibility import CUSTOMER_ROLE, is_staff

# What staff choose in the workflow, and what it is called in the rules.
TRIGGERS = {
	"": TransitionTrigger.BUTTON,
	"Button": TransitionTrigger.BUTTON,
	"Customer Reply": TransitionTrigger.CUSTOMER_REPLY,
	"Agent Already Assigned": TransitionTrigger.RESUME_ASSIGNED,
	"Assignment": TransitionTrigger.ASSIGNMENT,
	"Elapsed Time": TransitionTrigger.ELAPSED_TIME,
	"Handed On": TransitionTrigger.HANDED_ON,
	"Visit Planned": TransitionTrigger.VISIT_PLANNED,
	"Visit Ended": TransitionTrigger.VISIT_ENDED,
	"Merged": TransitionTrigger.MERGED,
}
# What only people choose; everything else happens by itself, whoever is signed in then.
CHOSEN = TransitionTrigger.BUTTON


def workflow() -> Any:
	"""The active workflow of tickets; raises NotSetUp when there is none."""
	name = get_workflow_name("SD Ticket")
	if not name:
		frappe.throw(_("No workflow for tickets is active. Load a preset, or make one."), NotSetUp)
	return frappe.get_cached_doc("Workflow", name)


def initial_state() -> str:
	"""The state in which tickets begin: the workflow's first."""
	return workflow().states[0].state


def category_of(state: str) -> StateCategory:
	"""What the state means, or the one that has taken its place; a state that staff have not mapped counts as active."""
	row = _row_of(state) or _row_of(current(state))
	return category_of_row(row) if row else StateCategory.ACTIVE


def is_known(state: str) -> bool:
	"""Whether the active workflow has the state."""
	return _row_of(state) is not None


def _row_of(state: str) -> Any | None:
	return next((row for row in workflow().states if row.state == state), None)


def current(state: str) -> str:
	"""The state itself, or while its tickets are being moved, the one that took its place in the workflow.

	No statement for a state of the workflow, one for any other.
	"""
	if not state or is_known(state):
		return state
	becomes = str(arguments_of(TICKETS_OF_STATE, state).get("becomes") or "")
	return becomes if is_known(becomes) else state


def category_of_row(row: Any) -> StateCategory:
	"""The same of a row of a workflow, stored or about to be."""
	return StateCategory(row.get("sd_category") or StateCategory.ACTIVE.value)


def possible_transitions(ticket: Any) -> list[Any]:
	"""The transitions that the signed-in user may take from the ticket's state, by the workflow's own rules."""
	return get_transitions(ticket, workflow())


def steps_between(ticket: Any, next_state: str) -> list[Any]:
	"""The transitions from the ticket's state to another that the signed-in user may choose now."""
	return [row for row in buttons(ticket) if row.next_state == next_state]


def triggered_by(ticket: Any, trigger: TransitionTrigger) -> Any | None:
	"""The first transition that the trigger sets going from the ticket's state; or None.

	What happens by itself asks nobody's role: the workflow's row is the permission, its condition is asked.
	"""
	for row in steps_of(ticket.workflow_state, trigger):
		if is_transition_condition_satisfied(row, ticket):
			return row.as_dict()
	return None


def steps_of(state: str, trigger: TransitionTrigger) -> list[Any]:
	"""The workflow's transitions from that state that the trigger sets going, in the workflow's order."""
	return [row for row in steps_from(state) if trigger_of(row) is trigger]


def buttons(ticket: Any) -> list[Any]:
	"""The transitions that a person may choose now.

	A customer's way to call a request off ends when a specialist accepts it, also when the ticket comes back to a
	new state (integrator 13), unless the workflow lets customers call off work in progress (edi-provider 5).
	"""
	return offered(ticket, possible_transitions(ticket))


def steps_from(state: str) -> list[Any]:
	"""The workflow's transitions from that state, whoever may take them, in the workflow's order."""
	return [row for row in workflow().transitions if row.state == state]


def offered(ticket: Any, transitions: list[Any]) -> list[Any]:
	"""Of the transitions that somebody may take, those that a person chooses now."""
	rows = [row for row in transitions if trigger_of(row) is CHOSEN]
	if not _is_too_late_to_cancel(ticket):
		return rows
	return [row for row in rows if category_of(row.next_state) is not StateCategory.CANCELLED]


def is_automatic(transition: Any) -> bool:
	"""Whether the transition happens by itself and is nobody's button."""
	return trigger_of(transition) is not CHOSEN


def trigger_of(transition: Any) -> TransitionTrigger:
	"""What sets the transition going."""
	return TRIGGERS[transition.get("sd_trigger") or ""]


def _is_too_late_to_cancel(ticket: Any) -> bool:
	return (
		not is_staff(frappe.session.user)
		and bool(ticket.accepted_at)
		and customer_may_cancel(StateCategory(ticket.state_category))
		and not _lets_customers_cancel_work()
	)


def _lets_customers_cancel_work() -> bool:
	return any(
		row.allowed == CUSTOMER_ROLE
		and category_of(row.next_state) is StateCategory.CANCELLED
		and not customer_may_cancel(category_of(row.state))
		for row in workflow().transitions
	)
