"""Headings: by name or label, in any of our languages, however people write them."""

import pytest

from servicedesk.domain.table_columns import match_columns

NAMES = {
	"customer_name": ("Customer Name", "Име на клиента", "Назва клієнта", "Numele clientului"),
	"city": ("City", "Град", "Місто", "Orașul"),
	"place": ("City",),
}


@pytest.mark.parametrize(
	"heading",
	[
		"customer_name",
		"CUSTOMER NAME",
		"  customer   Name * ",
		"Customer Name:",
		"име на\u00a0клиента",
		"НАЗВА КЛІЄНТА",
		"Numele clientului",
		"Ｃｕｓｔｏｍｅｒ Name",
	],
)
def test_ways_to_write_a_heading(heading: str) -> None:
	assert match_columns([heading], NAMES).positions == {"customer_name": 0}


def test_marks_of_letters_are_composed() -> None:
	assert match_columns(["Oras\u0326ul"], NAMES).positions == {"city": 0}


def test_unknown_and_doubled_columns_are_told_as_written() -> None:
	found = match_columns(["Град", "City", "Colour", "", "customer_name"], NAMES)
	assert found.positions == {"city": 0, "customer_name": 4}
	assert found.unknown == ("Colour", "")
	assert found.doubled == ("City",)
