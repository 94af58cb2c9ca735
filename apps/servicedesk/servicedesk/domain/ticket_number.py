"""Numbers that people read out on the telephone: HELP-161."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MAXIMUM_SERIAL = 999_999_999
_PREFIX = re.compile(r"[A-Z][A-Z0-9]{0,9}")
_NUMBER = re.compile(r"([A-Z][A-Z0-9]{0,9})-([1-9][0-9]{0,8})", re.ASCII)
_NUMBER_IN_TEXT = re.compile(r"(?<![\w-])([A-Za-z][A-Za-z0-9]{0,9})-([1-9][0-9]{0,8})(?![\w-]*\w)")


class TicketNumber(NamedTuple):
	"""A number's parts; its text is what str() gives."""

	prefix: str
	serial: int

	def __str__(self) -> str:
		return f"{self.prefix}-{self.serial}"


def is_prefix(prefix: str) -> bool:
	"""Tell whether settings may use this prefix: up to ten of A-Z and 0-9, a letter first."""
	return _PREFIX.fullmatch(prefix) is not None


def format_number(prefix: str, serial: int) -> str:
	"""Return the text of a number; raises ValueError for a prefix or serial that ``parse_number`` would not
	read.
	"""
	if not is_prefix(prefix):
		raise ValueError(f"not a ticket prefix: {prefix!r}")
	if not 1 <= serial <= MAXIMUM_SERIAL:
		raise ValueError(f"not a ticket serial: {serial}")
	return str(TicketNumber(prefix, serial))


def parse_number(text: str) -> TicketNumber | None:
	"""Read a number as somebody typed it, in any case and with blanks around; None when it is not one."""
	found = _NUMBER.fullmatch(text.strip().upper())
	return TicketNumber(found[1], int(found[2])) if found else None


def numbers_in(text: str, prefix: str) -> Iterator[TicketNumber]:
	"""Yield the numbers with this prefix that stand as words of their own in a text, such as a subject."""
	for found in _NUMBER_IN_TEXT.finditer(text):
		if found[1].upper() == prefix:
			yield TicketNumber(prefix, int(found[2]))
