"""Answers to secret questions and PINs."""

import unicodedata

import pytest

from servicedesk.domain.secret_answer import (
	LONGEST_ANSWER,
	answer_problems,
	normalised_answer,
	normalised_pin,
	pin_problems,
)


@pytest.mark.parametrize(
	("first", "second"),
	[
		("Ёлка Жълта", "  ёЛКА\u00a0 жълта\t"),
		(unicodedata.normalize("NFC", "Știință"), unicodedata.normalize("NFD", "ȘTIINȚĂ")),
		("Straße", "STRASSE"),
		("Anna 1", "\uff21nna \uff11"),
	],
)
def test_what_people_would_call_the_same_is_the_same(first: str, second: str) -> None:
	"""Case, spaces, width and Unicode form do not count."""
	assert normalised_answer(first) == normalised_answer(second)


def test_other_answers_are_other() -> None:
	"""Letters do count, and accents."""
	assert normalised_answer("Елка") != normalised_answer("Ёлка")
	assert normalised_answer("Rex 1") != normalised_answer("Rex 2")


@pytest.mark.parametrize(
	("answer", "code"),
	[
		("", "missing"),
		(" \t", "missing"),
		("ab", "too_short"),
		("я" * (LONGEST_ANSWER + 1), "too_long"),
		("  what?", "is_question"),
	],
)
def test_answers_that_are_not_kept(answer: str, code: str) -> None:
	"""Each for its own reason."""
	assert [problem.code for problem in answer_problems(answer, "What?")] == [code]


def test_a_good_answer() -> None:
	"""Nothing to say about it."""
	assert answer_problems("Рекс", "What?") == []


def test_pins_are_digits_from_any_keyboard() -> None:
	"""Full-width digits are digits; spaces are for the eye."""
	assert normalised_pin(" 47 \uff11\uff11 ") == "4711"


@pytest.mark.parametrize(
	("pin", "code"),
	[
		("", "not_digits"),
		("12a4", "not_digits"),
		("٤٧١١", "not_digits"),
		("471", "bad_length"),
		("471147114", "bad_length"),
		("1111", "too_easy"),
		("3456", "too_easy"),
		("9876", "too_easy"),
	],
)
def test_pins_that_are_not_kept(pin: str, code: str) -> None:
	"""Each for its own reason."""
	assert [problem.code for problem in pin_problems(pin)] == [code]


def test_a_good_pin() -> None:
	"""Nothing to say about it."""
	assert pin_problems("4711") == []
