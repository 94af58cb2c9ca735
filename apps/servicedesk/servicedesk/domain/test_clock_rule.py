"""Rules and triggers: read and written, and refused when they make no sense."""

from datetime import datetime, timezone

import pytest

from servicedesk.domain.clock_rule import ClockError, ClockEvent, ClockRule, Trigger
from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.sla_clock import ClockState
from servicedesk.domain.sla_rules import Reopening, happening

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize("text", ["category:active", "category:waiting_for_others", "event:public_reply"])
def test_a_trigger_is_read_as_it_is_written(text: str) -> None:
	assert str(Trigger.parse(text)) == text


@pytest.mark.parametrize(
	"text", ["", "active", "category:", "category:asleep", "moon:full", "Category:active"]
)
def test_what_is_no_trigger_is_refused(text: str) -> None:
	with pytest.raises(ClockError, match="not a trigger"):
		Trigger.parse(text)


def test_an_event_without_a_name_is_no_trigger() -> None:
	with pytest.raises(ClockError, match="names a category or an event"):
		Trigger.parse("event:")


def test_a_trigger_names_one_thing() -> None:
	with pytest.raises(ClockError, match="one of them"):
		Trigger(StateCategory.NEW, "created")


def test_to_enter_a_category_is_to_come_from_another() -> None:
	trigger = Trigger(category=StateCategory.ACTIVE)
	event = ClockEvent(NOW, StateCategory.ACTIVE, "transition")
	assert trigger.is_set_off_by(event, None)
	assert trigger.is_set_off_by(event, StateCategory.NEW)
	assert not trigger.is_set_off_by(event, StateCategory.ACTIVE)
	assert not trigger.is_set_off_by(ClockEvent(NOW, StateCategory.NEW, "active"), None)


@pytest.mark.parametrize("target", [0, -1])
def test_a_target_is_positive(target: int) -> None:
	with pytest.raises(ClockError, match="target of 'triage' is not positive"):
		ClockRule("triage", target, happening("created"), happening("categorised"))


@pytest.mark.parametrize(("starts", "meets"), [((), ("done",)), (("created",), ())])
def test_a_rule_has_a_start_and_a_goal(starts: tuple[str, ...], meets: tuple[str, ...]) -> None:
	with pytest.raises(ClockError, match="needs something that starts it"):
		ClockRule("triage", 60, happening(*starts), happening(*meets))


def test_words_are_stored_as_they_are() -> None:
	assert str(ClockState.MET_LATE) == "met_late"
	assert str(Reopening.CONTINUE) == "continue"
