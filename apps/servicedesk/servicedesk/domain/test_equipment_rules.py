"""Titles and parents of equipment."""

import pytest

from servicedesk.domain.equipment_rules import (
	MAXIMUM_LEVELS,
	TITLE_LENGTH,
	ParentProblem,
	made_title,
	parent_problem,
	title_to_keep,
)


def test_title_says_what_is_known() -> None:
	"""No stray spaces for what is not, and never longer than the field."""
	assert made_title("Printer", "", "SN-1") == "Printer SN-1"
	assert made_title("", "", "") == ""
	assert len(made_title("К" * 140, "М" * 140, "1")) == TITLE_LENGTH


@pytest.mark.parametrize(
	("typed", "before", "expected"),
	[("", "", "new"), ("old", "old", "new"), ("Reception", "old", "Reception")],
)
def test_a_typed_title_stays(typed: str, before: str, expected: str) -> None:
	"""Only what was made by itself is made anew."""
	assert title_to_keep(typed, before, "new") == expected


@pytest.mark.parametrize(
	("chain", "expected"),
	[
		([], None),
		([("rack", "a"), ("room", "a")], None),
		([("rack", "a"), ("room", "b")], ParentProblem.OTHER_CUSTOMER),
		([("rack", "a"), ("me", "a")], ParentProblem.CYCLE),
		([("me", "a")], ParentProblem.CYCLE),
		([(f"p{number}", "a") for number in range(MAXIMUM_LEVELS)], ParentProblem.TOO_DEEP),
		([(f"p{number}", "a") for number in range(MAXIMUM_LEVELS - 1)], None),
	],
)
def test_parents(chain: list[tuple[str, str]], expected: ParentProblem | None) -> None:
	"""Same customer, no circles, an end somewhere."""
	assert parent_problem("me", "a", chain) is expected
