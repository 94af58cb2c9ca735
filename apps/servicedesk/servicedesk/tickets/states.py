"""What the active workflow says: which states there are, what they mean, and who may lead from one to another.

Code asks for a state's category and a transition's trigger, never for a name: names are the company's own.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_transitions, get_workflow_name

from servicedesk.domain.lifecycle import StateCategory, TransitionTrigger
from servicedesk.shared.errors import NotSetUp

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
}
REQUIRES_MESSAGE = "Message"
REQUIRES_RESOLUTION = "Resolution"


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
	"""What the state means; a state that staff have not mapped yet counts as active."""
	for row in workflow().states:
		if row.state == state:
			return StateCategory(row.get("sd_category") or StateCategory.ACTIVE.value)
	return StateCategory.ACTIVE


def possible_transitions(ticket: Any) -> list[Any]:
	"""The transitions that the signed-in user may take from the ticket's state, by the workflow's own rules."""
	return get_transitions(ticket, workflow())


def steps_between(state: str, next_state: str) -> list[Any]:
	"""The transitions from one state to another that the signed-in user's roles allow."""
	roles = frappe.get_roles()
	return [
		row
		for row in workflow().transitions
		if row.state == state and row.next_state == next_state and row.allowed in roles
	]


def triggered_by(ticket: Any, trigger: TransitionTrigger) -> Any | None:
	"""The transition that the trigger sets going from the ticket's state, for the signed-in user; or None."""
	for transition in possible_transitions(ticket):
		if _trigger(transition) is trigger:
			return transition
	return None


def buttons(ticket: Any) -> list[Any]:
	"""The transitions that a person may choose now."""
	return [row for row in possible_transitions(ticket) if _trigger(row) is TransitionTrigger.BUTTON]


def _trigger(transition: Any) -> TransitionTrigger:
	return TRIGGERS[transition.get("sd_trigger") or ""]
