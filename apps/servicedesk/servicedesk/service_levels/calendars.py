"""Work calendars of the desk as the rules read them, kept in the process until somebody changes them."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any

import frappe
from frappe.utils import getdate

from servicedesk.domain.business_calendar import DAY_SECONDS, BusinessCalendar, Interval

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def calendar(name: str) -> BusinessCalendar:
	"""The calendar of that name. Its tables of years are shared by all requests of the process."""
	doc = frappe.get_cached_doc("SD Work Calendar", name)
	if doc.always_open:
		return _always_open()
	weekly: dict[int, list[Interval]] = {}
	for row in doc.intervals:
		weekly.setdefault(WEEKDAYS.index(row.day), []).append(_interval(row.opens, row.closes))
	holidays = {getdate(row.date): _worked_on(row) for row in doc.holidays}
	return _shared(
		doc.time_zone,
		tuple((day, tuple(intervals)) for day, intervals in sorted(weekly.items())),
		tuple(sorted(holidays.items())),
	)


@lru_cache(maxsize=1)
def _always_open() -> BusinessCalendar:
	return BusinessCalendar.always_open()


@lru_cache(maxsize=64)
def _shared(
	time_zone: str,
	weekly: tuple[tuple[int, tuple[Interval, ...]], ...],
	holidays: tuple[tuple[date, tuple[Interval, ...]], ...],
) -> BusinessCalendar:
	return BusinessCalendar(time_zone, dict(weekly), dict(holidays))


def _worked_on(row: Any) -> tuple[Interval, ...]:
	"""What is worked on a holiday: nothing, unless both times are given."""
	# Not times of the framework: it fills an empty time with the present one.
	if not row.opens or not row.closes:
		return ()
	return (_interval(row.opens, row.closes),)


def _interval(opens: Any, closes: Any) -> Interval:
	start, end = _second(opens), _second(closes)
	return Interval(start, end if end > start else end + DAY_SECONDS)


def _second(value: Any) -> int:
	"""Seconds since midnight of a time as the framework gives it: a span, a time, or text."""
	if isinstance(value, timedelta):
		return int(value.total_seconds())
	if isinstance(value, time):
		return value.hour * 3600 + value.minute * 60 + value.second
	parts: Sequence[str] = str(value).split(":")
	hours, minutes, seconds = (int(float(part)) for part in (*parts, "0", "0")[:3])
	return hours * 3600 + minutes * 60 + seconds
