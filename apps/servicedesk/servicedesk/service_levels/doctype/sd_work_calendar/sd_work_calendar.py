"""SD Work Calendar: the time in which clocks run."""

import zoneinfo

import frappe
from frappe import _
from frappe.model.document import Document


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
