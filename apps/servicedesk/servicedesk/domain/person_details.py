"""What people write about themselves and their organisation, in forms that anybody may send."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from servicedesk.domain.problems import Problem
from servicedesk.domain.text_normalisation import clean_line, clean_lines


@dataclass(frozen=True, slots=True)
class Detail:
	"""One thing to be told: how long at most, whether it must be given, whether it may have several lines."""

	mandatory: bool = False
	longest: int = 140
	several_lines: bool = False


PERSON: Mapping[str, Detail] = {
	"first_name": Detail(mandatory=True, longest=60),
	"last_name": Detail(mandatory=True, longest=60),
	"email": Detail(mandatory=True),
	"position": Detail(),
	"phone": Detail(longest=40),
	"city": Detail(),
	"address": Detail(longest=500, several_lines=True),
}
ORGANISATION: Mapping[str, Detail] = {"organisation": Detail(mandatory=True)}


def read_details(
	typed: Mapping[str, Any], wanted: Mapping[str, Detail]
) -> tuple[dict[str, str], list[Problem]]:
	"""The wanted details, cleaned, and what is wrong with them: `missing`, `too_long`, `markup`.

	What was not asked for is left out. A name is never markup: the signs `<` and `>` are refused rather than stored, because
	names are shown in places of many kinds.
	"""
	cleaned = {name: _clean(typed.get(name), detail) for name, detail in wanted.items()}
	found = [_problem(name, cleaned[name], detail) for name, detail in wanted.items()]
	return cleaned, [problem for problem in found if problem]


def _clean(value: Any, detail: Detail) -> str:
	# A name that was sent several times comes as a list: the last one counts, as in a browser's address.
	text = str((value[-1] if isinstance(value, list) else value) or "")
	return clean_lines(text) if detail.several_lines else clean_line(text)


def _problem(name: str, value: str, detail: Detail) -> Problem | None:
	if detail.mandatory and not value:
		return Problem(name, "missing")
	if len(value) > detail.longest:
		return Problem(name, "too_long", {"maximum": detail.longest})
	if "<" in value or ">" in value:
		return Problem(name, "markup")
	return None
