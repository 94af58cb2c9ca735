"""Visits: states and times."""

from datetime import datetime, timedelta, timezone

import pytest

from servicedesk.domain.field_visit import (
	TimeProblem,
	VisitState,
	is_open,
	may_follow,
	next_states,
	overlap,
	time_problem,
)

START = datetime(2026, 11, 25, 10, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


def test_a_visit_goes_to_its_end_and_stays_there() -> None:
	assert may_follow(VisitState.PLANNED, VisitState.ON_THE_WAY)
	assert may_follow(VisitState.ON_THE_WAY, VisitState.DONE)
	assert not may_follow(VisitState.ON_THE_WAY, VisitState.PLANNED)
	ended = [state for state in VisitState if not is_open(state)]
	assert ended == [VisitState.DONE, VisitState.NOBODY_THERE, VisitState.CANCELLED]
	for state in ended:
		assert next_states(state) == ()
		assert may_follow(state, state)
		assert not any(may_follow(state, other) for other in VisitState if other is not state)


def test_states_are_stored_in_these_words() -> None:
	assert [str(state) for state in VisitState] == [
		"Planned",
		"On the Way",
		"Done",
		"Nobody There",
		"Cancelled",
	]


@pytest.mark.parametrize(
	("length", "later", "expected"),
	[
		(HOUR, timedelta(0), None),
		(timedelta(days=2), timedelta(0), None),
		(timedelta(0), timedelta(0), TimeProblem.ENDS_BEFORE_IT_STARTS),
		(-HOUR, timedelta(0), TimeProblem.ENDS_BEFORE_IT_STARTS),
		(timedelta(days=2, seconds=1), timedelta(0), TimeProblem.TOO_LONG),
		(HOUR, timedelta(days=31), None),
		(HOUR, timedelta(days=32), TimeProblem.TOO_LONG_AGO),
	],
)
def test_times(length: timedelta, later: timedelta, expected: TimeProblem | None) -> None:
	assert time_problem(START, START + length, START + later) is expected


@pytest.mark.parametrize(
	("begins", "ends", "expected"),
	[
		(-2, -1, False),
		(-1, 0, False),
		(-1, 1, True),
		(0, 2, True),
		(1, 3, True),
		(2, 3, False),
		(-1, 4, True),
	],
)
def test_overlap_of_two_hours(begins: int, ends: int, expected: bool) -> None:
	assert overlap(START, START + 2 * HOUR, START + begins * HOUR, START + ends * HOUR) is expected
