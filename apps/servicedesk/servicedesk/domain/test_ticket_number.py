"""Ticket numbers: written, read back, found in a subject."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.ticket_number import (
	MAXIMUM_SERIAL,
	TicketNumber,
	format_number,
	is_prefix,
	numbers_in,
	parse_number,
)

prefixes = st.from_regex(r"[A-Z][A-Z0-9]{0,9}", fullmatch=True)
serials = st.integers(1, MAXIMUM_SERIAL)


@given(prefixes, serials)
def test_what_is_written_is_read_back(prefix: str, serial: int) -> None:
	text = format_number(prefix, serial)
	assert parse_number(text) == parse_number(f" {text.lower()}\n") == (prefix, serial)
	assert list(numbers_in(f"Re: [{text}] Am parola blocată", prefix)) == [TicketNumber(prefix, serial)]


def test_the_manuals_number() -> None:
	assert format_number("HELP", 161) == "HELP-161"
	assert parse_number("help-161") == TicketNumber("HELP", 161)


@pytest.mark.parametrize(
	"text",
	[
		"",
		"HELP",
		"HELP-",
		"-161",
		"161",
		"HELP-0",
		"HELP-0161",
		"HELP-1234567890",
		"HELP 161",
		"1HELP-1",
		"ПОМОЩ-1",
	],
)
def test_what_is_no_number_is_not_read(text: str) -> None:
	assert parse_number(text) is None


@pytest.mark.parametrize("prefix", ["", "help", "1A", "HELP-", "ПОМОЩ", "ABCDEFGHIJK"])
def test_a_prefix_that_could_not_be_read_is_refused(prefix: str) -> None:
	assert not is_prefix(prefix)
	with pytest.raises(ValueError, match="not a ticket prefix"):
		format_number(prefix, 1)


@pytest.mark.parametrize("serial", [0, -1, MAXIMUM_SERIAL + 1])
def test_a_serial_that_could_not_be_read_is_refused(serial: int) -> None:
	with pytest.raises(ValueError, match="not a ticket serial"):
		format_number("HELP", serial)


@pytest.mark.parametrize(
	("text", "serials"),
	[
		("HELP-161", [161]),
		("RE: help-161, HELP-7.", [161, 7]),
		("(HELP-161)- HELP-5-", [161, 5]),
		("XHELP-161 HELP-161a HELP-161-2 A-HELP-3 OTHER-4 HELP-12345678901", []),
		("", []),
	],
)
def test_numbers_stand_as_words_of_their_own(text: str, serials: list[int]) -> None:
	assert [number.serial for number in numbers_in(text, "HELP")] == serials
