"""Workbooks: what is in a cell, and what never is."""

import io
from datetime import timedelta

from openpyxl import load_workbook

from servicedesk.shared.testing import FrameworkTestCase
from servicedesk.shared.workbook import LONGEST_CELL, Sheet, workbook


class TestWorkbook(FrameworkTestCase):
	"""Read as a spreadsheet program reads it."""

	def test_cells_are_what_they_were(self) -> None:
		rows = [("Ștefan", 3, 4.5, timedelta(hours=30), None)]
		book = load_workbook(io.BytesIO(workbook([Sheet("A/B: [all]", ("n", "i", "f", "t", "e"), rows)])))
		self.assertEqual(book.sheetnames, ["A B   all "])
		page = book.worksheets[0]
		self.assertEqual(tuple(cell.value for cell in page[2]), rows[0])
		self.assertEqual(page["D2"].number_format, "[h]:mm")
		self.assertEqual(page.freeze_panes, "A2")

	def test_nothing_runs_and_nothing_breaks_the_file(self) -> None:
		given = ["=1+1", "@SUM(A1)", "+1", "-1", " =1", "a\x00b\x1fc", "x" * 40_000, "='\nfile"]
		book = load_workbook(io.BytesIO(workbook([Sheet("S", ("=h",), [(text,) for text in given])])))
		cells = list(book.worksheets[0]["A"])
		self.assertEqual({cell.data_type for cell in cells}, {"s"})
		texts = [cell.value for cell in cells]
		self.assertEqual(texts[:7], ["'=h", "'=1+1", "'@SUM(A1)", "'+1", "'-1", "' =1", "abc"])
		self.assertEqual(len(texts[7]), LONGEST_CELL)

	def test_tables_of_one_name_are_sheets_of_their_own(self) -> None:
		book = load_workbook(io.BytesIO(workbook([Sheet("S" * 40, ("h",), []), Sheet("S" * 40, ("h",), [])])))
		self.assertEqual(len(book.sheetnames), 2)
