"""Working time: which seconds of the calendar count.

The calendar is open whenever the clock on the wall of its own time zone shows a time within the hours of that
day. That one sentence settles the two nights of a year on which clocks change: a wall-clock hour that is
skipped counts nothing, an hour that is shown twice counts twice, and what counts is always real time. A shift
that reaches past midnight belongs to the day on which it starts, so a holiday takes away the shifts that
start on it and no others.

Instants are timezone-aware datetimes (fractions of a second are cut off, everywhere alike, so that sums
agree); durations are whole seconds.

Questions are answered from a table of the year's open stretches with running totals, built when a year is
first asked for and kept in the calendar object: afterwards each question is a binary search, whatever the
distance. So keep calendars rather than making one for each question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from servicedesk.domain.working_time_table import (
	DAY_SECONDS,
	Stretch,
	YearTable,
	day_number,
	merged,
	tabulated,
	year_start,
)

__all__ = ["DAY_SECONDS", "FIRST_YEAR", "LAST_YEAR", "BusinessCalendar", "CalendarError", "Interval"]

FIRST_YEAR = 1970
LAST_YEAR = 2299
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SECOND = timedelta(seconds=1)
_ALL_WEEKDAYS = range(7)


class CalendarError(ValueError):
	"""The calendar as described cannot be, or an instant lies outside the years that calendars cover."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
	"""A stretch of one local day in seconds since its midnight on the wall clock; the end is not part of it.

	An end past 86400 reaches into the next day, at most to that day's end. Raises CalendarError.
	"""

	start_second: int
	end_second: int

	def __post_init__(self) -> None:
		if not 0 <= self.start_second < DAY_SECONDS:
			raise CalendarError(f"an interval starts within its day, not at second {self.start_second}")
		if not self.start_second < self.end_second <= 2 * DAY_SECONDS:
			raise CalendarError(
				f"an interval ends after its start and within the next day, not at second {self.end_second}"
			)


