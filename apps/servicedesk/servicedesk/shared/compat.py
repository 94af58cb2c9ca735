"""What differs between versions of the framework, and its way with time, behind one small door."""

from datetime import datetime, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from frappe.utils import get_system_timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECONDS = 1_000_000


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
	"""The IANA time zone of that name; UTC when the name is empty or unknown."""
	try:
		return ZoneInfo(name or "UTC")
	except (ZoneInfoNotFoundError, ValueError):
		return ZoneInfo("UTC")


def utc_now() -> datetime:
	"""The present instant, aware, in UTC."""
	return datetime.now(timezone.utc)


def to_system(instant: datetime) -> datetime:
	"""An aware instant as the framework stores it: naive, in the site's time zone."""
	return instant.astimezone(zone(get_system_timezone())).replace(tzinfo=None)


def from_system(stored: datetime, not_after: datetime | None = None) -> datetime:
	"""A stored naive time of the site's zone as an aware instant in UTC.

	The hour that autumn repeats is read as its first passage; with `not_after`, an instant that it cannot lie behind, as
	the second one if that has come by then. What must be exact keeps `to_microseconds` beside the stored time.
	"""
	local = stored.replace(tzinfo=zone(get_system_timezone()))
	if not_after is not None:
		second = local.replace(fold=1).astimezone(timezone.utc)
		if second <= not_after:
			return second
	return local.astimezone(timezone.utc)


def to_microseconds(instant: datetime) -> int:
	"""Microseconds since 1970 in UTC: the same on any machine, in any zone, in any hour."""
	span = instant - EPOCH
	return (span.days * 86_400 + span.seconds) * MICROSECONDS + span.microseconds


def from_microseconds(value: int) -> datetime:
	"""The aware instant in UTC of that many microseconds since 1970."""
	seconds, microseconds = divmod(value, MICROSECONDS)
	return datetime.fromtimestamp(seconds, timezone.utc).replace(microsecond=microseconds)
