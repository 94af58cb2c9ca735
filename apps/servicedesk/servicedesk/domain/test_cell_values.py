"""Cells: every common way to write a value is read, what could mean two things is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.answer_values import Refused
from servicedesk.domain.cell_values import CellKind, CellValue, choice_key, read_cell

CHOICES = {
	choice_key("In Use"): "In Use",
	choice_key("В употреба"): "In Use",
	choice_key("Retired"): "Retired",
}


@pytest.mark.parametrize(
	("cell", "kind", "value"),
	[
		("  Витоша \n ООД ", CellKind.LINE, "Витоша ООД"),
		(" one \r\n two ", CellKind.LINES, "one\n two"),
		("Office@Example.BG", CellKind.EMAIL, "office@example.bg"),
		("+359 2 123-456", CellKind.PHONE, "+359 2 123-456"),
		("2026-11-22", CellKind.DATE, date(2026, 11, 22)),
		("2026-11-22 00:00:00", CellKind.DATE, date(2026, 11, 22)),
		("22.11.2026 г.", CellKind.DATE, date(2026, 11, 22)),
		("1.2.2026", CellKind.DATE, date(2026, 2, 1)),
		("01/02/2026", CellKind.DATE, date(2026, 2, 1)),
		("2026/2/1", CellKind.DATE, date(2026, 2, 1)),
		("Да", CellKind.YES_OR_NO, 1),
		("ні", CellKind.YES_OR_NO, 0),
		("TRUE", CellKind.YES_OR_NO, 1),
		("в  употреба", CellKind.CHOICE, "In Use"),
		("in_use", CellKind.CHOICE, "In Use"),
		("Europe/Sofia", CellKind.TIME_ZONE, "Europe/Sofia"),
		("C-1", CellKind.REFERENCE, "C-1"),
		("A; B |C\nA", CellKind.REFERENCES, ("A", "B", "C")),
		("Hosting, mail", CellKind.REFERENCES, ("Hosting, mail",)),
		*(("  ", kind, "") for kind in CellKind),
	],
)
def test_values(cell: str, kind: CellKind, value: CellValue) -> None:
	assert read_cell(cell, kind, CHOICES) == value


@pytest.mark.parametrize(
	("cell", "kind", "code"),
	[
		("nobody", CellKind.EMAIL, "bad_email"),
		("call me", CellKind.PHONE, "bad_phone"),
		("31.02.2026", CellKind.DATE, "bad_date"),
		("12/31/2026", CellKind.DATE, "bad_date"),
		("1.2.26", CellKind.DATE, "bad_date"),
		("soon", CellKind.DATE, "bad_date"),
		("2026-11-22 12:00:00", CellKind.DATE, "bad_date"),
		("maybe", CellKind.YES_OR_NO, "not_yes_or_no"),
		("Lost", CellKind.CHOICE, "not_an_option"),
		("Sofia", CellKind.TIME_ZONE, "bad_time_zone"),
		("../../etc/passwd", CellKind.TIME_ZONE, "bad_time_zone"),
		("Europe", CellKind.TIME_ZONE, "bad_time_zone"),
	],
)
def test_refused(cell: str, kind: CellKind, code: str) -> None:
	with pytest.raises(Refused) as raised:
		read_cell(cell, kind, CHOICES)
	assert raised.value.code == code


def test_the_options_are_named_once() -> None:
	with pytest.raises(Refused) as raised:
		read_cell("Lost", CellKind.CHOICE, CHOICES)
	assert raised.value.parameters == {"allowed": "In Use, Retired"}
	with pytest.raises(Refused):
		read_cell("Lost", CellKind.CHOICE)


@given(
	st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["{0:%d.%m.%Y}", "{0:%Y-%m-%d}", "{0:%d/%m/%Y}"])
)
def test_dates_are_read_as_written(day: date, form: str) -> None:
	assert read_cell(form.format(day), CellKind.DATE) == day


@given(st.text(max_size=80), st.sampled_from(CellKind))
def test_any_text_is_a_value_or_refused(cell: str, kind: CellKind) -> None:
	try:
		read_cell(cell, kind, CHOICES)
	except Refused as refused:
		assert refused.code
