"""Kinds of clocks, SLAs and calendars that make no sense: refused on save, with the place and the reason."""

from typing import Any

import frappe

from servicedesk.service_levels.doctype.sd_sla.sd_sla import LONGEST_SECONDS
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import CALENDAR, PRIORITY, SERVICE, SLA, DeskTestCase

START = {"effect": "Starts", "event": "created"}
GOAL = {"effect": "Meets", "category": "resolved"}


class TestClockKinds(DeskTestCase):
	"""Rows of a kind of clock."""

	def refusal(self, *rows: dict[str, Any]) -> str:
		"""What is said of the rows."""
		with self.assertRaises(Refused) as refused:
			frappe.get_doc({"doctype": "SD Clock Kind", "title": "T Kind", "triggers": list(rows)}).insert()
		self.assertEqual(list(refused.exception.problems), ["triggers"])
		return refused.exception.problems["triggers"]

	def test_a_start_and_a_goal(self) -> None:
		self.assertEqual(self.refusal(GOAL), "Nothing starts the clock. Add a row that does.")
		self.assertEqual(self.refusal(START), "Nothing meets the clock. Add a row that does.")

	def test_contradictory_rows(self) -> None:
		said = self.refusal(START, GOAL, {"effect": "Cancels", "category": "resolved"})
		self.assertEqual(said, "Row 3 contradicts row 2: the same cannot do both to a clock.")
		self.assertEqual(self.refusal(START, GOAL, GOAL), "Row 3 says the same as row 2.")

	def test_rows_that_say_nothing(self) -> None:
		self.assertIn("Row 3: choose either", self.refusal(START, GOAL, {"effect": "Continues"}))
		said = self.refusal(START, GOAL, {"effect": "Pauses", "event": "public_reply"})
		self.assertIn("Row 3: a clock stands or is called off while", said)

	def test_a_kind_in_use_stays(self) -> None:
		frappe.get_doc(
			{"doctype": "SD Clock Kind", "title": "T Kind", "triggers": [dict(START), dict(GOAL)]}
		).insert()
		clock = frappe.new_doc("SD Ticket Clock")
		clock.update({"ticket": "T", "measure": "T Kind"})
		clock.db_insert()
		with self.assertRaisesRegex(Refused, "Tickets have clocks of this kind"):
			frappe.delete_doc("SD Clock Kind", "T Kind")
		clock.delete()
		frappe.delete_doc("SD Clock Kind", "T Kind")


class TestSlas(DeskTestCase):
	"""Targets of an SLA."""

	def insert(self, *targets: dict[str, Any]) -> Any:
		"""Make an SLA of targets."""
		rows = [{"label": "L", "measure": "Resolve", "target": 60, **target} for target in targets]
		doc = {"doctype": "SD SLA", "title": "T Odd", "calendar": CALENDAR, "targets": rows}
		return frappe.get_doc(doc).insert()

	def refusal(self, *targets: dict[str, Any]) -> str:
		"""What is said of the targets."""
		with self.assertRaises(Refused) as refused:
			self.insert(*targets)
		return refused.exception.problems["targets"]

	def test_a_target_of_zero(self) -> None:
		for target in (0, None, -5, "soon"):
			with self.subTest(target=target):
				said = self.refusal({"priority": PRIORITY}, {"target": target})
				self.assertEqual(said, "Row 2: the target must be longer than nothing.")
		self.assertEqual(self.refusal({"target": LONGEST_SECONDS + 1}), "Row 1: the target is too long.")

	def test_the_same_conditions_twice(self) -> None:
		said = self.refusal({"priority": PRIORITY}, {"service": SERVICE}, {"priority": PRIORITY})
		self.assertEqual(said, "Row 3 is for the same clock under the same conditions as row 1.")
		self.insert(
			{"priority": PRIORITY}, {"service": SERVICE}, {"priority": PRIORITY, "service": SERVICE}, {}
		)

	def test_unknown_names(self) -> None:
		with self.assertRaisesRegex(frappe.LinkValidationError, "Row #2: Clock: T Nothing"):
			self.insert({}, {"measure": "T Nothing"})


