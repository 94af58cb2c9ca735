"""Working time by example: working days, holidays, nights, changes of clocks, bad input."""

import pickle
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from servicedesk.domain.business_calendar import (
	DAY_SECONDS,
	FIRST_YEAR,
	LAST_YEAR,
	BusinessCalendar,
	CalendarError,
	Interval,
)

UTC = timezone.utc
HOUR = 3600
OFFICE_DAY = (Interval(9 * HOUR, 13 * HOUR), Interval(14 * HOUR, 18 * HOUR))
OFFICE_WEEK = {weekday: OFFICE_DAY for weekday in range(5)}


def utc(*parts: int) -> datetime:
	return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # mypy cannot count the parts


def local(zone: str, *parts: int, fold: int = 0) -> datetime:
	return datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold)  # type: ignore[misc,arg-type]  # as above


def office(zone: str = "Europe/Bucharest", **holidays: Sequence[Interval]) -> BusinessCalendar:
	"""Return the office's calendar; holidays are named d2026_01_01."""
	days = {date(*map(int, name[1:].split("_"))): worked for name, worked in holidays.items()}
	return BusinessCalendar(zone, OFFICE_WEEK, days)


def night_shift(zone: str = "Europe/Bucharest") -> BusinessCalendar:
	return BusinessCalendar(zone, {weekday: [Interval(22 * HOUR, 30 * HOUR)] for weekday in range(5)})


def test_a_working_day_has_its_hours() -> None:
	day = local("Europe/Bucharest", 2026, 11, 23)
	assert office().seconds_between(day, day + timedelta(days=1)) == 8 * HOUR


def test_nothing_counts_before_and_after_hours_and_at_lunch() -> None:
	calendar = office()
	assert calendar.seconds_between(
		local("Europe/Bucharest", 2026, 11, 23, 8), local("Europe/Bucharest", 2026, 11, 23, 9, 0, 1)
	) == 1  # fmt: skip
	assert not calendar.is_open(local("Europe/Bucharest", 2026, 11, 23, 13))
	assert calendar.is_open(local("Europe/Bucharest", 2026, 11, 23, 12, 59, 59))
	assert not calendar.is_open(local("Europe/Bucharest", 2026, 11, 23, 18))
	assert not calendar.is_open(local("Europe/Bucharest", 2026, 11, 22, 12))


def test_due_at_closing_time_and_not_at_the_next_opening() -> None:
	friday_noon = local("Europe/Bucharest", 2026, 11, 20, 12)
	assert office().add_seconds(friday_noon, 5 * HOUR) == utc(2026, 11, 20, 16)
	assert office().add_seconds(friday_noon, 5 * HOUR + 1) == utc(2026, 11, 23, 7, 0, 1)


def test_no_time_to_add_is_now_even_when_closed() -> None:
	assert office().add_seconds(utc(2026, 11, 22, 3), 0) == utc(2026, 11, 22, 3)


def test_a_whole_holiday_is_off_and_half_a_one_is_worked_by_half() -> None:
	calendar = office(d2026_12_01=(), d2026_12_24=(Interval(9 * HOUR, 12 * HOUR),))
	december = local("Europe/Bucharest", 2026, 12, 1)
	assert calendar.seconds_between(december, december + timedelta(days=1)) == 0
	eve = local("Europe/Bucharest", 2026, 12, 24)
	assert calendar.seconds_between(eve, eve + timedelta(days=1)) == 3 * HOUR


def test_a_holiday_is_a_day_of_the_calendars_own_zone() -> None:
	calendar = office("America/New_York", d2026_12_25=())
	# In UTC the holiday lasts from 05:00 to 05:00.
	assert not calendar.is_open(utc(2026, 12, 25, 22, 30))
	assert calendar.is_open(utc(2026, 12, 24, 22, 30))
	assert calendar.seconds_between(utc(2026, 12, 24, 5), utc(2026, 12, 26, 5)) == 8 * HOUR


