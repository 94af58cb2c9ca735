"""Tables as a workbook of a spreadsheet program (XLSX). What people have written stays text and never runs."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from servicedesk.domain.table_report import harmless

Cell = str | int | float | timedelta | None
LONGEST_TITLE, LONGEST_CELL = 31, 32_000
WIDEST, NARROWEST = 60, 10
DURATION = "[h]:mm"
NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class Sheet:
	"""A table with its name. Lengths of time are cells of their own kind, with which can be reckoned."""

	title: str
	header: Sequence[str]
	rows: Sequence[Sequence[Cell]]


def workbook(sheets: Sequence[Sheet]) -> bytes:
	"""The file: a sheet for each table, its header kept in view."""
	book = Workbook()
	book.remove(book.active)
	for sheet in sheets:
		_fill(book.create_sheet(sheet.title.translate(NOT_IN_TITLES)[:LONGEST_TITLE]), sheet)
	stream = io.BytesIO()
	book.save(stream)
	return stream.getvalue()


def _fill(page: Worksheet, sheet: Sheet) -> None:
	for number, row in enumerate([sheet.header, *sheet.rows], start=1):
		for column, value in enumerate(row, start=1):
			cell = page.cell(number, column, _stored(value))
			if isinstance(value, timedelta):
				cell.number_format = DURATION
			if number == 1:
				cell.font = Font(bold=True)
			cell.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
	page.freeze_panes = "A2"
	for column in range(1, len(sheet.header) + 1):
		page.column_dimensions[get_column_letter(column)].width = _width(sheet, column - 1)


def _stored(value: Cell) -> Cell:
	if not isinstance(value, str):
		return value
	return harmless(ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL])


def _width(sheet: Sheet, column: int) -> int:
	longest = max(len(str(row[column])) for row in (sheet.header, *sheet.rows) if row[column] is not None)
	return min(max(longest + 2, NARROWEST), WIDEST)
