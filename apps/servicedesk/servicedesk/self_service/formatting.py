"""Dates, sizes and durations as a reader in this language and place writes them."""

from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

import frappe
from babel import Locale, UnknownLocaleError
from babel.dates import TIMEDELTA_UNITS, format_date, format_datetime, format_timedelta
from babel.units import format_unit
from frappe.translate import get_user_translations
from frappe.utils import get_system_timezone, getdate

from servicedesk.shared.compat import from_system, utc_now, zone

KILOBYTE = 1024
HOUR, MINUTE = 3600, 60
DAY = 24 * HOUR
# From this part of the next larger unit on a length of time is told in that: Babel's own rule.
NEARLY = 0.85


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
	return str(words_of_site().get(text, text)) if text else ""


def words_of_site() -> dict[str, str]:
	"""What staff have translated of the company's own words into the reader's language: for whoever shows many."""
	return get_user_translations(frappe.local.lang)


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


class Times:
	"""Many stored times for one page and one reader: what is the same for all of them is asked once."""

	def __init__(self) -> None:
		self.language, self.now = frappe.local.lang, utc_now()
		self.zone = zone(get_system_timezone())

	def instant(self, stored: datetime) -> datetime:
		"""The aware instant in UTC of a stored time (`compat.from_system`)."""
		return stored.replace(tzinfo=self.zone).astimezone(timezone.utc)

	def ago(self, instant: datetime) -> str:
		"""How long ago it was, e.g. "3 hours ago"."""
		passed = instant - self.now
		seconds = passed.days * DAY + passed.seconds
		return _in_words(self.language, _rounded(abs(seconds)), seconds < 0)


def _rounded(seconds: int) -> int:
	"""The same in whole units of its own size, so that few lengths of time have words of their own."""
	for _unit, size in TIMEDELTA_UNITS:
		if seconds >= size * NEARLY:
			return round(seconds / size) * size
	return 0


@lru_cache(maxsize=1024)
def _in_words(language: str, seconds: int, past: bool) -> str:
	"""A length of time that is a number of whole units, as one that has passed or is to come."""
	shown = timedelta(seconds=-seconds if past else seconds)
	return str(format_timedelta(shown, threshold=1, add_direction=True, locale=locale_of(language)))


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
