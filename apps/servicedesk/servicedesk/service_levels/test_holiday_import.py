"""Public holidays of a country in a work calendar."""

from datetime import date
from typing import Any

import frappe

from servicedesk.service_levels.calendars import calendar
from servicedesk.service_levels.holiday_import import HolidayRequest, import_holidays, options
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import DeskTestCase

ROMANIA = HolidayRequest("RO", 2026, 2026)
# Orthodox Easter Monday and Pentecost Monday of 2026.
MOVING = {date(2026, 4, 13), date(2026, 6, 1)}


class TestHolidayImport(DeskTestCase):
	"""A calendar with one day of its own."""

	def setUp(self) -> None:
		super().setUp()
		own = {"date": "2026-12-25", "label": "Open for emergencies", "opens": "10:00", "closes": "12:00"}
		self.calendar = frappe.get_doc(
			{
				"doctype": "SD Work Calendar",
				"title": "T Office",
				"time_zone": "Europe/Bucharest",
				"intervals": [{"day": "Friday", "opens": "09:00:00", "closes": "18:00:00"}],
				"holidays": [own],
			}
		).insert()

	def rows(self) -> dict[date, Any]:
		"""The calendar's days as they are stored."""
		return {row.date: row for row in frappe.get_doc("SD Work Calendar", "T Office").holidays}

	def test_moving_feasts_come_and_own_days_stay(self) -> None:
		added = import_holidays("T Office", ROMANIA)
		rows = self.rows()
		self.assertEqual(len(rows), added + 1)
		self.assertLessEqual(MOVING, set(rows))
		own = rows[date(2026, 12, 25)]
		self.assertEqual((own.label, own.opens, own.closes), ("Open for emergencies", "10:00", "12:00"))
		self.assertEqual([row.date for row in sorted(rows.values(), key=lambda row: row.idx)], sorted(rows))
		self.assertEqual(calendar("T Office").holidays[date(2026, 6, 1)], ())

	def test_importing_again_adds_nothing(self) -> None:
		import_holidays("T Office", ROMANIA)
		self.assertEqual(import_holidays("T Office", ROMANIA), 0)
		self.assertGreater(import_holidays("T Office", HolidayRequest("RO", 2026, 2027)), 10)

	def test_half_days_come_with_their_hours_or_not_at_all(self) -> None:
		import_holidays("T Office", HolidayRequest("BG", 2026, 2026))
		whole = len(self.rows())
		import_holidays("T Office", HolidayRequest("GR", 2026, 2026, "", "09:00", "13:00"))
		halves = [row for row in self.rows().values() if row.opens == "09:00"]
		self.assertTrue(halves)
		self.assertTrue(all(row.closes == "13:00" for row in halves))
		self.assertGreater(len(self.rows()), whole)

	def test_parts_of_a_country(self) -> None:
		import_holidays("T Office", HolidayRequest("DE", 2026, 2026, "BY"))
		self.assertIn(date(2026, 1, 6), self.rows())
		country = next(each for each in options()["countries"] if each["value"] == "DE")
		self.assertIn("BY", country["subdivisions"])
		self.assertEqual(country["label"], "Germany")

	def test_nonsense_is_refused_by_its_field(self) -> None:
		for wanted, field in (
			(HolidayRequest("XX", 2026, 2026), "country"),
			(HolidayRequest("__class__", 2026, 2026), "country"),
			(HolidayRequest("DE", 2026, 2026, "XX"), "subdivision"),
			(HolidayRequest("RO", 2027, 2026), "first_year"),
			(HolidayRequest("RO", 0, 2026), "first_year"),
			(HolidayRequest("RO", 2000, 2026), "last_year"),
			(HolidayRequest("RO", 2026, 2026, "", "9", ""), "half_day_opens"),
			(HolidayRequest("RO", 2026, 2026, "", "09:00", "09:00"), "half_day_opens"),
		):
			with self.subTest(wanted=wanted), self.assertRaises(Refused) as refused:
				import_holidays("T Office", wanted)
			self.assertEqual(list(refused.exception.problems), [field])
		self.assertEqual(len(self.rows()), 1)
