"""Options of a choice as staff write them down: one a line, and behind a ``|`` what is shown of it under the field.

Source: manual software-vendor 6: "the credits that the chosen mode will cost stand under the field".
"""

from __future__ import annotations

from typing import NamedTuple

SEPARATOR = "|"


class OptionLine(NamedTuple):
	"""One option: what is chosen and stored, and what is said of it (empty for nothing)."""

	value: str
	help: str = ""


def option_lines(text: str | None) -> list[OptionLine]:
	"""Return the options of a text, in its order; lines without a value are left out."""
	parted = (line.partition(SEPARATOR) for line in (text or "").split("\n"))
	lines = (OptionLine(value.strip(), said.strip()) for value, _sign, said in parted)
	return [line for line in lines if line.value]
