"""Spans of timed steps, in each unit, over weekends, holidays, nights and changes of clocks."""

from __future__ import annotations

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.business_calendar import BusinessCalendar, Interval
from servicedesk.domain.working_days import SpanUnit, after, is_working_day

SOFIA = ZoneInfo("Europe/Sofia")
HOUR = 3600
HOURS_OF_DAY = (Interval(9 * HOUR, 18 * HOUR),)
OFFICE = BusinessCalendar(
	"Europe/Sofia",
	dict.fromkeys(range(5), HOURS_OF_DAY),
	{date(2026, 3, 3): (), date(2026, 12, 24): (Interval(9 * HOUR, 13 * HOUR),)},
)
NIGHT = BusinessCalendar("UTC", {0: (Interval(22 * HOUR, 30 * HOUR),)})
NEVER = BusinessCalendar("UTC", {})
ONE_DAY = BusinessCalendar("UTC", {}, {date(2026, 1, 5): HOURS_OF_DAY})


def sofia(month: int, day: int, hour: int, minute: int = 0) -> datetime:
	"""A time of 2026 on the wall clock of Sofia."""
	return datetime(2026, month, day, hour, minute, tzinfo=SOFIA)


@pytest.mark.parametrize(
	("unit", "amount", "start", "end"),
	[
		(SpanUnit.MINUTES, 90, sofia(3, 2, 17), sofia(3, 2, 18, 30)),
		(SpanUnit.HOURS, 24, sofia(3, 28, 12), sofia(3, 29, 13)),
		(SpanUnit.DAYS, 1, sofia(3, 28, 12), sofia(3, 29, 12)),
		(SpanUnit.WORKING_HOURS, 2, sofia(3, 6, 17), sofia(3, 9, 10)),
		# Friday afternoon, three days: over the weekend to Wednesday afternoon.
		(SpanUnit.WORKING_DAYS, 3, sofia(3, 6, 15), sofia(3, 11, 15)),
		# Monday, over the holiday of the third of March.
		(SpanUnit.WORKING_DAYS, 1, sofia(3, 2, 15), sofia(3, 4, 15)),
		# What begins on a Saturday counts from Monday's opening.
		(SpanUnit.WORKING_DAYS, 1, sofia(3, 7, 12), sofia(3, 10, 9)),
		# In the evening, from the next morning.
		(SpanUnit.WORKING_DAYS, 1, sofia(3, 4, 20), sofia(3, 6, 9)),
		# Half a holiday is a working day; closed already at that time, the next opening is meant.
		(SpanUnit.WORKING_DAYS, 1, sofia(12, 23, 15), sofia(12, 25, 9)),
		(SpanUnit.WORKING_DAYS, 1, sofia(12, 23, 10), sofia(12, 24, 10)),
		(SpanUnit.WORKING_DAYS, 0, sofia(3, 7, 12), sofia(3, 9, 9)),
	],
)
def test_spans(unit: SpanUnit, amount: int, start: datetime, end: datetime) -> None:
	"""The end, in UTC."""
	found = after(start, amount, unit, OFFICE)
	assert found == end
	assert found is not None
	assert found.tzinfo is timezone.utc


def test_five_working_days_are_a_week_in_ordinary_weeks() -> None:
	"""Whatever the hour within the working day."""
	for hour in range(9, 18):
		assert after(sofia(5, 12, hour), 5, SpanUnit.WORKING_DAYS, OFFICE) == sofia(5, 19, hour)


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
	"""Its end on Tuesday morning makes no working day of Tuesday."""
	assert is_working_day(date(2026, 3, 2), NIGHT)
	assert not is_working_day(date(2026, 3, 3), NIGHT)
	monday = datetime(2026, 3, 2, 23, tzinfo=timezone.utc)
	assert after(monday, 1, SpanUnit.WORKING_DAYS, NIGHT) == datetime(2026, 3, 9, 23, tzinfo=timezone.utc)


@pytest.mark.parametrize("unit", [SpanUnit.WORKING_DAYS, SpanUnit.WORKING_HOURS])
def test_a_calendar_without_hours_never_gets_there(unit: SpanUnit) -> None:
	"""None, and no endless search."""
	assert after(datetime(2026, 1, 1, tzinfo=timezone.utc), 1, unit, NEVER) is None


def test_a_calendar_that_ends_never_gets_there() -> None:
	"""One worked holiday is one working day, and no second comes."""
	start = datetime(2026, 1, 5, 10, tzinfo=timezone.utc)
	assert after(start, 0, SpanUnit.WORKING_DAYS, ONE_DAY) == start
	assert after(start, 1, SpanUnit.WORKING_DAYS, ONE_DAY) is None


def test_a_negative_span() -> None:
	"""Time does not go back."""
	with pytest.raises(ValueError, match="negative"):
		after(sofia(3, 2, 12), -1, SpanUnit.DAYS, OFFICE)


def test_names_of_units() -> None:
	"""They are stable words."""
	assert str(SpanUnit.WORKING_DAYS) == "working_days"
