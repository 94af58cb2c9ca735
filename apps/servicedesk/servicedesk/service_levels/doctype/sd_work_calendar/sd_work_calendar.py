"""SD Work Calendar: the time in which clocks run."""

import re
import zoneinfo

import frappe
from frappe import _
from frappe.model.document import Document

CLOCK_TIME = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")


class SDWorkCalendar(Document):
	"""Working time of the week and days off, in the calendar's own time zone."""

	def validate(self) -> None:
		"""The zone exists, and there is some working time to count."""
		if self.time_zone not in zoneinfo.available_timezones():
			frappe.throw(
				_("{0} is not a time zone. Give an IANA name such as Europe/Bucharest.").format(
					self.time_zone
				)
			)
		if not self.always_open and not self.intervals:
			frappe.throw(_("Give the working time, or choose day and night."))
		for row in self.holidays:
			self.check_hours(row)

	def check_hours(self, row: Document) -> None:
		"""A holiday is worked from and until, or not at all."""
		times = [time for time in (row.opens, row.closes) if time]
		if len(times) == 1 or not all(CLOCK_TIME.fullmatch(time) for time in times):
			frappe.throw(
				_("Holiday in row {0}: give both times as hours and minutes, or none.").format(row.idx)
			)
