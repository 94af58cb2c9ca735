"""Dates, sizes and durations as a reader in this language and place writes them."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

import frappe
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_timedelta
from babel.units import format_unit
from frappe.translate import get_user_translations
from frappe.utils import getdate

from servicedesk.shared.compat import from_system, utc_now, zone

KILOBYTE = 1024
HOUR, MINUTE = 3600, 60


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
	"""Babel's locale for one of the framework's language codes; English for an unknown one."""
	try:
		return Locale.parse((language or "en").replace("-", "_"))
	except (UnknownLocaleError, ValueError):
		return Locale.parse("en")


def own_words(text: str) -> str:
	"""A company's own words (a form's question, a step, a clock) in the reader's language, where staff translated them.

	Translations of the site ("Translation") are asked and nothing else: the product's own sentences are English, and a
	company's word that looks like one (Romanian "Data", a day) means something else. A desk of one language has none
	and shows the words as they are.
	"""
	return str(get_user_translations(frappe.local.lang).get(text, text)) if text else ""


def reader_zone() -> str:
	"""The IANA zone in which the signed-in reader sees times: their own, or the portal's."""
	own = None
	if frappe.session.user != "Guest":
		own = frappe.get_cached_value("User", frappe.session.user, "time_zone")
	return str(own or frappe.get_cached_doc("SD Settings").time_zone or "UTC")


def moment(stored: datetime | None) -> str:
	"""A stored time as date and time, e.g. "22 nov. 2026, 10:28"."""
	if not stored:
		return ""
	local = from_system(stored).astimezone(zone(reader_zone()))
	return str(format_datetime(local, "d MMM y, HH:mm", locale=locale_of(frappe.local.lang)))


def day(stored: date | str | None) -> str:
	"""A stored date, e.g. "22 nov. 2026"; nothing for none."""
	return str(format_date(getdate(stored), "d MMM y", locale=locale_of(frappe.local.lang))) if stored else ""


def moment_iso(stored: datetime | None) -> str:
	"""A stored time as a machine reads it, in UTC."""
	return from_system(stored).isoformat() if stored else ""


def ago(stored: datetime | None) -> str:
	"""How long ago a stored time was, e.g. "3 hours ago"."""
	if not stored:
		return ""
	span = from_system(stored) - utc_now()
	return str(format_timedelta(span, add_direction=True, locale=locale_of(frappe.local.lang)))


def span(seconds: int) -> str:
	"""A length of time that was promised, in hours and minutes, e.g. "30 min" or "1 hr 30 min"."""
	locale = locale_of(frappe.local.lang)
	hours, rest = divmod(seconds, HOUR)
	parts = [(hours, "hour"), (rest // MINUTE, "minute")]
	shown = [part for part in parts if part[0]] or parts[1:]
	return " ".join(str(format_unit(number, unit, "short", locale=locale)) for number, unit in shown)


def file_size(number: Any) -> str:
	"""A size in bytes as people read it."""
	size = float(number or 0)
	for unit in ("B", "KB", "MB"):
		if size < KILOBYTE:
			return f"{size:.0f} {unit}"
		size /= KILOBYTE
	return f"{size:.1f} GB"
