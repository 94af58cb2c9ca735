"""Rows of a clock's behaviour: what is refused, and that the rest becomes the rule that was meant."""

import pytest

from servicedesk.domain.clock_rule import ClockError, ClockRule
from servicedesk.domain.clock_triggers import Behaviour, Effect, Fault, RowProblem, TriggerRow, row_problems
from servicedesk.domain.lifecycle import OPEN, WAITING, StateCategory
from servicedesk.domain.sla_rules import SOLVED, entering, happening, resolution_rule

NEW, ACTIVE, CUSTOMER = StateCategory.NEW, StateCategory.ACTIVE, StateCategory.WAITING_FOR_CUSTOMER
RESOLVED, CANCELLED = StateCategory.RESOLVED, StateCategory.CANCELLED
START = TriggerRow(Effect.STARTS, event="created")
GOAL = TriggerRow(Effect.MEETS, RESOLVED)
RESOLUTION = (
	START,
	*(TriggerRow(Effect.MEETS, category) for category in sorted(SOLVED)),
	*(TriggerRow(Effect.PAUSES, category) for category in sorted(WAITING)),
	*(TriggerRow(Effect.CONTINUES, category) for category in sorted(OPEN)),
	TriggerRow(Effect.CANCELS, CANCELLED),
)


def test_rows_become_the_rule_that_was_meant() -> None:
	assert row_problems(RESOLUTION) == []
	assert Behaviour.of(RESOLUTION).rule("resolution", 7200) == resolution_rule(7200)


def test_a_clock_may_run_on_where_others_of_its_kind_stand() -> None:
	rule = Behaviour.of(RESOLUTION).rule("resolution", 60, frozenset({CUSTOMER}))
	assert rule.pauses_in == {StateCategory.WAITING_FOR_OTHERS}


def test_restarts_and_events() -> None:
	rows = (
		START,
		TriggerRow(Effect.RESTARTS, event="customer_reply"),
		TriggerRow(Effect.MEETS, event="public_reply"),
	)
	assert row_problems(rows) == []
	behaviour = Behaviour.of(rows)
	assert behaviour.events == {"created", "customer_reply", "public_reply"}
	assert behaviour.rule("reply", 60) == ClockRule(
		"reply",
		60,
		starts_on=happening("created"),
		meets_on=happening("public_reply"),
		restarts_on=happening("customer_reply"),
		cancels_in=frozenset(),
	)


def test_a_behaviour_takes_no_target_of_nothing() -> None:
	with pytest.raises(ClockError, match="not positive"):
		Behaviour.of((START, GOAL)).rule("any", 0)


@pytest.mark.parametrize(
	"row", [TriggerRow(Effect.PAUSES), TriggerRow(Effect.STARTS, NEW, "created"), TriggerRow(Effect.MEETS)]
)
def test_a_row_names_one_occasion(row: TriggerRow) -> None:
	assert RowProblem(Fault.NAMES_BOTH_OR_NEITHER, 3) in row_problems((START, GOAL, row))


@pytest.mark.parametrize("effect", [Effect.PAUSES, Effect.CANCELS])
def test_what_lasts_needs_a_category(effect: Effect) -> None:
	found = row_problems((START, GOAL, TriggerRow(effect, event="public_reply")))
	assert found == [RowProblem(Fault.NEEDS_CATEGORY, 3)]


def test_the_same_row_twice() -> None:
	assert row_problems((START, GOAL, START)) == [RowProblem(Fault.TWICE, 3, 1)]


@pytest.mark.parametrize(
	("one", "other"),
	[
		(Effect.STARTS, Effect.MEETS),
		(Effect.STARTS, Effect.CANCELS),
		(Effect.RESTARTS, Effect.MEETS),
		(Effect.RESTARTS, Effect.CONTINUES),
		(Effect.RESTARTS, Effect.CANCELS),
		(Effect.CONTINUES, Effect.MEETS),
		(Effect.CONTINUES, Effect.CANCELS),
		(Effect.PAUSES, Effect.MEETS),
		(Effect.PAUSES, Effect.CANCELS),
		(Effect.MEETS, Effect.CANCELS),
	],
)
def test_what_cannot_happen_together_is_a_contradiction(one: Effect, other: Effect) -> None:
	rows = (START, GOAL, TriggerRow(one, ACTIVE), TriggerRow(other, ACTIVE))
	assert row_problems(rows) == [RowProblem(Fault.CONTRADICTION, 4, 3)]
	assert row_problems((*rows[:2], *reversed(rows[2:]))) == [RowProblem(Fault.CONTRADICTION, 4, 3)]


@pytest.mark.parametrize(
	("one", "other"), [(Effect.STARTS, Effect.RESTARTS), (Effect.CONTINUES, Effect.PAUSES)]
)
def test_what_can_happen_together_is_none(one: Effect, other: Effect) -> None:
	assert row_problems((START, GOAL, TriggerRow(one, ACTIVE), TriggerRow(other, ACTIVE))) == []


def test_a_clock_without_start_or_goal() -> None:
	assert row_problems((GOAL,)) == [RowProblem(Fault.NO_START)]
	assert row_problems((START,)) == [RowProblem(Fault.NO_GOAL)]
	assert row_problems(()) == [RowProblem(Fault.NO_START), RowProblem(Fault.NO_GOAL)]


def test_words_are_stored_as_they_are() -> None:
	assert str(Effect.RESTARTS) == "Restarts"
	assert entering(frozenset({RESOLVED})) == Behaviour.of((GOAL,)).meets_on
