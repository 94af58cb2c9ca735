"""Workflows that are refused, each for its one fault, at its place."""

from __future__ import annotations

import dataclasses

import pytest

from servicedesk.domain.lifecycle import StateCategory, TransitionTrigger
from servicedesk.domain.workflow_rules import Fault, State, Step, WorkflowProblem, problems

BUTTON, TIME = TransitionTrigger.BUTTON, TransitionTrigger.ELAPSED_TIME
REPLY, ASSIGNED = TransitionTrigger.CUSTOMER_REPLY, TransitionTrigger.RESUME_ASSIGNED

STATES = (
	State(1, "Open", StateCategory.NEW),
	State(2, "Working", StateCategory.ACTIVE),
	State(3, "Asked", StateCategory.WAITING_FOR_CUSTOMER),
	State(4, "Solved", StateCategory.RESOLVED),
	State(5, "Closed", StateCategory.CLOSED),
)
STEPS = (
	Step(1, "Open", "Take", "Working", BUTTON),
	Step(2, "Working", "Ask", "Asked", BUTTON, demands=True),
	Step(3, "Asked", "Answer", "Open", REPLY),
	Step(4, "Open", "Go on", "Working", ASSIGNED),
	Step(5, "Working", "Solve", "Solved", BUTTON, demands=True),
	Step(6, "Solved", "Close", "Closed", TIME, after=5),
	Step(7, "Solved", "Reopen", "Working", BUTTON),
)


def faults(states: tuple[State, ...] = STATES, steps: tuple[Step, ...] = STEPS) -> list[WorkflowProblem]:
	"""What is wrong."""
	return problems(states, steps)


def changed_state(row: int, category: StateCategory | None) -> tuple[State, ...]:
	"""The states, one of them with another meaning."""
	return tuple(
		dataclasses.replace(state, category=category) if state.row == row else state for state in STATES
	)


def without_step(row: int) -> tuple[Step, ...]:
	"""The steps but one."""
	return tuple(step for step in STEPS if step.row != row)


def test_a_sound_workflow() -> None:
	"""Nothing is wrong with it: a question and an answer lead back to work, time closes what is solved."""
	assert faults() == []


def test_a_state_without_category() -> None:
	"""Nothing but that is said of the state."""
	assert faults(changed_state(2, None)) == [WorkflowProblem(Fault.NO_CATEGORY, "states", 2, ("Working",))]


def test_a_last_state_without_category_is_no_dead_end_before_it_has_a_meaning() -> None:
	"""It may be meant to be final."""
	assert faults(changed_state(5, None)) == [WorkflowProblem(Fault.NO_CATEGORY, "states", 5, ("Closed",))]


def test_a_first_state_without_category_is_not_called_wrong_besides() -> None:
	"""One fault at a time."""
	assert [found.fault for found in faults(changed_state(1, None))] == [Fault.NO_CATEGORY]


def test_a_first_state_that_is_not_new() -> None:
	"""A ticket would begin as accepted."""
	expected = [WorkflowProblem(Fault.FIRST_NOT_NEW, "states", 1, ("Open",))]
	assert faults(changed_state(1, StateCategory.ACTIVE)) == expected


def test_a_state_for_two_roles_means_one_thing() -> None:
	"""The second row is at fault when they differ, and neither when they agree or one is empty."""
	two = (*STATES, State(6, "Working", StateCategory.RESOLVED))
	assert faults(two) == [WorkflowProblem(Fault.TWO_CATEGORIES, "states", 6, ("Working",))]
	assert faults((*STATES, State(6, "Working", StateCategory.ACTIVE))) == []
	half = (*changed_state(2, None), State(6, "Working", StateCategory.ACTIVE))
	assert [found.fault for found in faults(half)] == [Fault.NO_CATEGORY]


def test_a_dead_end() -> None:
	"""Asked, and no answer leads anywhere; a step to itself is no way on."""
	expected = [WorkflowProblem(Fault.NO_WAY_ON, "states", 3, ("Asked",))]
	assert faults(steps=without_step(3)) == expected
	assert faults(steps=(*without_step(3), Step(3, "Asked", "Wait", "Asked", BUTTON))) == expected


def test_a_state_that_nothing_leads_to() -> None:
	"""No ticket would ever be there."""
	expected = [WorkflowProblem(Fault.NO_WAY_TO, "states", 3, ("Asked",))]
	assert faults(steps=without_step(2)) == expected


def test_ways_that_never_end() -> None:
	"""Open, working and asked lead on and on, and never to an end."""
	found = faults(STATES[:4], (*STEPS[:5], STEPS[6]))
	assert {problem.fault for problem in found} == {Fault.NO_END}
	assert [problem.row for problem in found] == [1, 2, 3, 4]


@pytest.mark.parametrize("after", [0, -1])
def test_time_without_a_duration(after: int) -> None:
	"""It would happen at once."""
	steps = (*without_step(6), dataclasses.replace(STEPS[5], after=after))
	expected = [WorkflowProblem(Fault.NO_DURATION, "transitions", 6, ("Close", "Solved", "Closed"))]
	assert faults(steps=steps) == expected


def test_words_demanded_of_nobody() -> None:
	"""Time writes no message."""
	steps = (*without_step(6), dataclasses.replace(STEPS[5], demands=True))
	assert [(found.fault, found.row) for found in faults(steps=steps)] == [(Fault.DEMANDS_OF_NOBODY, 6)]


def test_a_loop_of_what_happens_by_itself() -> None:
	"""An answer leads to open, and open leads straight back to asked: both steps are named."""
	steps = (*without_step(4), Step(4, "Open", "Go on", "Asked", ASSIGNED))
	assert [(found.fault, found.row) for found in faults(steps=steps)] == [(Fault.LOOP, 3), (Fault.LOOP, 4)]


def test_a_step_that_leads_to_where_it_begins_is_a_loop() -> None:
	"""It would set itself going."""
	steps = (*STEPS, Step(8, "Asked", "Answer", "Asked", REPLY))
	assert [(found.fault, found.row) for found in faults(steps=steps)] == [(Fault.LOOP, 8)]


def test_time_that_takes_no_time_is_part_of_a_loop() -> None:
	"""Time that takes some is not: a ticket rests in between."""
	back = Step(8, "Working", "Back", "Open", TIME, after=0)
	found = faults(steps=(*STEPS, back))
	assert (Fault.LOOP, 8) in [(problem.fault, problem.row) for problem in found]
	assert faults(steps=(*STEPS, dataclasses.replace(back, after=1))) == []


def test_a_step_of_an_unknown_state_is_another_rules_matter() -> None:
	"""The framework itself refuses rows that name a state which is not in the workflow; here nothing breaks."""
	stray = Step(8, "Elsewhere", "Come", "Nowhere", BUTTON)
	assert faults(steps=(*STEPS, stray)) == []


def test_names_of_faults() -> None:
	"""They are stable words."""
	assert str(Fault.NO_WAY_ON) == "no_way_on"
