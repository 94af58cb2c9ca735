"""Working time: which seconds of the calendar count.

The calendar is open whenever the clock on the wall of its own time zone shows a time within the hours of that day. That
one sentence settles the two nights of a year on which clocks change: a wall-clock hour that is skipped counts nothing,
an hour that is shown twice counts twice, and what counts is always real time. A shift that reaches past midnight
belongs to the day on which it starts, so a holiday takes away the shifts that start on it and no others.

Instants are timezone-aware datetimes (fractions of a second are cut off, everywhere alike, so that sums agree);
durations are whole seconds.

Questions are answered from a table of the year's open stretches with running totals, built when a year is first asked
for and kept in the calendar object: afterwards each question is a binary search, whatever the distance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_SECONDS = 86_400
FIRST_YEAR = 1970
LAST_YEAR = 2299
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_EPOCH_ORDINAL = _EPOCH.toordinal()
_EPOCH_WEEKDAY = _EPOCH.weekday()


class CalendarError(ValueError):
	"""The calendar as described cannot be, or an instant lies outside the years that calendars cover."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
	"""A stretch of one local day in seconds since its midnight on the wall clock; the end is not part of it.

	An end past 86400 reaches into the next day, at most to that day's end.
	"""

	start_second: int
	end_second: int

	def __post_init__(self) -> None:
		if not 0 <= self.start_second < DAY_SECONDS:
			raise CalendarError(f"an interval starts within its day, not at second {self.start_second}")
		if not self.start_second < self.end_second <= 2 * DAY_SECONDS:
			raise CalendarError(f"an interval ends after its start and by the end of the next day, not at {self.end_second}")


@dataclass(frozen=True, slots=True)
class _Year:
	"""The open stretches of one UTC year in epoch seconds, in order, with the open seconds before each."""

	starts: list[int]
	ends: list[int]
	before: list[int]
	total: int

	def open_before(self, epoch_second: int) -> int:
		"""Return the open seconds from the year's beginning to an instant of that year."""
		index = bisect_right(self.starts, epoch_second) - 1
		if index < 0:
			return 0
		return self.before[index] + min(epoch_second, self.ends[index]) - self.starts[index]

	def reaches(self, open_seconds: int) -> int:
		"""Return the first instant with that many (1 to total) open seconds of this year behind it."""
		index = bisect_left(self.before, open_seconds) - 1
		return self.starts[index] + open_seconds - self.before[index]


@dataclass(frozen=True)
class BusinessCalendar:
	"""Hours of the week with the days that differ, in one IANA time zone.

	``weekly`` maps 0 (Monday) to 6 (Sunday) to the intervals of that day; ``holidays`` maps a local date to what is
	worked on it instead, nothing when empty. Intervals of a day may touch or overlap: they count once. Raises
	CalendarError for an unknown zone or weekday. Equal calendars are interchangeable, and they can be hashed and pickled.
	"""

	time_zone: str
	weekly: Mapping[int, Sequence[Interval]]
	holidays: Mapping[date, Sequence[Interval]] = field(default_factory=dict)
	_years: dict[int, _Year] = field(init=False, repr=False, compare=False, default_factory=dict)
	_zone: ZoneInfo = field(init=False, repr=False, compare=False)
	_week: tuple[tuple[Interval, ...], ...] = field(init=False, repr=False, compare=False)
	_exceptions: dict[int, tuple[Interval, ...]] = field(init=False, repr=False, compare=False)
	_last_open_year: int = field(init=False, repr=False, compare=False)
	_is_always_open: bool = field(init=False, repr=False, compare=False)

	def __post_init__(self) -> None:
		if not set(self.weekly) <= set(range(7)):
			raise CalendarError("weekdays are numbered 0 (Monday) to 6 (Sunday)")
		weekly = {weekday: tuple(intervals) for weekday, intervals in self.weekly.items()}
		holidays = {day: tuple(intervals) for day, intervals in self.holidays.items()}
		week = tuple(_merged(weekly.get(weekday, ())) for weekday in range(7))
		whole_day = Interval(0, DAY_SECONDS)
		derived = {
			"weekly": weekly,
			"holidays": holidays,
			"_zone": _zone(self.time_zone),
			"_week": week,
			"_exceptions": {_day_number(day): _merged(intervals) for day, intervals in holidays.items()},
			"_last_open_year": _last_open_year(week, holidays),
			"_is_always_open": not holidays and all(intervals == (whole_day,) for intervals in week),
		}
		for name, value in derived.items():
			object.__setattr__(self, name, value)

	@classmethod
	def always_open(cls) -> BusinessCalendar:
		"""Return the calendar of a desk that works around the clock, every day."""
		return cls("UTC", {weekday: (Interval(0, DAY_SECONDS),) for weekday in range(7)})

	def __hash__(self) -> int:
		return hash((self.time_zone, tuple(sorted(self.weekly.items())), tuple(sorted(self.holidays.items()))))

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
		passed = self._year(end_year).open_before(end_second) - self._year(start_year).open_before(start_second)
		return passed + sum(self._year(year).total for year in range(start_year, end_year))

	def add_seconds(self, start: datetime, seconds: int) -> datetime | None:
		"""Return the first instant (UTC) at which that many working seconds have passed since start.

		This may be a closing time: what is due with the last second of Friday is due on Friday evening. None when the
		calendar does not hold so much working time any more. Raises CalendarError for negative seconds, and for a
		start without time zone or outside the years covered.
		"""
		if seconds < 0:
			raise CalendarError("working time can only be added")
		year, start_second = _instant(start)
		if seconds == 0:
			return _EPOCH + timedelta(seconds=start_second)
		if self._is_always_open:
			return _within_years(start_second + seconds)
		missing = seconds + self._year(year).open_before(start_second)
		while year <= self._last_open_year:
			table = self._year(year)
			if missing <= table.total:
				return _EPOCH + timedelta(seconds=table.reaches(missing))
			missing -= table.total
			year += 1
		return None

	def is_open(self, at: datetime) -> bool:
		"""Tell whether the second that begins at this instant counts."""
		year, second = _instant(at)
		table = self._year(year)
		index = bisect_right(table.starts, second) - 1
		return index >= 0 and second < table.ends[index]

	def next_opening(self, at: datetime) -> datetime | None:
		"""Return the first instant from this one on (UTC) at which the calendar is open, None when it never is."""
		first_second_over = self.add_seconds(at, 1)
		return first_second_over - timedelta(seconds=1) if first_second_over else None

	def _year(self, year: int) -> _Year:
		table = self._years.get(year)
		if table is None:
			first, last = _year_start(year), _year_start(year + 1)
			table = _tabulate(_clipped_spans(self._zone, first, last), self._intervals_of_day)
			self._years[year] = table
		return table

	def _intervals_of_day(self, day_number: int) -> tuple[Interval, ...]:
		exception = self._exceptions.get(day_number)
		return self._week[(day_number + _EPOCH_WEEKDAY) % 7] if exception is None else exception


