"""A year's working time as a table: its open stretches with running totals.

Built from spans of constant offset from UTC, on which wall clock and real time run alike. Instants here are
whole epoch seconds, days are counted from 1970-01-01.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_SECONDS = 86_400
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

Stretch = tuple[int, int]
"""Start and end, in seconds; the end is not part of it."""


@dataclass(frozen=True, slots=True)
class YearTable:
	"""The open stretches of one UTC year, in order, with the open seconds before each."""

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

	def is_open(self, epoch_second: int) -> bool:
		"""Tell whether the second that begins at an instant of this year is open."""
		index = bisect_right(self.starts, epoch_second) - 1
		return index >= 0 and epoch_second < self.ends[index]


def day_number(day: date) -> int:
	"""Return the days from 1970-01-01 to a date."""
	return day.toordinal() - _EPOCH_ORDINAL


def year_start(year: int) -> int:
	"""Return the epoch second at which a UTC year begins."""
	return day_number(date(year, 1, 1)) * DAY_SECONDS


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
	"""Return the stretches in order, with those that touch or overlap made one and empty ones left out."""
	starts: list[int] = []
	ends: list[int] = []
	for start, end in sorted(stretches):
		_append(starts, ends, start, end)
	return tuple(zip(starts, ends, strict=True))


def tabulated(zone: ZoneInfo, year: int, hours_of_day: Callable[[int], Iterable[Stretch]]) -> YearTable:
	"""Lay the hours of each local day (merged, in seconds from its midnight) on real time; add them up."""
	starts: list[int] = []
	ends: list[int] = []
	for span_start, span_end, offset in _spans(zone, year):
		# The day before the first may reach into it.
		first_day = (span_start + offset) // DAY_SECONDS - 1
		last_day = (span_end + offset - 1) // DAY_SECONDS
		for day in range(first_day, last_day + 1):
			midnight = day * DAY_SECONDS - offset
			for start, end in hours_of_day(day):
				_append(starts, ends, max(midnight + start, span_start), min(midnight + end, span_end))
	before = [0]
	for start, end in zip(starts, ends, strict=True):
		before.append(before[-1] + end - start)
	return YearTable(starts, ends, before[:-1], before[-1])


def _append(starts: list[int], ends: list[int], start: int, end: int) -> None:
	"""Add a stretch that starts no earlier than the last: joined to it if they touch, left out if empty."""
	if end <= start:
		return
	if ends and start <= ends[-1]:
		ends[-1] = max(ends[-1], end)
	else:
		starts.append(start)
		ends.append(end)


@lru_cache(maxsize=512)
def _spans(zone: ZoneInfo, year: int) -> tuple[tuple[int, int, int], ...]:
	"""Return (start, end, offset from UTC) of a year's spans of constant offset; all calendars share them."""
	return tuple(_spans_between(zone, year_start(year), year_start(year + 1)))


def _spans_between(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[int, int, int]]:
	"""Yield the spans between two instants.

	Looks once a day: no zone changes its offset and changes it back within one.
	"""
	span_start, offset = first, _offset(zone, first)
	for probe in range(first + DAY_SECONDS, last + 1, DAY_SECONDS):
		if _offset(zone, probe) != offset:
			change = _change_of_offset(zone, probe - DAY_SECONDS, probe, offset)
			yield span_start, change, offset
			span_start, offset = change, _offset(zone, change)
	yield span_start, last, offset


def _change_of_offset(zone: ZoneInfo, low: int, high: int, old_offset: int) -> int:
	"""Return the first second after low, by high at the latest, at which the offset is not the old one."""
	while high - low > 1:
		middle = (low + high) // 2
		if _offset(zone, middle) == old_offset:
			low = middle
		else:
			high = middle
	return high


def _offset(zone: ZoneInfo, epoch_second: int) -> int:
	offset = datetime.fromtimestamp(epoch_second, zone).utcoffset() or timedelta()
	return offset.days * DAY_SECONDS + offset.seconds
