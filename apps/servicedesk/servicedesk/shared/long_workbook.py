"""One long table as a workbook of a spreadsheet program (XLSX), written row by row: nothing is kept of a row once written.

For a few short tables with all comforts there is `workbook`.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from servicedesk.domain.table_report import harmless

# Number 22 of the built-in formats: each spreadsheet program shows it as its user's country writes dates.
MOMENT = "m/d/yy h:mm"
LONGEST_TITLE, LONGEST_CELL = 31, 32_000
NOT_IN_TITLES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def long_table(
	title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str | datetime | None]]
) -> bytes:
	"""The file; `columns` are the headings with their widths in characters. Times are naive, as they are to be read."""
	book = Workbook(write_only=True)
	sheet = book.create_sheet(title.translate(NOT_IN_TITLES)[:LONGEST_TITLE])
	sheet.freeze_panes = "A2"
	for number, (_heading, width) in enumerate(columns, start=1):
		sheet.column_dimensions[get_column_letter(number)].width = width
	sheet.append([_heading_cell(sheet, heading) for heading, _width in columns])
	for row in rows:
		sheet.append([_cell(sheet, value) for value in row])
	stream = io.BytesIO()
	book.save(stream)
	return stream.getvalue()


def _heading_cell(sheet: Any, text: str) -> WriteOnlyCell:
	cell = WriteOnlyCell(sheet, value=harmless(text))
	cell.font = Font(bold=True)
	return cell


def _cell(sheet: Any, value: str | datetime | None) -> Any:
	if isinstance(value, datetime):
		cell = WriteOnlyCell(sheet, value=value)
		cell.number_format = MOMENT
		return cell
	return harmless(ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL]) if value else None
