"""Lengths of time as readers of each language see them."""

import frappe

from servicedesk.self_service.formatting import span
from servicedesk.shared.testing import DeskTestCase


class TestSpan(DeskTestCase):
	"""What a clock's target reads like (edi-provider 4, "in 30m" and "in 2h")."""

	def test_hours_and_minutes_in_the_readers_language(self) -> None:
		shown = {language: self.read(language, 5400) for language in ("en", "ro", "ru", "uk", "bg")}
		self.assertEqual(
			shown,
			{
				"en": "1 hr 30 min",
				"ro": "1 oră 30 min.",
				"ru": "1 ч 30 мин",
				"uk": "1 год 30 хв",
				"bg": "1 ч 30 мин",
			},
		)

	def test_what_is_nothing_is_left_out(self) -> None:
		self.assertEqual(
			[self.read("en", seconds) for seconds in (0, 59, 1800, 7200, 180000)],
			["0 min", "0 min", "30 min", "2 hr", "50 hr"],
		)

	def read(self, language: str, seconds: int) -> str:
		"""The text in a language."""
		before = frappe.local.lang
		self.addCleanup(setattr, frappe.local, "lang", before)
		frappe.local.lang = language
		return span(seconds)