@dataclass(frozen=True)
class BusinessCalendar:
	"""Hours of the week with the days that differ, in one IANA time zone.

	``weekly`` maps 0 (Monday) to 6 (Sunday) to the intervals of that day; ``holidays`` maps a local date to
	what is worked on it instead, nothing when empty. Intervals may touch or overlap: a second counts once.
	Raises CalendarError for an unknown zone or weekday. Calendars can be compared, hashed and pickled.
	"""

	time_zone: str
	weekly: Mapping[int, Sequence[Interval]]
	holidays: Mapping[date, Sequence[Interval]] = field(default_factory=dict)
	_zone: ZoneInfo = field(init=False, repr=False, compare=False)
	_week: tuple[tuple[Stretch, ...], ...] = field(init=False, repr=False, compare=False)
	_other_days: dict[int, tuple[Stretch, ...]] = field(init=False, repr=False, compare=False)
	_last_open_year: int = field(init=False, repr=False, compare=False)
	_is_always_open: bool = field(init=False, repr=False, compare=False)
	_tables: dict[int, YearTable] = field(init=False, repr=False, compare=False)

	def __post_init__(self) -> None:
		if not set(self.weekly) <= set(_ALL_WEEKDAYS):
			raise CalendarError("weekdays are numbered 0 (Monday) to 6 (Sunday)")
		weekly = {weekday: tuple(intervals) for weekday, intervals in self.weekly.items()}
		holidays = {day: tuple(intervals) for day, intervals in self.holidays.items()}
		week = tuple(_stretches(weekly.get(weekday, ())) for weekday in _ALL_WEEKDAYS)
		attributes = {
			"weekly": weekly,
			"holidays": holidays,
			"_zone": _zone(self.time_zone),
			"_week": week,
			"_other_days": {day_number(day): _stretches(worked) for day, worked in holidays.items()},
			"_last_open_year": _last_open_year(week, holidays),
			"_is_always_open": not holidays and all(hours == ((0, DAY_SECONDS),) for hours in week),
			"_tables": {},
		}
		for name, value in attributes.items():
			object.__setattr__(self, name, value)

	@classmethod
	def always_open(cls) -> BusinessCalendar:
		"""Return the calendar of a desk that works around the clock, every day."""
		return cls("UTC", {weekday: (Interval(0, DAY_SECONDS),) for weekday in _ALL_WEEKDAYS})

	def __hash__(self) -> int:
		return hash(
			(self.time_zone, tuple(sorted(self.weekly.items())), tuple(sorted(self.holidays.items())))
		)

	def __reduce__(self) -> tuple[type[BusinessCalendar], tuple[object, ...]]:
		return (BusinessCalendar, (self.time_zone, self.weekly, self.holidays))

	def seconds_between(self, start: datetime, end: datetime) -> int:
		"""Return the working seconds from start to end; 0 when the end is not after the start.

		Raises CalendarError for a datetime without time zone or outside the years covered.
		"""
		start_year, start_second = _instant(start)
		end_year, end_second = _instant(end)
		if end_second <= start_second:
			return 0
		if self._is_always_open:
			return end_second - start_second
		passed = self._table(end_year).open_before(end_second)
		passed -= self._table(start_year).open_before(start_second)
		for year in range(start_year, end_year):
			passed += self._table(year).total
		return passed

	def add_seconds(self, start: datetime, seconds: int) -> datetime | None:
		"""Return the first instant (UTC) at which that many working seconds have passed since start.

		This may be a closing time: what is due with the last second of Friday is due on Friday evening. None
		when the calendar does not hold so much working time any more. Raises CalendarError for negative
		seconds, and for a start without time zone or outside the years covered.
		"""
		if seconds < 0:
			raise CalendarError("working time can only be added")
		year, start_second = _instant(start)
		if seconds == 0 or self._is_always_open:
			return _within_years(start_second + seconds)
		missing = seconds + self._table(year).open_before(start_second)
		while year <= self._last_open_year:
			table = self._table(year)
			if missing <= table.total:
				return _EPOCH + timedelta(seconds=table.reaches(missing))
			missing -= table.total
			year += 1
		return None

	def is_open(self, at: datetime) -> bool:
		"""Tell whether the second that begins at this instant counts."""
		year, second = _instant(at)
		return self._table(year).is_open(second)

	def next_opening(self, at: datetime) -> datetime | None:
		"""Return the first instant (UTC) from this one on at which the calendar is open, None for never."""
		first_second_over = self.add_seconds(at, 1)
		return first_second_over - _SECOND if first_second_over else None

	def _table(self, year: int) -> YearTable:
		table = self._tables.get(year)
		if table is None:
			table = self._tables[year] = tabulated(self._zone, year, self._hours_of_day)
		return table

	def _hours_of_day(self, day: int) -> tuple[Stretch, ...]:
		other = self._other_days.get(day)
		return self._week[(day + _EPOCH.weekday()) % 7] if other is None else other


def _zone(name: str) -> ZoneInfo:
	try:
		return ZoneInfo(name)
	except (ZoneInfoNotFoundError, ValueError, OSError) as error:
		raise CalendarError(f"no time zone is called {name!r}") from error


def _stretches(intervals: Iterable[Interval]) -> tuple[Stretch, ...]:
	return merged((interval.start_second, interval.end_second) for interval in intervals)


def _last_open_year(week: Iterable[tuple[Stretch, ...]], holidays: Mapping[date, Sequence[Interval]]) -> int:
	"""Return the last year to search for working time; without weekly hours only worked holidays have any."""
	if any(week):
		return LAST_YEAR
	# A shift of 31 December may reach into the next year, and so may its zone.
	last_year = max((day.year + 1 for day, worked in holidays.items() if worked), default=FIRST_YEAR)
	return min(LAST_YEAR, last_year)


def _within_years(epoch_second: int) -> datetime | None:
	is_covered = epoch_second < year_start(LAST_YEAR + 1)
	return _EPOCH + timedelta(seconds=epoch_second) if is_covered else None


def _instant(at: datetime) -> tuple[int, int]:
	"""Return the UTC year and the whole epoch second of an instant."""
	if at.tzinfo is not timezone.utc:
		if at.utcoffset() is None:
			raise CalendarError("a datetime without time zone is not an instant")
		at = at.astimezone(timezone.utc)
	if not FIRST_YEAR <= at.year <= LAST_YEAR:
		raise CalendarError(f"calendars cover the years {FIRST_YEAR} to {LAST_YEAR}, not {at.year}")
	since_epoch = at - _EPOCH
	return at.year, since_epoch.days * DAY_SECONDS + since_epoch.seconds
