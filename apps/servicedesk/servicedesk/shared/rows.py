"""Rows written many at a time: one statement, its text made once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import frappe
from frappe.model import data_fieldtypes
from frappe.utils import now_datetime

STANDARD_COLUMNS = ("name", "owner", "modified_by", "creation", "modified")
CHILD_COLUMNS = (*STANDARD_COLUMNS, "parent", "parenttype", "parentfield", "idx")


@lru_cache(maxsize=256)
def _statement(doctype: str, columns: tuple[str, ...], rows: int, ignore_existing: bool) -> str:
	names = ", ".join(f"`{column}`" for column in columns)
	places = "(" + ", ".join(["%s"] * len(columns)) + ")"
	verb = "insert ignore" if ignore_existing else "insert"
	return f"{verb} into `tab{doctype}` ({names}) values " + ", ".join([places] * rows)


def insert_rows(
	doctype: str, columns: tuple[str, ...], rows: Sequence[Sequence[Any]], *, ignore_existing: bool = False
) -> None:
	"""Insert the rows in the running transaction, without the framework's hooks: for rows that only we write.

	Column names come from code, values are parameters. With `ignore_existing`, a row whose unique key is there
	already is left out.
	"""
	if not rows:
		return
	values = [value for row in rows for value in row]
	frappe.db.sql(_statement(doctype, columns, len(rows), ignore_existing), values)


def standard_values(name: str, now: Any) -> tuple[Any, ...]:
	"""Values of STANDARD_COLUMNS for a row that the signed-in user makes now."""
	user = frappe.session.user
	return (name, user, user, now, now)


def write_child_rows(rows: Sequence[Any]) -> None:
	"""Insert child documents of one table of one parent, after their parent was inserted. One statement."""
	if not rows:
		return
	meta = rows[0].meta
	fields = tuple(df.fieldname for df in meta.get("fields") if df.fieldtype in data_fieldtypes)
	now = now_datetime()
	values = []
	for row in rows:
		row.name = frappe.generate_hash(length=10)
		place = (row.parent, row.parenttype, row.parentfield, row.idx)
		valid = row.get_valid_dict()
		values.append((*standard_values(row.name, now), *place, *(valid[field] for field in fields)))
		row.set("__islocal", None)
	insert_rows(rows[0].doctype, (*CHILD_COLUMNS, *fields), values)
