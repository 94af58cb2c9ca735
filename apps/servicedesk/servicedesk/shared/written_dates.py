"""Dates and numbers in sentences, as the sentence's language writes them."""

from datetime import date, datetime
from decimal import Decimal

import frappe
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from servicedesk.shared.compat import zone


def written_day(day: date, language: str = "") -> str:
	"""The day in words and figures, e.g. "30 iunie 2026"; in the running request's language unless told."""
	return str(format_date(day, "d MMMM y", locale=_locale(language)))


def written_period(starts: datetime, ends: datetime, zone_name: str, language: str = "") -> str:
	"""From when to when (aware instants), e.g. "25 noiembrie 2026, 10:00–12:00", as clocks of that IANA zone show it."""
	locale = _locale(language)
	first, last = starts.astimezone(zone(zone_name)), ends.astimezone(zone(zone_name))
	begins = format_datetime(first, "d MMMM y, HH:mm", locale=locale)
	if first.date() == last.date():
		return f"{begins}–{format_datetime(last, 'HH:mm', locale=locale)}"
	return f"{begins} – {format_datetime(last, 'd MMMM y, HH:mm', locale=locale)}"


def written_moment(moment: datetime, zone_name: str, language: str = "") -> str:
	"""An aware instant, e.g. "25 noiembrie 2026, 10:00", as clocks of that IANA zone show it."""
	return str(
		format_datetime(moment.astimezone(zone(zone_name)), "d MMMM y, HH:mm", locale=_locale(language))
	)


def written_number(number: Decimal, language: str = "") -> str:
	"""The number with the language's decimal sign, whole as it is; thousands stay together: it may be a code."""
	places = max(0, -int(number.as_tuple().exponent))
	pattern = f"0.{'0' * places}" if places else "0"
	return str(format_decimal(number, pattern, _locale(language)))


def _locale(language: str) -> Locale:
	try:
		return Locale.parse((language or frappe.local.lang or "en").replace("-", "_"))
	except (UnknownLocaleError, ValueError):
		return Locale.parse("en")
