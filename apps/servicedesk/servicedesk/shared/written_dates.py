"""Dates in sentences, as the sentence's language writes them."""

from datetime import date

import frappe
from babel import Locale, UnknownLocaleError
from babel.dates import format_date


def written_day(day: date, language: str = "") -> str:
	"""The day in words and figures, e.g. "30 iunie 2026"; in the running request's language unless told."""
	try:
		locale = Locale.parse((language or frappe.local.lang or "en").replace("-", "_"))
	except (UnknownLocaleError, ValueError):
		locale = Locale.parse("en")
	return str(format_date(day, "d MMMM y", locale=locale))
