"""Rules and the workflow's own automatic steps together must not lead tickets round in a circle."""

from collections.abc import Sequence
from typing import Any

import frappe

from servicedesk.domain.automatic_steps import circle
from servicedesk.domain.lifecycle import TransitionTrigger, is_open
from servicedesk.service_levels.escalation_rules import CLOCK, RULE
from servicedesk.shared.errors import NotSetUp
from servicedesk.tickets import states
from servicedesk.tickets.escalation.recompute import states_meant

# What an action sets going in the workflow, apart from the step that one of them names itself.
SETS_GOING = {
	"Hand On": (TransitionTrigger.HANDED_ON, TransitionTrigger.ASSIGNMENT),
	"Assign": (TransitionTrigger.ASSIGNMENT,),
	"Field Visit": (TransitionTrigger.VISIT_PLANNED,),
}
Steps = dict[str, set[str]]


def circle_of(doc: Any) -> list[str]:
	"""The states through which this rule, the others in force and the workflow would lead round; empty for none."""
	try:
		table = states.workflow()
	except NotSetUp:
		return []
	return _circle(table, [doc, *_in_force(doc.name)], [doc]) if doc.enabled else []


def circle_in(table: Any) -> list[str]:
	"""The states through which a workflow, as it is about to be, and the rules in force would lead round."""
	found = _in_force()
	return _circle(table, found, found)


def _circle(table: Any, all_rules: Sequence[Any], asked: Sequence[Any]) -> list[str]:
	"""A circle that one of the rules asked about has a part in; what the workflow does alone is its own check's."""
	steps = _automatic(table)
	for rule in all_rules:
		_join(steps, _steps_of_rule(rule, table))
	starts = [state for rule in asked for state in _steps_of_rule(rule, table)]
	return next((found for state in starts if (found := circle(steps, state))), [])


def _in_force(but: str | None = None) -> list[Any]:
	names = frappe.get_all(RULE, filters={"enabled": 1}, pluck="name", order_by="name", limit=0)
	return [frappe.get_cached_doc(RULE, name) for name in names if name != but]


def _automatic(table: Any) -> Steps:
	steps: Steps = {}
	for row in table.transitions:
		if states.trigger_of(row) is TransitionTrigger.ELAPSED_TIME:
			steps.setdefault(row.state, set()).add(row.next_state)
	return steps


def _steps_of_rule(rule: Any, table: Any) -> Steps:
	"""From each state in which the rule may act, the states that its actions lead to."""
	steps: Steps = {}
	sources = _sources(rule, table)
	for action in rule.actions:
		for row in table.transitions:
			if row.state in sources and _is_taken_by(action, row):
				steps.setdefault(row.state, set()).add(row.next_state)
	return steps


def _is_taken_by(action: Any, transition: Any) -> bool:
	if action.action == "Take Step":
		return bool(transition.action == action.step)
	return states.trigger_of(transition) in SETS_GOING.get(action.action, ())


def _sources(rule: Any, table: Any) -> set[str]:
	"""The states in which the rule may act again and again: each stay in a state is a new occasion.

	A clock's cycle is one only where the clock begins anew; else the rule acts so and so many times, and that is all.
	"""
	if rule.counts != CLOCK:
		return set(states_meant(rule, table))
	if not rule.clock_kind or not _restarts(rule.clock_kind):
		return set()
	return {row.state for row in table.states if is_open(states.category_of_row(row))}


def _restarts(clock_kind: str) -> bool:
	triggers: Sequence[Any] = frappe.get_cached_doc("SD Clock Kind", clock_kind).triggers
	return any(row.effect == "Restarts" for row in triggers)


def _join(steps: Steps, more: Steps) -> None:
	for state, following in more.items():
		steps.setdefault(state, set()).update(following)