def test_a_shift_belongs_to_the_day_on_which_it_starts() -> None:
	calendar = night_shift()
	with_holiday = BusinessCalendar("Europe/Bucharest", calendar.weekly, {date(2026, 11, 25): ()})
	# The shift of Tuesday 24 goes on into the holiday; the holiday's own does not take place.
	assert with_holiday.is_open(local("Europe/Bucharest", 2026, 11, 25, 5))
	assert not with_holiday.is_open(local("Europe/Bucharest", 2026, 11, 25, 23))
	assert not with_holiday.is_open(local("Europe/Bucharest", 2026, 11, 26, 5))


def test_a_night_shift_over_the_year_is_counted_once() -> None:
	calendar = night_shift()
	start, end = utc(2026, 12, 31, 12), utc(2027, 1, 1, 12)
	assert calendar.seconds_between(start, end) == 8 * HOUR
	assert calendar.add_seconds(start, 8 * HOUR) == local("Europe/Bucharest", 2027, 1, 1, 6)


@pytest.mark.parametrize(
	("zone", "day", "hours"),
	[
		("Europe/Bucharest", (2026, 3, 29), 23),
		("Europe/Sofia", (2026, 10, 25), 25),
		("Europe/Kyiv", (2026, 10, 25), 25),
		("America/New_York", (2026, 3, 8), 23),
		("America/New_York", (2026, 11, 1), 25),
		("Asia/Kolkata", (2026, 3, 29), 24),
		("Australia/Lord_Howe", (2026, 4, 5), 24.5),
	],
)
def test_days_on_which_clocks_change_last_as_long_as_they_do(
	zone: str, day: tuple[int, int, int], hours: float
) -> None:
	weekdays = {weekday: [Interval(0, DAY_SECONDS)] for weekday in range(7)}
	holidays = {date(2000, 1, 1): ()}
	calendar = BusinessCalendar(zone, weekdays, holidays)
	start, end = local(zone, *day), local(zone, *day[:2], day[2] + 1)
	assert calendar.seconds_between(start, end) == hours * HOUR
	assert calendar.add_seconds(start, int(hours * HOUR)) == end


def test_a_skipped_hour_counts_nothing_and_a_repeated_one_twice() -> None:
	early = BusinessCalendar("Europe/Bucharest", {6: [Interval(3 * HOUR, 4 * HOUR)]})
	assert early.seconds_between(utc(2026, 3, 28, 12), utc(2026, 3, 29, 12)) == 0
	assert early.seconds_between(utc(2026, 10, 24, 12), utc(2026, 10, 25, 12)) == 2 * HOUR
	assert early.is_open(local("Europe/Bucharest", 2026, 10, 25, 3, 30, fold=0))
	assert early.is_open(local("Europe/Bucharest", 2026, 10, 25, 3, 30, fold=1))


def test_a_day_that_a_zone_left_out_has_no_hours() -> None:
	calendar = BusinessCalendar("Pacific/Apia", {weekday: OFFICE_DAY for weekday in range(7)})
	# Thursday 29, Saturday 31 December 2011.
	start, end = local("Pacific/Apia", 2011, 12, 29), local("Pacific/Apia", 2012, 1, 1)
	assert calendar.seconds_between(start, end) == 2 * 8 * HOUR


def test_fractions_of_a_second_are_cut_off() -> None:
	calendar = BusinessCalendar.always_open()
	start = datetime(2026, 1, 1, 0, 0, 0, 900_000, tzinfo=UTC)
	assert calendar.seconds_between(start, datetime(2026, 1, 1, 0, 0, 1, 100_000, tzinfo=UTC)) == 1
	assert calendar.add_seconds(start, 0) == utc(2026, 1, 1)


def test_instants_of_any_zone_are_the_same_instants() -> None:
	calendar = office()
	start, end = utc(2026, 11, 23, 8), utc(2026, 11, 23, 10)
	sofia = ZoneInfo("America/New_York")
	assert calendar.seconds_between(start.astimezone(sofia), end) == calendar.seconds_between(start, end)
	assert calendar.add_seconds(start.astimezone(sofia), 60) == calendar.add_seconds(start, 60)


def test_ten_years_of_work_are_found_in_ten_years() -> None:
	calendar = office()
	start = utc(2026, 1, 5, 7)
	end = calendar.add_seconds(start, 10 * 250 * 8 * HOUR)
	assert end is not None
	assert end.year == 2035
	assert calendar.seconds_between(start, end) == 10 * 250 * 8 * HOUR


