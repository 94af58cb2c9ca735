"""Lengths of time as readers of each language see them."""

from datetime import timedelta

import frappe
from babel.dates import format_timedelta

from servicedesk.self_service.formatting import Times, locale_of, own_words, span
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


class TestAgo(DeskTestCase):
	"""How long ago something was, in words that are kept: the same as Babel's own for that moment."""

	def test_as_babel_says_it(self) -> None:
		lengths = {
			base + more
			for base in (0, 50, 3000, 3060, 73_000, 86_400, 514_080, 2_203_200)
			for more in range(3)
		}
		lengths |= {round(1.07**power) for power in range(300)}
		before = frappe.local.lang
		self.addCleanup(setattr, frappe.local, "lang", before)
		for language in ("en", "ro", "ru", "uk", "bg"):
			frappe.local.lang = language
			times = Times()
			for seconds in sorted(length for length in lengths if length < 3_000_000_000):
				for span_of in (timedelta(seconds=-seconds), timedelta(seconds=seconds)):
					expected = format_timedelta(span_of, add_direction=True, locale=locale_of(language))
					self.assertEqual(times.ago(times.now + span_of), expected, (language, span_of))


class TestOwnWords(DeskTestCase):
	"""A company's words are its own: only its translations of them count."""

	def setUp(self) -> None:
		super().setUp()
		self.addCleanup(setattr, frappe.local, "lang", frappe.local.lang)
		frappe.local.lang = "ro"

	def test_a_word_that_looks_like_one_of_the_products(self) -> None:
		self.assertNotEqual(frappe._("Data"), "Data", "the framework translates the English word")
		self.assertEqual(own_words("Data"), "Data")

	def test_what_the_site_has_translated(self) -> None:
		words = {"language": "ro", "source_text": "T Printer", "translated_text": "T Imprimantă"}
		frappe.get_doc({"doctype": "Translation", **words}).insert()
		self.assertEqual(own_words("T Printer"), "T Imprimantă")
		self.assertEqual(own_words(""), "")
