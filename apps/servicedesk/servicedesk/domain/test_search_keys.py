"""Keys of names and telephone numbers."""

import pytest

from servicedesk.domain.search_keys import looks_like_number, national_key, phone_key, surname_first


@pytest.mark.parametrize(
	("number", "key"),
	[
		("+359 2 555 0111", "11105552953"),
		("", ""),
		("ext", ""),
		("0888/12-34.56", "6543218880"),
		("٣٤", ""),
		("1" * 20, "1" * 15),
	],
)
def test_numbers_are_stored_backwards(number: str, key: str) -> None:
	assert phone_key(number) == key


@pytest.mark.parametrize(
	("text", "expected"),
	[
		("0111", True),
		("+40 21 555", True),
		("12", False),
		("SD-2026-12", False),
		("", False),
		("Ana 123", False),
	],
)
def test_what_looks_like_a_number(text: str, expected: bool) -> None:
	assert looks_like_number(text) is expected


@pytest.mark.parametrize(
	("stored", "typed"),
	[
		("+40 721 555 012", "0721555012"),
		("+40 721 555 012", "+40721555012"),
		("+40 721 555 012", "0040 721 555 012"),
		("0721 555 012", "+40 721 555 012"),
		("0721 555 012", "555012"),
		("+359 888 123 456", "0888123456"),
		("+359 888 123 000", "0888123000"),
	],
)
def test_a_number_is_found_however_it_is_typed(stored: str, typed: str) -> None:
	assert phone_key(stored).startswith(national_key(typed))


@pytest.mark.parametrize(
	("name", "key"),
	[
		("Ioana Petrescu", "Petrescu Ioana"),
		("Мария Иванова Георгиева", "Георгиева Мария Иванова"),
		("Ana", "Ana"),
		("", ""),
	],
)
def test_surnames_come_first(name: str, key: str) -> None:
	assert surname_first(name) == key
