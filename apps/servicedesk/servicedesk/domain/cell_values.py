"""What a cell of a table file says: a text, a date, a choice …

Cells are written by people and by programs of any country, so the common ways to write a value are all read; what could
mean two things is refused. Refused codes: those of ``answer_values``, and ``not_yes_or_no``; ``bad_time_zone``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import Enum
from zoneinfo import ZoneInfo

from servicedesk.domain import answer_values
from servicedesk.domain.answer_values import Refused
from servicedesk.domain.text_normalisation import clean_line, clean_lines, comparison_key

CellValue = str | date | int | tuple[str, ...]


class CellKind(str, Enum):
	"""How a cell is read. References are read as lines; whoever stores them looks them up."""

	LINE = "line"
	LINES = "lines"
	EMAIL = "email"
	PHONE = "phone"
	DATE = "date"
	YES_OR_NO = "yes_or_no"
	CHOICE = "choice"
	TIME_ZONE = "time_zone"
	REFERENCE = "reference"
	REFERENCES = "references"
	"""Several, divided by lines, semicolons or bars; not by commas, which names have too."""


_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})")
# Spreadsheets write a date with its midnight, Bulgarians with the word "year".
_BEHIND_A_DATE = re.compile(r"(?:[T ]00:00(?::00)?(?:\.0+)?|\s*г\.?)$")
_DIVIDERS = re.compile(r"[\n;|]")
_YES = frozenset("1 yes y true on x да так истина da adevărat +".split())
_NO = frozenset("0 no n false off не нет ні неистина nu -".split())


def read_cell(cell: str, kind: CellKind, choices: Mapping[str, str] | None = None) -> CellValue:
	"""Return the cell's value, an empty text for an empty one. Raises ``answer_values.Refused``.

	``choices`` maps what may be written (see ``choice_key``) to what is stored.
	"""
	text = clean_lines(cell) if kind in (CellKind.LINES, CellKind.REFERENCES) else clean_line(cell)
	if not text:
		return ""
	if kind is CellKind.DATE:
		return _date(text)
	if kind is CellKind.YES_OR_NO:
		return _yes_or_no(text)
	if kind is CellKind.CHOICE:
		return _choice(text, choices or {})
	return _text(text, kind)


def _text(text: str, kind: CellKind) -> CellValue:
	if kind is CellKind.REFERENCES:
		return tuple(dict.fromkeys(filter(None, map(clean_line, _DIVIDERS.split(text)))))
	if kind is CellKind.EMAIL:
		return answer_values.email(text).lower()
	if kind is CellKind.PHONE:
		return answer_values.phone(text)
	if kind is CellKind.TIME_ZONE:
		_check_time_zone(text)
	return text


def _check_time_zone(name: str) -> None:
	try:
		ZoneInfo(name)
	except (KeyError, ValueError, OSError) as error:
		raise Refused("bad_time_zone") from error


def _date(text: str) -> date:
	"""Day before month, as in all our languages, or year first. Years have four digits."""
	text = _BEHIND_A_DATE.sub("", text)
	if found := _DAY_FIRST.fullmatch(text):
		day, month, year = map(int, found.groups())
	elif found := _YEAR_FIRST.fullmatch(text):
		year, month, day = map(int, found.groups())
	else:
		raise Refused("bad_date")
	try:
		return date(year, month, day)
	except ValueError as error:
		raise Refused("bad_date") from error


def _yes_or_no(text: str) -> int:
	word = comparison_key(text)
	if word in _YES:
		return 1
	if word in _NO:
		return 0
	raise Refused("not_yes_or_no")


def _choice(text: str, choices: Mapping[str, str]) -> str:
	try:
		return choices[choice_key(text)]
	except KeyError:
		raise Refused("not_an_option", {"allowed": ", ".join(dict.fromkeys(choices.values()))}) from None


def choice_key(label: str) -> str:
	"""What two ways to write a choice share."""
	return comparison_key(label).replace("_", " ")
