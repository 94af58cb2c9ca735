"""Which titles fit what somebody is typing."""

import pytest

from servicedesk.domain.suggestion_match import fitting, is_enough_to_look

TITLES = (
	("T-1", "Принтерът на втория етаж не печата"),
	("T-2", "Factura nu ajunge la retailer"),
	("T-3", "Printer on the second floor is broken"),
	("T-4", "Factură respinsă"),
)


@pytest.mark.parametrize(
	("typed", "expected"),
	[
		("", []),
		("a b", []),
		("принтер", ["T-1"]),
		("принтери не печатат", ["T-1"]),
		("Print", ["T-3"]),
		("prin", ["T-3"]),
		("factura", ["T-2", "T-4"]),
		("facturi respinse", ["T-4", "T-2"]),
		("invoice", []),
		("broken coffee machine again", []),
	],
)
def test_what_fits(typed: str, expected: list[str]) -> None:
	assert [found.key for found in fitting(typed, TITLES, 5)] == expected


def test_only_as_many_as_asked_for() -> None:
	assert [found.key for found in fitting("factura", TITLES, 1)] == ["T-2"]
	assert fitting("factura", (), 5) == []


@pytest.mark.parametrize(
	("typed", "enough"), [("", False), ("a b c d", False), ("прн", False), ("прин", True), ("abc def", True)]
)
def test_when_a_look_is_worth_its_cost(typed: str, enough: bool) -> None:
	assert is_enough_to_look(typed) is enough
