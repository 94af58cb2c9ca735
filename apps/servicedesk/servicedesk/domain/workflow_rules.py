"""What a company's workflow of tickets must not be: rules that hold whatever its states are called.

A workflow is data that staff edit. What this module refuses would leave tickets without a meaning (a state without a
category), without an end (a dead end), without a beginning (a state that nothing leads to) or without rest (steps that
set each other going). Each fault names its place, so that a person finds the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from servicedesk.domain.lifecycle import StateCategory, TransitionTrigger, is_final

# Steps that take no time and ask nobody: chains of them run through at once.
_INSTANT = frozenset(
	{TransitionTrigger.CUSTOMER_REPLY, TransitionTrigger.RESUME_ASSIGNED, TransitionTrigger.ASSIGNMENT}
)


class Fault(str, Enum):
	"""What is wrong."""

	NO_CATEGORY = "no_category"
	TWO_CATEGORIES = "two_categories"
	"""The same state stands twice (for two roles) and means two things."""
	FIRST_NOT_NEW = "first_not_new"
	NO_WAY_ON = "no_way_on"
	"""A state that is not final and has no transition to another one."""
	NO_WAY_TO = "no_way_to"
	NO_END = "no_end"
	"""A state from which no way leads to a final one, though ways go on."""
	NO_DURATION = "no_duration"
	LOOP = "loop"
	DEMANDS_OF_NOBODY = "demands_of_nobody"
	"""A step that happens by itself demands words: nobody is there to write them."""

	def __str__(self) -> str:
		return self.value


@dataclass(frozen=True, slots=True)
class State:
	"""A row of states: its number as people see it, its name, and what it means (None: nobody has said)."""

	row: int
	name: str
	category: StateCategory | None


@dataclass(frozen=True, slots=True)
class Step:
	"""A row of transitions. `after` is a timed step's span, in its unit; `demands` whether words are demanded."""

	row: int
	state: str
	action: str
	next_state: str
	trigger: TransitionTrigger
	after: int = 0
	demands: bool = False


@dataclass(frozen=True, slots=True)
class WorkflowProblem:
	"""One fault and its place: a row of the table `states` or `transitions`, and the names to say it with."""

	fault: Fault
	table: str
	row: int
	names: tuple[str, ...]


def problems(states: Sequence[State], steps: Sequence[Step]) -> list[WorkflowProblem]:
	"""Return everything that is wrong with a workflow of at least one state, in the order of its rows."""
	first_rows = {state.name: state for state in reversed(states)}
	return [
		*_of_categories(states, first_rows),
		*_of_ways(states[0].name, list(first_rows.values())[::-1], steps),
		*_of_steps(steps),
		*_loops(steps),
	]


def _of_categories(states: Sequence[State], first_rows: Mapping[str, State]) -> list[WorkflowProblem]:
	found = [_state(Fault.NO_CATEGORY, state) for state in states if state.category is None]
	found += [
		_state(Fault.TWO_CATEGORIES, state)
		for state in states
		if state.category and (first_rows[state.name].category or state.category) is not state.category
	]
	if states[0].category not in (None, StateCategory.NEW):
		found.append(_state(Fault.FIRST_NOT_NEW, states[0]))
	return found


def _of_ways(start: str, states: Sequence[State], steps: Sequence[Step]) -> list[WorkflowProblem]:
	ways: dict[str, set[str]] = {state.name: set() for state in states}
	back: dict[str, set[str]] = {state.name: set() for state in states}
	for step in steps:
		if step.state != step.next_state:
			ways.setdefault(step.state, set()).add(step.next_state)
			back.setdefault(step.next_state, set()).add(step.state)
	reached = _reached([start], ways)
	ending = _reached([state.name for state in states if _may_end(state)], back)
	found = []
	for state in states:
		if state.name not in reached:
			found.append(_state(Fault.NO_WAY_TO, state))
		if not ways[state.name] and not _may_end(state):
			found.append(_state(Fault.NO_WAY_ON, state))
		elif state.name not in ending:
			found.append(_state(Fault.NO_END, state))
	return found


def _may_end(state: State) -> bool:
	"""A final state may be the last one; of a state that nobody has given a meaning, that is said first."""
	return state.category is None or is_final(state.category)


def _of_steps(steps: Iterable[Step]) -> list[WorkflowProblem]:
	found = []
	for step in steps:
		if step.trigger is TransitionTrigger.ELAPSED_TIME and step.after <= 0:
			found.append(_step(Fault.NO_DURATION, step))
		if step.demands and step.trigger is not TransitionTrigger.BUTTON:
			found.append(_step(Fault.DEMANDS_OF_NOBODY, step))
	return found


def _loops(steps: Sequence[Step]) -> list[WorkflowProblem]:
	"""Steps that happen by themselves and lead back to where they began, without anybody's doing or any time passing."""
	instant = [step for step in steps if _is_instant(step)]
	ways: dict[str, set[str]] = {}
	for step in instant:
		ways.setdefault(step.state, set()).add(step.next_state)
	return [_step(Fault.LOOP, step) for step in instant if step.state in _reached([step.next_state], ways)]


def _is_instant(step: Step) -> bool:
	if step.trigger is TransitionTrigger.ELAPSED_TIME:
		return step.after <= 0
	return step.trigger in _INSTANT


def _reached(starts: Iterable[str], ways: Mapping[str, set[str]]) -> set[str]:
	"""Return every state that ways lead to from these, themselves included."""
	reached: set[str] = set()
	ahead = list(starts)
	while ahead:
		state = ahead.pop()
		if state not in reached:
			reached.add(state)
			ahead.extend(ways.get(state, ()))
	return reached


def _state(fault: Fault, state: State) -> WorkflowProblem:
	return WorkflowProblem(fault, "states", state.row, (state.name,))


def _step(fault: Fault, step: Step) -> WorkflowProblem:
	return WorkflowProblem(fault, "transitions", step.row, (step.action, step.state, step.next_state))
