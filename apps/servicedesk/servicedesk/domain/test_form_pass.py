"""The pass of an anonymous form."""

import pytest

from servicedesk.domain.form_pass import (
	FASTEST_SECONDS,
	LONGEST_SECONDS,
	FormPass,
	Verdict,
	parse_pass,
	verdict,
)

NUMBER, SIGNATURE = "a1" * 10, "0f" * 16
NOW = 1_800_000_000


def test_there_and_back() -> None:
	given = FormPass(NOW, NUMBER, SIGNATURE)
	assert given.signed == f"{NOW}.{NUMBER}"
	assert parse_pass(str(given)) == given


@pytest.mark.parametrize(
	"text",
	[
		"",
		"x",
		f"{NOW}.{NUMBER}",
		f"-1.{NUMBER}.{SIGNATURE}",
		f"{NOW}.short.{SIGNATURE}",
		f"{NOW}.{NUMBER}.XYZ",
		f"{NOW}.{NUMBER}.{SIGNATURE}\n",
		f"{'9' * 13}.{NUMBER}.{SIGNATURE}",
	],
)
def test_anything_else_is_no_pass(text: str) -> None:
	assert parse_pass(text) is None


@pytest.mark.parametrize(
	("age", "expected"),
	[
		(-1, Verdict.TOO_OLD),
		(0, Verdict.TOO_FAST),
		(FASTEST_SECONDS - 1, Verdict.TOO_FAST),
		(FASTEST_SECONDS, Verdict.GOOD),
		(LONGEST_SECONDS, Verdict.GOOD),
		(LONGEST_SECONDS + 1, Verdict.TOO_OLD),
	],
)
def test_the_time_of_a_pass(age: int, expected: Verdict) -> None:
	assert verdict(NOW - age, NOW) is expected