class TestCalendars(DeskTestCase):
	"""Rows of a calendar."""

	def insert(self, **values: Any) -> Any:
		"""Make a calendar."""
		doc = {
			"doctype": "SD Work Calendar",
			"title": "T Odd",
			"time_zone": "Europe/Sofia",
			"intervals": [{"day": "Monday", "opens": "09:00:00", "closes": "17:00:00"}],
			**values,
		}
		return frappe.get_doc(doc).insert()

	def refusal(self, field: str, **values: Any) -> str:
		"""What is said by the field."""
		with self.assertRaises(Refused) as refused:
			self.insert(**values)
		self.assertEqual(list(refused.exception.problems), [field])
		return refused.exception.problems[field]

	def test_a_calendar_without_hours(self) -> None:
		self.assertIn("Give the working time", self.refusal("intervals", intervals=[]))
		self.insert(intervals=[], always_open=1)

	def test_a_zone_that_there_is_not(self) -> None:
		self.assertIn(
			"Europe/Atlantis is not a time zone", self.refusal("time_zone", time_zone="Europe/Atlantis")
		)

	def test_overlapping_hours(self) -> None:
		night = {"day": "Sunday", "opens": "22:00:00", "closes": "06:00:00"}
		morning = {"day": "Monday", "opens": "05:00:00", "closes": "08:00:00"}
		said = self.refusal("intervals", intervals=[night, morning])
		self.assertTrue(said.startswith("Working time: Row 2 overlaps with row 1."), said)
		self.insert(intervals=[night, {**morning, "opens": "06:00:00"}])

	def test_hours_of_no_length(self) -> None:
		row = {"day": "Monday", "opens": "09:00:00", "closes": "09:00:00"}
		self.assertIn("Row 1 opens and closes at the same time", self.refusal("intervals", intervals=[row]))

	def test_holidays(self) -> None:
		for rows, sentence in (
			([{"date": "2026-12-25"}, {"date": "2026-12-25"}], "Row 2 is the same day as row 1."),
			([{"date": "2026-12-24T22:00:00Z"}], "Row 1: give a plain date."),
			([{"date": "1950-01-01"}], "Row 1: the year must lie between 1970 and 2299."),
			([{"date": "2026-12-25", "opens": "09:00"}], "Row 1: give both times"),
			([{"date": "2026-12-25", "opens": "9", "closes": "noon"}], "Row 1: give both times"),
		):
			with self.subTest(rows=rows):
				self.assertIn(f"Holidays: {sentence}", self.refusal("holidays", holidays=rows))

	def test_a_day_that_the_zone_left_out(self) -> None:
		values = {"time_zone": "Pacific/Apia", "holidays": [{"date": "2011-12-30"}]}
		said = self.refusal("holidays", **values)
		self.assertEqual(said, "Holidays: Row 1: the calendar's time zone has no such day.")

	def test_all_that_is_wrong_is_said_at_once(self) -> None:
		with self.assertRaises(Refused) as refused:
			self.insert(time_zone="", intervals=[], holidays=[{"date": "2026-12-25", "closes": "09:00"}])
		self.assertEqual(set(refused.exception.problems), {"time_zone", "intervals", "holidays"})

	def test_a_calendar_in_which_clocks_ran_stays(self) -> None:
		self.insert()
		clock = frappe.new_doc("SD Ticket Clock")
		clock.update({"ticket": "T", "measure": "Resolve", "calendar": "T Odd", "sla": SLA})
		clock.db_insert()
		with self.assertRaisesRegex(Refused, "Clocks of tickets have run in this calendar"):
			frappe.delete_doc("SD Work Calendar", "T Odd")
