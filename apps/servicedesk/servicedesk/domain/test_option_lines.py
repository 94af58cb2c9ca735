"""Options as staff write them down."""

import pytest

from servicedesk.domain.option_lines import OptionLine, option_lines


@pytest.mark.parametrize(
	("text", "expected"),
	[
		(None, []),
		("", []),
		(" \n | help of nothing\n", []),
		("One\n Two \r\nThree", [OptionLine("One"), OptionLine("Two"), OptionLine("Three")]),
		("Express | 20 credits", [OptionLine("Express", "20 credits")]),
		("Express|a | b", [OptionLine("Express", "a | b")]),
		(
			"Експресен | 20 кредита\nСтандартен |",
			[OptionLine("Експресен", "20 кредита"), OptionLine("Стандартен")],
		),
	],
)
def test_option_lines(text: str | None, expected: list[OptionLine]) -> None:
	assert option_lines(text) == expected