def _zone(name: str) -> ZoneInfo:
	try:
		return ZoneInfo(name)
	except (ZoneInfoNotFoundError, ValueError, OSError) as error:
		raise CalendarError(f"no time zone is called {name!r}") from error


def _merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
	"""Return the intervals in order, with those that touch or overlap made one."""
	merged: list[Interval] = []
	for interval in sorted(intervals):
		if merged and interval.start_second <= merged[-1].end_second:
			end_second = max(merged[-1].end_second, interval.end_second)
			merged[-1] = Interval(merged[-1].start_second, end_second)
		else:
			merged.append(interval)
	return tuple(merged)


def _last_open_year(week: Iterable[tuple[Interval, ...]], holidays: Mapping[date, Sequence[Interval]]) -> int:
	"""Return the last year worth searching for working time; without weekly hours only worked holidays have any."""
	if any(week):
		return LAST_YEAR
	# A shift of 31 December may reach into the next year, and so may its zone.
	return min(LAST_YEAR, max((day.year + 1 for day, worked in holidays.items() if worked), default=FIRST_YEAR - 1))


def _day_number(day: date) -> int:
	return day.toordinal() - _EPOCH_ORDINAL


def _year_start(year: int) -> int:
	return _day_number(date(year, 1, 1)) * DAY_SECONDS


def _within_years(epoch_second: int) -> datetime | None:
	return _EPOCH + timedelta(seconds=epoch_second) if epoch_second < _year_start(LAST_YEAR + 1) else None


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


def _offset(zone: ZoneInfo, epoch_second: int) -> int:
	offset = datetime.fromtimestamp(epoch_second, zone).utcoffset() or timedelta()
	return offset.days * DAY_SECONDS + offset.seconds


def _change_of_offset(zone: ZoneInfo, low: int, high: int, old_offset: int) -> int:
	"""Return the first second after low, by high at the latest, at which the offset is not the old one any more."""
	while high - low > 1:
		middle = (low + high) // 2
		if _offset(zone, middle) == old_offset:
			low = middle
		else:
			high = middle
	return high


def _clipped_spans(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[int, int, int]]:
	"""Yield (start, end, offset from UTC) of the stretches of constant offset between two instants.

	Looks once a day: no zone has ever changed its offset and changed it back within one.
	"""
	span_start, offset = first, _offset(zone, first)
	for probe in range(first + DAY_SECONDS, last + 1, DAY_SECONDS):
		if _offset(zone, probe) != offset:
			change = _change_of_offset(zone, probe - DAY_SECONDS, probe, offset)
			yield span_start, change, offset
			span_start, offset = change, _offset(zone, change)
	yield span_start, last, offset


def _tabulate(
	spans: Iterable[tuple[int, int, int]], intervals_of_day: Callable[[int], tuple[Interval, ...]]
) -> _Year:
	"""Lay the days' intervals on each span, where wall clock and real time run alike, and add them up."""
	starts: list[int] = []
	ends: list[int] = []
	for span_start, span_end, offset in spans:
		# The day before the first may reach into it.
		first_day = (span_start + offset) // DAY_SECONDS - 1
		last_day = (span_end + offset - 1) // DAY_SECONDS
		for day in range(first_day, last_day + 1):
			midnight = day * DAY_SECONDS - offset
			for interval in intervals_of_day(day):
				start = max(midnight + interval.start_second, span_start)
				end = min(midnight + interval.end_second, span_end)
				_append(starts, ends, start, end)
	before = [0]
	for start, end in zip(starts, ends, strict=True):
		before.append(before[-1] + end - start)
	return _Year(starts, ends, before[:-1], before[-1])


def _append(starts: list[int], ends: list[int], start: int, end: int) -> None:
	"""Add one stretch behind the others, joined to the last when it touches it; nothing when it is empty."""
	if end <= start:
		return
	if ends and start <= ends[-1]:
		ends[-1] = max(ends[-1], end)
	else:
		starts.append(start)
		ends.append(end)