@pytest.mark.parametrize("weekly", [{}, {0: ()}, {0: [], 6: []}])
def test_a_calendar_without_hours_never_opens(weekly: Mapping[int, Sequence[Interval]]) -> None:
	calendar = BusinessCalendar("Europe/Sofia", weekly, {date(2026, 5, 24): ()})
	assert calendar.add_seconds(utc(2026, 1, 1), 1) is None
	assert calendar.next_opening(utc(2026, 1, 1)) is None
	assert calendar.seconds_between(utc(2026, 1, 1), utc(2036, 1, 1)) == 0


def test_hours_on_single_days_alone_are_used_up() -> None:
	calendar = BusinessCalendar("Europe/Sofia", {}, {date(2026, 12, 31): [Interval(22 * HOUR, 30 * HOUR)]})
	start = utc(2026, 1, 1)
	assert calendar.add_seconds(start, 8 * HOUR) == local("Europe/Sofia", 2027, 1, 1, 6)
	assert calendar.add_seconds(start, 8 * HOUR + 1) is None
	assert calendar.add_seconds(utc(2030, 1, 1), 1) is None


def test_nothing_is_promised_beyond_the_years_covered() -> None:
	start = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)
	assert BusinessCalendar.always_open().add_seconds(start, DAY_SECONDS) is None
	assert BusinessCalendar.always_open().add_seconds(start, DAY_SECONDS - 1) is not None
	assert office().add_seconds(start, 5 * 8 * HOUR) is None


def test_what_the_caller_changes_later_changes_nothing() -> None:
	weekly = {0: list(OFFICE_DAY)}
	calendar = BusinessCalendar("Europe/Sofia", weekly)
	weekly[0].clear()
	assert calendar.is_open(local("Europe/Sofia", 2026, 11, 23, 10))


def test_equal_calendars_are_interchangeable() -> None:
	first, second = office(d2026_12_01=()), office(d2026_12_01=[])
	first.is_open(utc(2026, 1, 1))
	assert first == second
	assert len({first, second}) == 1
	assert first != office()
	assert pickle.loads(pickle.dumps(first)) == first  # noqa: S301 - pickled one line before
	assert repr(first) == repr(second)


@pytest.mark.parametrize(
	("start", "end", "message"),
	[
		(-1, 5, "starts within its day, not at second -1"),
		(DAY_SECONDS, DAY_SECONDS + 1, "starts within its day, not at second 86400"),
		(5, 5, "ends after its start and within the next day, not at second 5"),
		(0, 2 * DAY_SECONDS + 1, "ends after its start and within the next day, not at second 172801"),
	],
)
def test_an_interval_that_cannot_be_is_refused(start: int, end: int, message: str) -> None:
	with pytest.raises(CalendarError, match=message):
		Interval(start, end)


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../etc/passwd", "Europe", "/UTC"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
	with pytest.raises(CalendarError, match="no time zone is called"):
		BusinessCalendar(zone, {})


@pytest.mark.parametrize("weekday", [-1, 7])
def test_an_unknown_weekday_is_refused(weekday: int) -> None:
	with pytest.raises(CalendarError, match="weekdays are numbered"):
		BusinessCalendar("UTC", {weekday: ()})


def test_a_datetime_without_zone_is_refused() -> None:
	naive = datetime(2026, 1, 1)  # noqa: DTZ001 - that is the point
	with pytest.raises(CalendarError, match="without time zone"):
		office().is_open(naive)


@pytest.mark.parametrize("year", [1, FIRST_YEAR - 1, LAST_YEAR + 1, 9999])
def test_years_not_covered_are_refused(year: int) -> None:
	with pytest.raises(CalendarError, match=f"not {year}"):
		office().seconds_between(utc(year, 6, 1), utc(2026, 1, 1))


def test_working_time_cannot_be_taken_away() -> None:
	with pytest.raises(CalendarError, match="can only be added"):
		office().add_seconds(utc(2026, 1, 1), -1)
