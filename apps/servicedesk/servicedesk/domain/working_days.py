"""When a span that staff gave to a timed step is over: minutes and hours of the wall clock, or of working time.

A working day is a date on which the calendar has hours of its own. N working days after an instant is the same time of
day on the Nth working day after it; what begins outside working hours counts from the next opening, and where that
day is closed at that time already, the next opening is meant. So a span in working days never ends while nobody is
there to object (closing after N working days, integrator 10, edi-provider 11).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from enum import Enum
from zoneinfo import ZoneInfo

from servicedesk.domain.business_calendar import LAST_YEAR, BusinessCalendar

_HOUR = 3600
_DAY = timedelta(days=1)


class SpanUnit(str, Enum):
	"""The unit of a timed step's span."""

	MINUTES = "minutes"
	HOURS = "hours"
	DAYS = "days"
	"""The same time of day, that many dates later, in the calendar's zone: also in the weeks when clocks change."""
	WORKING_HOURS = "working_hours"
	WORKING_DAYS = "working_days"

	def __str__(self) -> str:
		return self.value


def after(start: datetime, amount: int, unit: SpanUnit, calendar: BusinessCalendar) -> datetime | None:
	"""Return the instant (UTC) that lies `amount` units after an aware start; None for never.

	Never, when the calendar does not hold so much working time any more. Raises ValueError for a negative amount.
	"""
	if amount < 0:
		raise ValueError("a span cannot be negative")
	# In UTC: a sum in a zone of its own would move the hands of the clock and not the time.
	if unit is SpanUnit.MINUTES:
		return start.astimezone(timezone.utc) + timedelta(minutes=amount)
	if unit is SpanUnit.HOURS:
		return start.astimezone(timezone.utc) + timedelta(hours=amount)
	if unit is SpanUnit.WORKING_HOURS:
		return calendar.add_seconds(start, amount * _HOUR)
	if unit is SpanUnit.DAYS:
		return _days_later(start, amount, calendar)
	return _working_days_later(start, amount, calendar)


def is_working_day(day: date, calendar: BusinessCalendar) -> bool:
	"""Tell whether the calendar has hours that begin on that date: half a holiday counts, a night shift's end does not."""
	return bool(calendar.holidays.get(day, calendar.weekly.get(day.weekday(), ())))


def _days_later(start: datetime, amount: int, calendar: BusinessCalendar) -> datetime:
	local = start.astimezone(ZoneInfo(calendar.time_zone))
	return _same_time(local, local.date() + amount * _DAY)


def _working_days_later(start: datetime, amount: int, calendar: BusinessCalendar) -> datetime | None:
	first = calendar.next_opening(start)
	if first is None:
		return None
	local = first.astimezone(ZoneInfo(calendar.time_zone))
	day = local.date()
	while amount > 0:
		day += _DAY
		if day.year > LAST_YEAR:
			return None
		amount -= is_working_day(day, calendar)
	return calendar.next_opening(_same_time(local, day))


def _same_time(local: datetime, day: date) -> datetime:
	"""The same time on the wall clock on another date; one that spring skips is read as an hour later."""
	return datetime.combine(day, local.timetz()).astimezone(timezone.utc)
