"""The test site as the measurements use it: connected, with people to act as, and a floor to compare with."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import frappe

ROOT = Path(__file__).resolve().parent.parent
SITE = "test.localhost"
CUSTOMER, REQUESTER = "cristina-srl", "cristina.tanasescu@example.com"
PASSWORD = "Incercare-2026"
REQUEST_TYPE = "Solicitare Helpdesk"
ANSWERS = {
	"rezumat": "Am parola blocată",
	"detalii": "Rog deblocare, nu pot trimite comenzile de azi.",
	"nume_solicitant": "Cristina Tănăsescu",
	"retailer": "Profi",
}
FLOOR = "Benchmark Floor"


def connect() -> None:
	"""Connect to the test site."""
	os.chdir(ROOT / "sites")
	frappe.init(site=SITE)
	frappe.connect()


def disconnect() -> None:
	"""Let go of the test site."""
	frappe.destroy()


def restore() -> None:
	"""Bring the test site into the preset's state."""
	sys.path.insert(0, str(ROOT / "tools"))
	from localbench import snapshot  # noqa: PLC0415 — the bench's own tools, only where this runs in it

	snapshot.restore()


@contextmanager
def floor_doctype() -> Iterator[int]:
	"""A plain DocType with as many fields as are saved with a ticket; gives their number, and is gone afterwards.

	Those of the ticket itself, of an answer's row for each answer, and of the requester's row.
	"""
	count = _value_fields("SD Ticket") + len(ANSWERS) * _value_fields("SD Ticket Answer")
	count += _value_fields("SD Ticket Participant")
	names = [f"value_{index}" for index in range(count)]
	permissions = [{"role": "Service Desk Customer", "read": 1, "create": 1}]
	frappe.get_doc(
		{
			"doctype": "DocType",
			"name": FLOOR,
			"module": "Tickets",
			"custom": 1,
			"autoname": "hash",
			"permissions": permissions,
			"fields": [{"fieldname": name, "fieldtype": "Data", "label": name} for name in names],
		}
	).insert()
	frappe.db.commit()
	try:
		yield count
	finally:
		frappe.set_user("Administrator")
		frappe.delete_doc("DocType", FLOOR, force=True)
		frappe.db.sql_ddl(f"drop table if exists `tab{FLOOR}`")


def save_floor(count: int) -> None:
	"""Save one plain document."""
	doc = frappe.new_doc(FLOOR)
	doc.update({f"value_{index}": f"value {index}" for index in range(count)})
	doc.insert()


@contextmanager
def counted() -> Iterator[list[str]]:
	"""Collect the SQL statements that run meanwhile, on any connection."""
	statements: list[str] = []
	database = frappe.db.__class__
	original: Callable[..., Any] = database.sql

	def counting(self: Any, query: Any, *args: Any, **kwargs: Any) -> Any:
		statements.append(str(query))
		return original(self, query, *args, **kwargs)

	database.sql = counting
	try:
		yield statements
	finally:
		database.sql = original


def _value_fields(doctype: str) -> int:
	return sum(field.fieldtype in frappe.model.data_fieldtypes for field in frappe.get_meta(doctype).fields)
