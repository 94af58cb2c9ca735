"""What people write about themselves."""

import pytest

from servicedesk.domain.person_details import ORGANISATION, PERSON, Detail, read_details

GOOD = {
	"first_name": " Мария ",
	"last_name": "Стоянова",
	"email": "m@example.com",
	"address": "ул. Шипка 1\r\nет. 2",
}


def test_cleaned_and_complete() -> None:
	"""Spaces go, lines stay where there may be several; nothing else is taken in."""
	given, problems = read_details({**GOOD, "roles": "System Manager"}, PERSON)
	assert problems == []
	assert given["first_name"] == "Мария"
	assert given["address"] == "ул. Шипка 1\nет. 2"
	assert given["phone"] == ""
	assert "roles" not in given


@pytest.mark.parametrize(
	("name", "value", "code"),
	[
		("first_name", "", "missing"),
		("first_name", " \u202e ", "missing"),
		("last_name", "Ж" * 300, "too_long"),
		("city", "<script>alert(1)</script>", "markup"),
		("address", "a > b", "markup"),
		("phone", "1" * 41, "too_long"),
	],
)
def test_what_is_refused(name: str, value: str, code: str) -> None:
	"""By field, with the figure where there is one."""
	_given, problems = read_details({**GOOD, name: value}, PERSON)
	assert [(problem.field, problem.code) for problem in problems] == [(name, code)]


def test_emoji_and_long_cyrillic_are_names() -> None:
	"""Up to the length that is stored."""
	given, problems = read_details({"organisation": "😀" + "Ж" * 139}, ORGANISATION)
	assert problems == []
	assert given["organisation"] == "😀" + "Ж" * 139


def test_a_name_sent_twice() -> None:
	"""The last one counts, and nothing breaks."""
	given, problems = read_details({"organisation": ["A", "B"]}, ORGANISATION)
	assert (given, problems) == ({"organisation": "B"}, [])


def test_an_optional_detail_may_be_missing() -> None:
	"""Also as nothing at all."""
	assert read_details({"x": None}, {"x": Detail()}) == ({"x": ""}, [])
