"""What of a half-filled form is kept: texts under the form's own names, no more than a row should hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping

LONGEST_NAME = 140
MOST_NAMES = 400
LONGEST_IN_ALL = 200_000
"""Characters of all values of one draft together."""

Kept = dict[str, "str | list[str]"]


class TooMuch(ValueError):
	"""More was typed than a draft holds; nothing of it is cut off in silence."""


def kept_values(typed: Mapping[str, object], left_out: Collection[str] = ()) -> Kept:
	"""Return what is kept of a form's values: single texts, and lists of texts where a name stands several times.

	Empty values are kept, too: somebody has emptied the field. ``left_out`` names what is about the page and not
	about the request. Raises TooMuch.
	"""
	values: Kept = {}
	for name, value in typed.items():
		if name not in left_out and len(name) <= LONGEST_NAME:
			values[name] = [str(part) for part in value] if isinstance(value, (list, tuple)) else str(value)
	if len(values) > MOST_NAMES or sum(_length(value) for value in values.values()) > LONGEST_IN_ALL:
		raise TooMuch
	return values


def is_worth_keeping(values: Mapping[str, object], prefix: str) -> bool:
	"""Whether anything was typed into the questions, whose names begin with ``prefix``."""
	return any(_is_said(value) for name, value in values.items() if name.startswith(prefix))


def _length(value: str | list[str]) -> int:
	return len(value) if isinstance(value, str) else sum(len(part) + 1 for part in value)


def _is_said(value: object) -> bool:
	return any(str(part).strip() for part in value) if isinstance(value, list) else bool(str(value).strip())
