"""What of a half-filled form is kept."""

import pytest

from servicedesk.domain.draft_values import (
	LONGEST_IN_ALL,
	LONGEST_NAME,
	MOST_NAMES,
	TooMuch,
	is_worth_keeping,
	kept_values,
)


def test_texts_and_lists_are_kept_as_typed() -> None:
	typed = {
		"f_a": " Ж ",
		"f_b": ["1", "2"],
		"f_c": "",
		"csrf_token": "secret",
		"n" * (LONGEST_NAME + 1): "x",
	}
	assert kept_values(typed, {"csrf_token"}) == {"f_a": " Ж ", "f_b": ["1", "2"], "f_c": ""}


def test_what_is_no_text_becomes_one() -> None:
	assert kept_values({"f_a": 5, "f_b": (1, None)}) == {"f_a": "5", "f_b": ["1", "None"]}


@pytest.mark.parametrize(
	"typed",
	[
		{"f_a": "x" * (LONGEST_IN_ALL + 1)},
		{"f_a": ["x" * LONGEST_IN_ALL]},
		{"f_a": "x" * LONGEST_IN_ALL, "f_b": "x"},
		{f"f_{number}": "" for number in range(MOST_NAMES + 1)},
	],
)
def test_too_much_is_refused_whole(typed: dict[str, object]) -> None:
	with pytest.raises(TooMuch):
		kept_values(typed)


def test_the_bounds_themselves_are_kept() -> None:
	assert kept_values({"f_a": "x" * LONGEST_IN_ALL})
	assert len(kept_values({f"f_{number}": "" for number in range(MOST_NAMES)})) == MOST_NAMES


@pytest.mark.parametrize(
	("values", "worth"),
	[
		({}, False),
		({"customer": "C-1", "key": "k"}, False),
		({"f_a": " ", "f_b": ["", " "]}, False),
		({"f_a": "x"}, True),
		({"f_b": ["", "1"]}, True),
	],
)
def test_an_empty_form_is_not_worth_keeping(values: dict[str, object], worth: bool) -> None:
	assert is_worth_keeping(values, "f_") is worth
