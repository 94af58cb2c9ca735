"""Calendars as people type them: what is refused, with its row, and what is not."""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.business_calendar import Interval
from servicedesk.domain.calendar_checks import (
	CalendarFault,
	CalendarProblem,
	HolidayRow,
	HoursRow,
	holiday_problems,
	hours_problems,
	interval_of,
	plain_day,
	second_of_day,
)

H = 3600
MONDAY, TUESDAY, SUNDAY = 0, 1, 6
SOFIA = ZoneInfo("Europe/Sofia")
CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
	("value", "second"),
	[
		("09:30", 34_200),
		("9:30", 34_200),
		("09:30:15", 34_215),
		("09:30:15.250000", 34_215),
		(" 00:00 ", 0),
		(time(23, 59, 59, 5), 86_399),
		(timedelta(hours=9, microseconds=7), 32_400),
		("", None),
		(None, None),
		("nine", None),
		("24:00", None),
		("9", None),
		("09:60", None),
		(timedelta(days=1), None),
		(timedelta(seconds=-1), None),
	],
)
def test_times_are_read_as_people_and_programs_give_them(value: object, second: int | None) -> None:
	assert second_of_day(value) == second


@pytest.mark.parametrize(
	("value", "day"),
	[
		(CHRISTMAS, CHRISTMAS),
		("2026-12-25", CHRISTMAS),
		(" 2026-12-25 ", CHRISTMAS),
		(datetime(2026, 12, 24, 22, tzinfo=timezone.utc), None),
		("2026-12-24T22:00:00Z", None),
		("2026-12-24 22:00:00", None),
		("25.12.2026", None),
		("2026-02-30", None),
		(None, None),
	],
)
def test_a_holiday_is_a_plain_day(value: object, day: date | None) -> None:
	assert plain_day(value) == day


def test_a_closing_time_that_is_not_later_is_on_the_next_day() -> None:
	assert interval_of(9 * H, 17 * H) == Interval(9 * H, 17 * H)
	assert interval_of(22 * H, 6 * H) == Interval(22 * H, 30 * H)
	assert interval_of(0, 0) == Interval(0, 24 * H)


@pytest.mark.parametrize(
	("rows", "problems"),
	[
		([(MONDAY, 9, 12), (MONDAY, 12, 17)], []),
		([(MONDAY, 9, 12), (MONDAY, 11, 17)], [(2, 1)]),
		([(MONDAY, 11, 17), (MONDAY, 9, 12)], [(2, 1)]),
		([(MONDAY, 9, 17), (TUESDAY, 9, 17)], []),
		# A night shift into the next day's morning shift.
		([(MONDAY, 22, 6), (TUESDAY, 6, 14)], []),
		([(MONDAY, 22, 6), (TUESDAY, 5, 14)], [(2, 1)]),
		([(TUESDAY, 5, 14), (MONDAY, 22, 6)], [(2, 1)]),
		# The week is a circle.
		([(SUNDAY, 22, 6), (MONDAY, 5, 14)], [(2, 1)]),
		([(MONDAY, 5, 14), (SUNDAY, 22, 6)], [(2, 1)]),
		([(SUNDAY, 22, 6), (MONDAY, 6, 14)], []),
		([(MONDAY, 0, 0), (TUESDAY, 0, 0), (MONDAY, 3, 4)], [(3, 1)]),
	],
)
def test_hours_that_overlap_are_found(
	rows: list[tuple[int, int, int]], problems: list[tuple[int, int]]
) -> None:
	found = hours_problems([HoursRow(day, opens * H, closes * H) for day, opens, closes in rows])
	assert found == [CalendarProblem(CalendarFault.OVERLAP, *where) for where in problems]


def test_hours_without_a_time_or_without_a_length() -> None:
	rows = [
		HoursRow(MONDAY, None, 5),
		HoursRow(MONDAY, 5, None),
		HoursRow(MONDAY, 9 * H, 9 * H),
		HoursRow(MONDAY, 0, 0),
	]
	assert hours_problems(rows) == [
		CalendarProblem(CalendarFault.NO_TIME, 1),
		CalendarProblem(CalendarFault.NO_TIME, 2),
		CalendarProblem(CalendarFault.EMPTY, 3),
	]


@pytest.mark.parametrize(
	("row", "fault"),
	[
		(HolidayRow(CHRISTMAS), None),
		(HolidayRow(CHRISTMAS, 9 * H, 13 * H, True, True), None),
		(HolidayRow(CHRISTMAS, 22 * H, 2 * H, True, True), None),
		(HolidayRow(None), CalendarFault.NOT_A_DAY),
		(HolidayRow(date(1969, 12, 31)), CalendarFault.OUTSIDE_YEARS),
		(HolidayRow(date(2300, 1, 1)), CalendarFault.OUTSIDE_YEARS),
		(HolidayRow(CHRISTMAS, 9 * H, None, True, False), CalendarFault.ONE_TIME_ONLY),
		(HolidayRow(CHRISTMAS, None, 9 * H, False, True), CalendarFault.ONE_TIME_ONLY),
		(HolidayRow(CHRISTMAS, None, 9 * H, True, True), CalendarFault.NO_TIME),
		(HolidayRow(CHRISTMAS, 9 * H, 9 * H, True, True), CalendarFault.EMPTY),
	],
)
def test_a_holiday_by_itself(row: HolidayRow, fault: CalendarFault | None) -> None:
	assert holiday_problems([row], SOFIA) == ([CalendarProblem(fault, 1)] if fault else [])


def test_a_holiday_twice() -> None:
	rows = [HolidayRow(CHRISTMAS), HolidayRow(date(2026, 12, 26)), HolidayRow(CHRISTMAS), HolidayRow(None)]
	assert holiday_problems(rows, SOFIA) == [
		CalendarProblem(CalendarFault.TWICE, 3, 1),
		CalendarProblem(CalendarFault.NOT_A_DAY, 4),
	]


def test_a_day_that_the_zone_left_out() -> None:
	left_out = HolidayRow(date(2011, 12, 30))
	assert holiday_problems([left_out], ZoneInfo("Pacific/Apia")) == [
		CalendarProblem(CalendarFault.NO_SUCH_DAY, 1)
	]
	assert holiday_problems([left_out], SOFIA) == []
