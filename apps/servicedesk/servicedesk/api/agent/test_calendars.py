"""Endpoints of the work calendar's form: who may ask, and what they get."""

import frappe

from servicedesk.api.agent import calendars
from servicedesk.shared.testing import AGENT, DeskTestCase

MONDAY = {"day": "Monday", "opens": "09:00:00", "closes": "18:00:00"}


class TestCalendars(DeskTestCase):
	"""A calendar of the desk."""

	def setUp(self) -> None:
		super().setUp()
		doc = {"doctype": "SD Work Calendar", "title": "T Office", "time_zone": "Europe/Sofia"}
		frappe.get_doc({**doc, "intervals": [MONDAY]}).insert()

	def test_holidays_are_added(self) -> None:
		added = calendars.import_holidays("T Office", "BG", 2026, 2026)
		self.assertEqual(added, len(frappe.get_doc("SD Work Calendar", "T Office").holidays))
		self.assertGreater(added, 10)

	def test_only_by_who_may_change_calendars(self) -> None:
		frappe.set_user(AGENT)
		self.assertTrue(calendars.holiday_options()["countries"])
		with self.assertRaises(frappe.PermissionError):
			calendars.import_holidays("T Office", "BG", 2026, 2026)
		frappe.set_user("Guest")
		with self.assertRaises(frappe.AuthenticationError):
			calendars.holiday_options()
