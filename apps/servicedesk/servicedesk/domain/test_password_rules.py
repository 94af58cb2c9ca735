"""Rules of passwords."""

import pytest

from servicedesk.domain.password_rules import LONGEST, PasswordRules, password_problems

RULES = PasswordRules(length=8, digits=2, letters=1, strength=3)


def codes(password: str, personal: tuple[str, ...] = (), score: int | None = None) -> list[str]:
	"""What is wrong, as codes."""
	return [problem.code for problem in password_problems(password, RULES, personal, score)]


@pytest.mark.parametrize("password", ["parola12", "парола12", "12345678a", "a" * (LONGEST - 2) + "12"])
def test_what_the_manual_allows(password: str) -> None:
	"""At least eight characters and two digits, in any script."""
	assert codes(password) == []


@pytest.mark.parametrize(
	("password", "expected"),
	[
		("", ["too_short", "few_digits", "few_letters"]),
		("parola1", ["too_short", "few_digits"]),
		("parolamea", ["few_digits"]),
		("12345678", ["few_letters"]),
		("a1" * LONGEST, ["too_long"]),
		(" parola12", ["edge_blank"]),
		("parola12 ", ["edge_blank"]),
	],
)
def test_everything_wrong_is_said_at_once(password: str, expected: list[str]) -> None:
	"""So that it can be put right at once."""
	assert codes(password) == expected


def test_the_least_stands_in_the_problem() -> None:
	"""The sentence needs the figure."""
	assert password_problems("a1", RULES)[0].parameters == {"minimum": 8}


@pytest.mark.parametrize("password", ["ivanova12", "IVANOVA-2026", "example2026"])
def test_names_with_a_number_are_no_passwords(password: str) -> None:
	"""The first thing that somebody else would try."""
	assert codes(password, ("Ivanova", "i.ivanova@example.com")) == ["is_personal"]


def test_short_names_and_longer_passwords_are_fine() -> None:
	"""A name of two letters, or a name among other words, says little."""
	assert codes("anatomia12", ("Ana",)) == []
	assert codes("ana12345", ("Ana",)) == []
	assert codes("ivanova horse 26", ("Ivanova",)) == []


def test_strength_counts_where_it_was_measured() -> None:
	"""From the score that the rules ask for."""
	assert codes("parola12", score=2) == ["too_weak"]
	assert codes("parola12", score=3) == []
