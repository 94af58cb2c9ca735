"""SD Work Calendar: the time in which clocks run."""

import zoneinfo
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from servicedesk.domain.business_calendar import FIRST_YEAR, LAST_YEAR
from servicedesk.domain.calendar_checks import (
	CalendarFault,
	CalendarProblem,
	HolidayRow,
	HoursRow,
	holiday_problems,
	hours_problems,
	plain_day,
	second_of_day,
)
from servicedesk.service_levels import renewals
from servicedesk.service_levels.calendars import WEEKDAYS, working_time
from servicedesk.shared.errors import refuse


class SDWorkCalendar(Document):
	"""Working time of the week and days off, in the calendar's own time zone."""

	def validate(self) -> None:
		"""The zone exists, there is working time to count, and no row says what another one denies. Raises Refused."""
		problems = {}
		zone = self.time_zone if self.time_zone in zoneinfo.available_timezones() else None
		if not zone:
			problems["time_zone"] = _(
				"{0} is not a time zone. Give an IANA name such as Europe/Bucharest."
			).format(self.time_zone)
		if not self.always_open and not self.intervals:
			problems["intervals"] = _("Give the working time, or choose day and night.")
		wrong_hours = hours_problems([_hours_row(row) for row in self.intervals])
		if wrong_hours:
			problems["intervals"] = _sentences(_("Working time"), wrong_hours)
		wrong_days = holiday_problems(
			[_holiday_row(row) for row in self.holidays], zoneinfo.ZoneInfo(zone or "UTC")
		)
		if wrong_days:
			problems["holidays"] = _sentences(_("Holidays"), wrong_days)
		if problems:
			refuse(problems)

	def on_update(self) -> None:
		"""Clocks of open tickets follow, in the background."""
		before = self.get_doc_before_save()
		if before and working_time(before) != working_time(self):
			renewals.ask(renewals.slas_of_calendar(self.name))

	def on_trash(self) -> None:
		"""A calendar stays as long as some ticket's clock ran in it: nobody could read that clock any more."""
		if frappe.db.exists("SD Ticket Clock", {"calendar": self.name}):
			refuse(
				{"title": _("Clocks of tickets have run in this calendar. Take it out of the SLAs instead.")}
			)


def _hours_row(row: Any) -> HoursRow:
	return HoursRow(WEEKDAYS.index(row.day), second_of_day(row.opens), second_of_day(row.closes))


def _holiday_row(row: Any) -> HolidayRow:
	return HolidayRow(
		plain_day(row.date),
		second_of_day(row.opens),
		second_of_day(row.closes),
		bool(row.opens),
		bool(row.closes),
	)


def _sentences(table: str, problems: Iterable[CalendarProblem]) -> str:
	return " ".join(f"{table}: {_sentence(problem)}" for problem in problems)


def _sentence(problem: CalendarProblem) -> str:
	sentences = {
		CalendarFault.NO_TIME: _("Row {0}: give both times as hours and minutes, such as 09:00."),
		CalendarFault.EMPTY: _(
			"Row {0} opens and closes at the same time. For the whole day, give 00:00 and 00:00."
		),
		CalendarFault.OVERLAP: _(
			"Row {0} overlaps with row {1}. A closing time before the opening time is on the next day."
		),
		CalendarFault.ONE_TIME_ONLY: _("Row {0}: give both times as hours and minutes, or none."),
		CalendarFault.NOT_A_DAY: _(
			"Row {0}: give a plain date. A date with a time may be another day in the calendar's time zone."
		),
		CalendarFault.NO_SUCH_DAY: _("Row {0}: the calendar's time zone has no such day."),
		CalendarFault.OUTSIDE_YEARS: _("Row {0}: the year must lie between {2} and {3}."),
		CalendarFault.TWICE: _("Row {0} is the same day as row {1}."),
	}
	return sentences[problem.fault].format(problem.row, problem.other_row, FIRST_YEAR, LAST_YEAR)
