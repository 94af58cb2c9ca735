"""Tables that we give out: nothing in them runs, everything in them can be read again."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.table_file import open_table, rows_of
from servicedesk.domain.table_report import harmless, harmless_anywhere, write_table


@pytest.mark.parametrize(
	"text", ["=1+1", "+359 2", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1+1"]
)
def test_formulas_are_text(text: str) -> None:
	assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "a=1", "1-1", "Иванов - София"])
def test_other_text_stays(text: str) -> None:
	assert harmless(text) == text


@pytest.mark.parametrize(
	("text", "shown"),
	[
		("Printer,=1+cmd|' /C calc'!A1", "Printer,'=1+cmd|' /C calc'!A1"),
		("a, @SUM(B1)", "a,' @SUM(B1)"),
		("=1,+2", "'=1,'+2"),
		("2,5 and 3, 4", "2,5 and 3, 4"),
		("cold, -5", "cold, -5"),
	],
)
def test_formulas_behind_a_comma_are_text(text: str, shown: str) -> None:
	"""Where a spreadsheet divides at commas, each part begins a cell."""
	assert harmless_anywhere(text) == shown


def test_form() -> None:
	content = write_table(["Line", "Ред"], [["2", 'a;"b"'], ["3", "=cmd"]])
	assert content == '\ufeffLine;Ред\r\n2;"a;""b"""\r\n3;\'=cmd\r\n'.encode()


def test_half_a_character_costs_nobody_the_table() -> None:
	"""Half of a pair of UTF-16, as a faulty program may have stored it, is none that UTF-8 could say."""
	assert write_table(["A"], [["x\ud800y"]]).decode("utf-8-sig") == "A\r\nx?y\r\n"


CELL = st.text(st.characters(codec="utf-8", blacklist_characters="\0\r"), min_size=1)


@given(st.lists(CELL, min_size=2, max_size=4))
def test_what_is_written_can_be_read(row: list[str]) -> None:
	header = [f"h{place}" for place in range(len(row))]
	content = write_table(header, [row])
	expected = [tuple(map(harmless_anywhere, row))] if any(cell.strip() for cell in row) else []
	assert [each.cells for each in rows_of(open_table(content))] == expected
	parsed = list(csv.reader(content.decode("utf-8-sig").splitlines(keepends=True), delimiter=";"))
	assert parsed[0] == header
