"""Stored answers in each reader's form."""

import frappe

from servicedesk.shared.testing import DeskTestCase
from servicedesk.tickets.written_answers import written


class TestWrittenAnswers(DeskTestCase):
	"""What a page says for what a row holds."""

	def read(self, kind: str, value: str, language: str) -> str:
		"""The answer in a language."""
		self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
		frappe.local.lang = language
		return written(kind, value)

	def test_each_kind_in_the_readers_language(self) -> None:
		for kind, value, language, shown in (
			("checkbox", "1", "en", "Yes"),
			("checkbox", "0", "ro", "Nu"),
			("date", "2026-03-01", "ro", "1 martie 2026"),
			("date", "2026-03-01", "uk", "1 березня 2026"),
			("time", "18:00:00", "ru", "18:00"),
			("number", "2.50", "bg", "2,50"),
			("number", "-0.5", "en", "-0.5"),
			("number", "20261234", "ro", "20261234"),
			("number", "1E+3", "ro", "1000"),
			("text", "1", "ro", "1"),
			("multiple_choice", "a\nb", "en", "a\nb"),
		):
			with self.subTest(kind=kind, value=value, language=language):
				self.assertEqual(self.read(kind, value, language), shown)

	def test_what_staff_put_right_in_words_stays(self) -> None:
		for kind in ("date", "time", "number"):
			for value in ("after lunch", "", "NaN"):
				with self.subTest(kind=kind, value=value):
					self.assertEqual(self.read(kind, value, "ro"), value)
