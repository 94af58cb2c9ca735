"""The list as a file: everything that is shown, in the reader's form, and nothing that a spreadsheet runs."""

import csv
import io
from datetime import datetime
from typing import Any
from unittest.mock import patch

import frappe
from openpyxl import load_workbook

from servicedesk.access import attempts
from servicedesk.self_service import request_export
from servicedesk.self_service.list_testing import add_rows, add_tickets, stretches
from servicedesk.self_service.request_export import MOST_EXPORTS, export
from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.www.testing import ask

CUSTOMER = "T Exported"
MANAGER = "manager@export.test"
RAISED = datetime(2026, 3, 1, 12, 30)  # noqa: DTZ001 — as it is stored
EVIL = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1")


class TestRequestExport(DeskTestCase):
	"""A manager and the requests of the company."""

	@classmethod
	def setUpClass(cls) -> None:
		"""Requests with summaries that a spreadsheet would run."""
		super().setUpClass()
		make_customer(CUSTOMER)
		make_account(MANAGER, {CUSTOMER: "Manager"})
		add_rows(
			(
				f"TXE-{number}",
				{"customer": CUSTOMER, "requester": MANAGER, "subject": text, "raised_at": RAISED},
			)
			for number, text in enumerate(EVIL)
		)
		add_tickets("TXN", 40, customer=CUSTOMER, requester=MANAGER, subject='Обичайна заявка; с "кавички"')

	def setUp(self) -> None:
		"""As the manager, who has not asked yet."""
		super().setUp()
		frappe.set_user(MANAGER)
		attempts.forget("export", MANAGER)

	def table(self, ending: str = "csv", **arguments: str) -> list[list[Any]]:
		"""The lines of the file."""
		content = export(arguments, ending).content
		if ending == "csv":
			return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
		sheet = load_workbook(io.BytesIO(content)).worksheets[0]
		return [list(row) for row in sheet.iter_rows(values_only=True)]

	def test_all_pages_of_what_is_shown(self) -> None:
		for ending in ("csv", "xlsx"):
			with patch.object(request_export, "ROWS_AT_A_TIME", 7):
				lines = self.table(ending)
				self.assertEqual(len(lines), 1 + 40 + len(EVIL))
				self.assertEqual(len({line[0] for line in lines}), len(lines))
				with stretches(1, 3):
					self.assertEqual(len(self.table(ending, q="заявки")), 1 + 40)
				self.assertEqual(len(self.table(ending, q="nowhere")), 1)

	def test_nothing_runs(self) -> None:
		for ending in ("csv", "xlsx"):
			texts = [str(line[1]) for line in self.table(ending) if str(line[0]).startswith("TXE")]
			self.assertEqual(len(texts), len(EVIL))
			self.assertTrue(all(text.startswith("'") for text in texts), texts)
		book = load_workbook(io.BytesIO(export({}, "xlsx").content))
		self.assertFalse([cell for row in book.worksheets[0].rows for cell in row if cell.data_type == "f"])

	def test_the_encoding_can_be_told(self) -> None:
		content = export({}, "csv").content
		self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
		self.assertIn('"Обичайна заявка; с ""кавички"""', content.decode("utf-8-sig"))

	def test_times_are_the_readers(self) -> None:
		frappe.db.set_value("User", MANAGER, "time_zone", "Asia/Tokyo")
		frappe.clear_document_cache("User", MANAGER)
		stored = request_export._at(RAISED, request_export.zone("Asia/Tokyo"))
		(row,) = [line for line in self.table("xlsx") if line[0] == "TXE-0"]
		self.assertIn(stored, row)
		frappe.local.lang = "bg"
		(row,) = [line for line in self.table("csv") if line[0] == "TXE-0"]
		self.assertTrue(any(str(cell).startswith("1.03.2026") or "март" in str(cell) for cell in row), row)

	def test_no_more_than_the_most_and_it_says_so(self) -> None:
		with patch.object(request_export, "MOST_ROWS", 10):
			lines = self.table()
		self.assertEqual(len(lines), 1 + 10 + 1)
		self.assertIn("10", lines[-1][0])

	def test_who_asks_again_and_again_has_to_wait(self) -> None:
		for _time in range(MOST_EXPORTS):
			export({"q": "nowhere"}, "csv")
		answer = ask(MANAGER, "/portal/requests/export/csv")
		self.assertEqual(answer.status_code, 429)

	def test_the_answer_is_a_file(self) -> None:
		answer = ask(MANAGER, "/portal/requests/export/xlsx?show=open")
		self.assertEqual(answer.status_code, 200)
		self.assertTrue(answer.headers["Content-Disposition"].startswith("attachment; filename=requests-"))
		self.assertIn("spreadsheetml", answer.content_type)
		self.assertEqual(ask(MANAGER, "/portal/requests/export/html").status_code, 404)
		self.assertEqual(ask(MANAGER, "/portal/requests/export/csv?from=never").status_code, 422)
