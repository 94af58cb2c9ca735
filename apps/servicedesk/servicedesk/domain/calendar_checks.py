"""What is wrong with a calendar as staff write it down, row by row; what is right is ``business_calendar``'s.

Hours are rows of the week: a weekday, an opening and a closing time. A closing time before the opening time is on the
next day, and 00:00 to 00:00 is the whole day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from servicedesk.domain.business_calendar import DAY_SECONDS, FIRST_YEAR, LAST_YEAR, Interval

WEEK_SECONDS = 7 * DAY_SECONDS


class CalendarFault(str, Enum):
	"""What can be wrong with a row."""

	NO_TIME = "no_time"
	"""A time of the day that is none."""
	EMPTY = "empty"
	"""Opens and closes at the same time, and not at midnight."""
	OVERLAP = "overlap"
	ONE_TIME_ONLY = "one_time_only"
	"""A holiday that is worked from some time, until nobody knows when; or the other way round."""
	NOT_A_DAY = "not_a_day"
	"""No plain date: an instant may be another day in the calendar's zone."""
	NO_SUCH_DAY = "no_such_day"
	"""A day that the calendar's zone left out."""
	OUTSIDE_YEARS = "outside_years"
	TWICE = "twice"


@dataclass(frozen=True, slots=True)
class CalendarProblem:
	"""One fault: the row it is in, counted from 1, and the row it clashes with, if there is one."""

	fault: CalendarFault
	row: int
	other_row: int = 0


@dataclass(frozen=True, slots=True)
class HoursRow:
	"""A row of the week as it was given: the weekday from 0 (Monday), and seconds of the day, None for no time."""

	weekday: int
	opens: int | None
	closes: int | None


@dataclass(frozen=True, slots=True)
class HolidayRow:
	"""A holiday as it was given: a plain day (None where it was something else), and hours if it is worked."""

	day: date | None
	opens: int | None = None
	closes: int | None = None
	has_opens: bool = False
	has_closes: bool = False


def second_of_day(value: object) -> int | None:
	"""Return the seconds since midnight of a time given as a span, a time or text (``9:30``), None for no time."""
	if isinstance(value, timedelta):
		second = value // timedelta(seconds=1)
		return second if 0 <= second < DAY_SECONDS else None
	if not isinstance(value, time):
		try:
			value = time.fromisoformat(_two_digits(str(value).strip()))
		except ValueError:
			return None
	return value.hour * 3600 + value.minute * 60 + value.second


def plain_day(value: object) -> date | None:
	"""Return the day of a date, or of text such as ``2026-12-25``; None for anything that is more than a day."""
	if isinstance(value, datetime):
		return None
	if isinstance(value, date):
		return value
	try:
		return date.fromisoformat(str(value).strip())
	except ValueError:
		return None


def interval_of(opens: int, closes: int) -> Interval:
	"""Return the interval from an opening to a closing time; a closing time that is not later is on the next day."""
	return Interval(opens, closes if closes > opens else closes + DAY_SECONDS)


def hours_problems(rows: Sequence[HoursRow]) -> list[CalendarProblem]:
	"""Return what is wrong with the hours of the week; shifts past midnight are compared with the next day's."""
	found = []
	taken: list[tuple[int, int, int]] = []
	for number, row in enumerate(rows, start=1):
		fault = _hours_fault(row.opens, row.closes)
		if fault or row.opens is None or row.closes is None:
			found.append(CalendarProblem(fault or CalendarFault.NO_TIME, number))
			continue
		interval = interval_of(row.opens, row.closes)
		midnight = row.weekday * DAY_SECONDS
		start, end = midnight + interval.start_second, midnight + interval.end_second
		rival = next((other for low, high, other in taken if _overlap(start, end, low, high)), 0)
		if rival:
			found.append(CalendarProblem(CalendarFault.OVERLAP, number, rival))
		taken.append((start, end, number))
	return found


def holiday_problems(rows: Sequence[HolidayRow], zone: ZoneInfo) -> list[CalendarProblem]:
	"""Return what is wrong with the holidays of a calendar in that zone."""
	found: list[CalendarProblem] = []
	seen: dict[date, int] = {}
	for number, row in enumerate(rows, start=1):
		found.extend(CalendarProblem(fault, number) for fault in _holiday_faults(row, zone))
		if row.day in seen:
			found.append(CalendarProblem(CalendarFault.TWICE, number, seen[row.day]))
		elif row.day is not None:
			seen[row.day] = number
	return found


def _hours_fault(opens: int | None, closes: int | None) -> CalendarFault | None:
	if opens is None or closes is None:
		return CalendarFault.NO_TIME
	return CalendarFault.EMPTY if opens == closes != 0 else None


def _overlap(start: int, end: int, low: int, high: int) -> bool:
	"""Tell whether two stretches of the week share a second; Sunday's night reaches into Monday."""
	return any(start + turn < high and low < end + turn for turn in (-WEEK_SECONDS, 0, WEEK_SECONDS))


def _holiday_faults(row: HolidayRow, zone: ZoneInfo) -> Iterator[CalendarFault]:
	if row.day is None:
		yield CalendarFault.NOT_A_DAY
	elif not FIRST_YEAR <= row.day.year <= LAST_YEAR:
		yield CalendarFault.OUTSIDE_YEARS
	elif not _exists(row.day, zone):
		yield CalendarFault.NO_SUCH_DAY
	if row.has_opens != row.has_closes:
		yield CalendarFault.ONE_TIME_ONLY
	elif row.has_opens and (fault := _hours_fault(row.opens, row.closes)):
		yield fault


def _exists(day: date, zone: ZoneInfo) -> bool:
	"""Tell whether the zone's calendar had that day: Apia went from 29 to 31 December 2011."""
	noon = datetime.combine(day, time(12), tzinfo=zone)
	return noon.astimezone(ZoneInfo("UTC")).astimezone(zone).date() == day


def _two_digits(text: str) -> str:
	"""Return ``9:30`` as ``09:30``, without fractions of a second, as the standard library reads it."""
	hours, colon, rest = text.partition(":")
	return f"{hours.zfill(2)}{colon}{rest.partition('.')[0]}" if colon else "no time"
