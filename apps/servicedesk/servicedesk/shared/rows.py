"""Rows written many at a time: one statement, its text made once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import frappe
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


def write_child_rows(parent: Any, table_field: str, doctype: str, rows: Sequence[dict[str, Any]]) -> None:
	"""Insert rows of a child table after their parent was inserted, and show them on it. One statement.

	All rows have the same keys; what a row does not name gets the column's default.
	"""
	if not rows:
		return
	fields = tuple(rows[0])
	now = now_datetime()
	values = []
	for index, row in enumerate(rows, start=1):
		name = frappe.generate_hash(length=10)
		place = (parent.name, parent.doctype, table_field, index)
		values.append((*standard_values(name, now), *place, *(row[field] for field in fields)))
		parent.append(table_field, {**row, "name": name}).set("__islocal", None)
	insert_rows(doctype, (*CHILD_COLUMNS, *fields), values)


def are_same_rows(before: Sequence[Any], rows: Sequence[Any]) -> bool:
	"""Whether two readings of a child table are the same: the same rows in the same order with the same values.

	What the framework stamps on rows by itself (who changed it, when) is no difference.
	"""
	if len(before) != len(rows):
		return False
	return all(_content(old) == _content(row) for old, row in zip(before, rows, strict=True))


def _content(row: Any) -> dict[str, Any]:
	values = row.get_valid_dict(convert_dates_to_str=True)
	return {key: value for key, value in values.items() if key not in ("owner", *STANDARD_COLUMNS[2:])}
