"""Work calendars of the desk as the rules read them, kept in the process until somebody changes them."""

from datetime import date
from functools import lru_cache
from typing import Any

import frappe
from frappe.utils import getdate

from servicedesk.domain.business_calendar import BusinessCalendar, Interval
from servicedesk.domain.calendar_checks import interval_of, second_of_day

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Calendars of each site as they were last built, with the stamp of the record they were built from.
_BUILT: dict[tuple[str, str], tuple[Any, BusinessCalendar]] = {}


def calendar(name: str) -> BusinessCalendar:
	"""The calendar of that name. Its tables of years are shared by all requests of the process."""
	doc = frappe.get_cached_doc("SD Work Calendar", name)
	key = (frappe.local.site, name)
	modified, built = _BUILT.get(key, (None, None))
	if built is None or modified != doc.modified:
		built = working_time(doc)
		_BUILT[key] = (doc.modified, built)
	return built


def working_time(doc: Any) -> BusinessCalendar:
	"""The calendar that a valid document of SD Work Calendar describes."""
	if doc.always_open:
		return _always_open()
	weekly: dict[int, list[Interval]] = {}
	for row in doc.intervals:
		weekly.setdefault(WEEKDAYS.index(row.day), []).append(_interval(row.opens, row.closes))
	holidays = {getdate(row.date): _worked_on(row) for row in doc.holidays}
	return _shared(
		doc.time_zone,
		tuple((day, tuple(sorted(intervals))) for day, intervals in sorted(weekly.items())),
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
	return interval_of(second_of_day(opens) or 0, second_of_day(closes) or 0)
