"""Names of periods and numbers, as each of the five languages writes them."""

from datetime import date

import frappe
from babel.dates import get_month_names

from servicedesk.domain.report_periods import PeriodKind, Piece, PieceLength, chosen_period, own_period
from servicedesk.self_service.report_words import days, duration, mark, percent, period_name, piece_label
from servicedesk.shared.testing import DeskTestCase

LANGUAGES = ("bg", "ru", "uk", "ro", "en")
TODAY = date(2026, 11, 22)
OCTOBER = chosen_period(PeriodKind.LAST_MONTH, TODAY)


class TestReportWords(DeskTestCase):
	"""What babel knows of a language stays babel's; here is that it is asked for the right thing."""

	def in_language(self, language: str) -> None:
		"""Read on in that language."""
		before = frappe.local.lang
		self.addCleanup(setattr, frappe.local, "lang", before)
		frappe.local.lang = language

	def test_months_stand_alone(self) -> None:
		"""Not in the form that they have behind a day's number ("октября")."""
		names = {}
		for language in LANGUAGES:
			self.in_language(language)
			names[language] = period_name(OCTOBER)
			self.assertEqual(names[language], f"{get_month_names('wide', 'stand-alone', language)[10]} 2026")
		self.assertEqual(names["ru"], "октябрь 2026")
		self.assertEqual(len(set(names.values())), len(LANGUAGES))

	def test_quarters_years_and_days(self) -> None:
		self.in_language("ro")
		for kind, name in (
			(PeriodKind.LAST_QUARTER, "trimestrul al III-lea 2026"),
			(PeriodKind.THIS_YEAR, "2026"),
			(PeriodKind.LAST_YEAR, "2025"),
		):
			self.assertEqual(period_name(chosen_period(kind, TODAY)), name)
		self.assertEqual(period_name(own_period("2026-10-01", "2026-10-31")), "1–31 oct. 2026")
		self.assertEqual(days(Piece(TODAY, TODAY)), "22 nov. 2026")

	def test_pieces(self) -> None:
		self.in_language("en")
		piece = OCTOBER.pieces()[0]
		self.assertEqual(piece_label(piece, PieceLength.DAY), "1 Oct 2026")
		self.assertEqual(piece_label(piece, PieceLength.MONTH), "Oct 2026")
		found = [mark(piece, length) for length in PieceLength]
		self.assertEqual(found, ["1", "1.10", "Oct"])

	def test_numbers(self) -> None:
		for language, share in (("ro", "60\xa0%"), ("en", "60%")):
			self.in_language(language)
			self.assertEqual(percent(60), share)
		self.assertEqual((duration(None), duration(5400)), ("–", "1 hr 30 min"))
