"""Single answers: from what a browser or a program sent to a value, or Refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from servicedesk.domain.problems import ParameterValue
from servicedesk.domain.text_normalisation import clean_line, clean_lines

AnswerValue = str | Decimal | date | time | bool | tuple[str, ...]

MAXIMUM_RAW_LENGTH = 200_000
"""Characters of one answer that are looked at; more is refused unseen."""
MAXIMUM_RAW_ITEMS = 1_000

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,9})?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?")
_LOCAL_PART = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}")
_DOMAIN_LABEL = re.compile(r"\w(?:[\w-]{0,61}\w)?")
_PHONE = re.compile(r"\+?[0-9 ()./#*-]{3,40}")
_CHECKED = {
	"1": True,
	"on": True,
	"true": True,
	"yes": True,
	"0": False,
	"off": False,
	"false": False,
	"no": False,
}


class Refused(Exception):
	"""This answer cannot be taken: why, as a stable word, with what the sentence about it needs."""

	def __init__(self, code: str, parameters: Mapping[str, ParameterValue] | None = None) -> None:
		super().__init__(code)
		self.code = code
		self.parameters = dict(parameters or {})


def text(answer: object, *, keep_lines: bool = False) -> str:
	"""Return the answer as cleaned text, empty when there is none.

	Numbers, dates and times, as programs send them and as this module returns them, are taken as written.
	"""
	answer = _written(answer)
	if not isinstance(answer, str):
		raise Refused("not_text")
	if len(answer) > MAXIMUM_RAW_LENGTH:
		raise Refused("too_long", {"maximum": MAXIMUM_RAW_LENGTH, "length": len(answer)})
	return clean_lines(answer) if keep_lines else clean_line(answer)


def _written(answer: object) -> object:
	if answer is None:
		return ""
	if isinstance(answer, (date, time)) and not isinstance(answer, datetime):
		return answer.isoformat()
	if isinstance(answer, Decimal):
		return format(answer, "f")
	if isinstance(answer, (int, float)) and not isinstance(answer, bool):
		return str(answer)
	return answer


def texts(answer: object) -> tuple[str, ...]:
	"""Return the answer's items as cleaned texts, each once and in order; a single text is one item."""
	items = answer if isinstance(answer, (list, tuple)) else (answer,)
	if len(items) > MAXIMUM_RAW_ITEMS:
		raise Refused("too_long", {"maximum": MAXIMUM_RAW_ITEMS, "length": len(items)})
	return tuple(dict.fromkeys(cleaned for cleaned in map(text, items) if cleaned))


def checkbox(answer: object) -> bool:
	"""Return whether a box is ticked; a browser sends nothing for one that is not."""
	if isinstance(answer, bool):
		return answer
	word = text(answer).lower()
	if not word:
		return False
	if word not in _CHECKED:
		raise Refused("not_a_choice")
	return _CHECKED[word]


def option(chosen: str, options: Sequence[str]) -> str:
	"""Return the chosen option as its definition spells it; runs of blanks don't matter."""
	for candidate in options:
		if clean_line(candidate) == chosen:
			return candidate
	raise Refused("not_an_option")


def number(written: str, minimum: Decimal | int | None, maximum: Decimal | int | None) -> Decimal:
	"""Return a number written with a decimal point or comma.

	``1,234`` is refused: half of the readers mean a thousand by it.
	"""
	if not _NUMBER.fullmatch(written) or _THOUSANDS.fullmatch(written):
		raise Refused("not_a_number")
	value = Decimal(written.replace(",", "."))
	if minimum is not None and value < minimum:
		raise Refused("below_minimum", {"minimum": str(minimum)})
	if maximum is not None and value > maximum:
		raise Refused("above_maximum", {"maximum": str(maximum)})
	return value


def calendar_date(written: str, earliest: date | None = None, latest: date | None = None) -> date:
	"""Return a date written as browsers send it, 2026-11-22, within these bounds."""
	if not _DATE.fullmatch(written):
		raise Refused("bad_date")
	try:
		value = date.fromisoformat(written)
	except ValueError as error:
		raise Refused("bad_date") from error
	_check_span(value, earliest, latest)
	return value


def clock_time(written: str, earliest: time | None = None, latest: time | None = None) -> time:
	"""Return a time of day written as browsers send it, 14:30 or 14:30:15, within these bounds."""
	if not _TIME.fullmatch(written):
		raise Refused("bad_time")
	try:
		value = time.fromisoformat(written)
	except ValueError as error:
		raise Refused("bad_time") from error
	_check_span(value, earliest, latest)
	return value


def _check_span(value: Any, earliest: Any, latest: Any) -> None:
	if earliest is not None and value < earliest:
		raise Refused("too_early", {"minimum": earliest.isoformat()})
	if latest is not None and value > latest:
		raise Refused("too_late", {"maximum": latest.isoformat()})


def email(written: str) -> str:
	"""Return an address that mail can be sent to: one @, a domain of several labels, no blanks."""
	local_part, _, domain = written.rpartition("@")
	labels = domain.split(".")
	is_local_part = bool(_LOCAL_PART.fullmatch(local_part)) and ".." not in f".{local_part}."
	is_domain = len(labels) > 1 and all(map(_DOMAIN_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
	if not is_local_part or not is_domain:
		raise Refused("bad_email")
	return written


def phone(written: str) -> str:
	"""Return a number that can be dialled: three digits (an extension) or more, and the usual signs."""
	if not _PHONE.fullmatch(written) or not 3 <= sum(sign.isdigit() for sign in written) <= 20:
		raise Refused("bad_phone")
	return written
