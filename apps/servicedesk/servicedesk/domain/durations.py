"""Durations as people read them."""

from __future__ import annotations

from typing import NamedTuple


class DurationParts(NamedTuple):
	"""The parts of a text such as ``0:48`` or ``-1:05``: sign (empty or ``-``), hours and minutes."""

	sign: str
	hours: int
	minutes: int


def duration_text_parts(seconds: int) -> DurationParts:
	"""Split a signed duration into whole minutes, always downwards.

	So 1:59:59 left is shown as 1:59 (as the edi-provider's screens do), and the first second past due as
	-0:01 rather than as a zero with a sign.
	"""
	minutes = seconds // 60
	hours, rest = divmod(abs(minutes), 60)
	return DurationParts("-" if minutes < 0 else "", hours, rest)


def duration_text(seconds: int) -> str:
	"""Return the text, for example ``0:48``; the same in all languages."""
	sign, hours, minutes = duration_text_parts(seconds)
	return f"{sign}{hours}:{minutes:02d}"
