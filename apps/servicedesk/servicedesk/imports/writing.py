"""Records written many at a time, with everything that a save of the form would leave behind and people look at.

New records get their defaults, changed ones only what differs, and both a Version that names the import, which is what
the form's timeline shows. What a save does beyond that is the registers' own (`imports.register`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import frappe
from frappe.model.naming import is_autoincremented
from frappe.utils import cint, cstr

from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Stamp:
	"""Who loads the file, when the batch is written (a time of the site's zone), and for which import."""

	user: str
	now: datetime
	import_name: str

	def standard_values(self, name: str) -> tuple[Any, ...]:
		"""Values of STANDARD_COLUMNS for a new row."""
		return (name, self.user, self.user, self.now, self.now)


def static_defaults(doctype: str) -> dict[str, Any]:
	"""What a new record has where nobody says otherwise; not what depends on the moment or the person."""
	defaults: dict[str, Any] = {}
	for field in frappe.get_meta(doctype).fields:
		if field.fieldtype == "Check":
			defaults[field.fieldname] = cint(field.default)
		elif field.default and field.fieldtype in ("Select", "Data", "Int") and field.default[0] not in ":_":
			defaults[field.fieldname] = field.default
	return defaults


def insert_records(doctype: str, fieldnames: Sequence[str], records: Sequence[Record], stamp: Stamp) -> None:
	"""Insert records, each with a `name` and any of the fields, in one statement."""
	defaults = static_defaults(doctype)
	columns = tuple(dict.fromkeys((*fieldnames, *defaults)))
	rows = []
	for record in records:
		values = (record.get(column, defaults.get(column)) for column in columns)
		rows.append((*stamp.standard_values(record["name"]), *values))
	insert_rows(doctype, (*STANDARD_COLUMNS, *columns), rows)
	_insert_versions(doctype, [(record["name"], _created(stamp)) for record in records], stamp)


def insert_children(
	doctype: str, place: tuple[str, str], rows: Sequence[tuple[str, int, Record]], stamp: Stamp
) -> None:
	"""Insert rows (parent, idx, values) of a child table; `place` is the parents' DocType and the table's field."""
	if not rows:
		return
	fieldnames = tuple(rows[0][2])
	columns = (*STANDARD_COLUMNS, "parent", "parenttype", "parentfield", "idx", *fieldnames)
	values = [
		(
			*stamp.standard_values(new_name()),
			parent,
			*place,
			index,
			*(row[fieldname] for fieldname in fieldnames),
		)
		for parent, index, row in rows
	]
	insert_rows(doctype, columns, values)


def new_name() -> str:
	"""A name like those that the framework makes, long enough never to meet another of the same file."""
	return str(frappe.generate_hash(length=14))


@dataclass(frozen=True)
class Change:
	"""A stored record with what is new of it; `rows` are changes of its child tables as a Version holds them."""

	before: Record
	values: Record
	rows: Mapping[str, Sequence[Any]]


def update_records(doctype: str, changes: Sequence[Change], stamp: Stamp) -> None:
	"""Write the changed fields of records that are locked by this transaction, in one statement for each set of fields."""
	by_fields: dict[tuple[str, ...], list[Change]] = {}
	for change in changes:
		by_fields.setdefault(tuple(sorted(change.values)), []).append(change)
	for fieldnames, group in by_fields.items():
		columns = ("modified", "modified_by", *fieldnames)
		values: list[Any] = []
		for change in group:
			values += (change.before["name"], stamp.now, stamp.user, *(change.values[f] for f in fieldnames))
		# query-in-loop: one statement for all records with the same changed fields
		frappe.db.sql(_update_statement(doctype, columns, len(group)), values)
	_insert_versions(
		doctype, [(change.before["name"], _difference(change, stamp)) for change in changes], stamp
	)


@lru_cache(maxsize=256)
def _update_statement(doctype: str, columns: tuple[str, ...], rows: int) -> str:
	"""The rows are there and locked, so the insert always becomes the update. Column names come from code."""
	names = ", ".join(f"`{column}`" for column in ("name", *columns))
	places = "(" + ", ".join(["%s"] * (len(columns) + 1)) + ")"
	updates = ", ".join(f"`{column}` = values(`{column}`)" for column in columns)
	# Table and columns are named in code, values are parameters.
	statement = f"insert into `tab{doctype}` ({names}) values "  # noqa: S608 — see the comment above
	return statement + ", ".join([places] * rows) + f" on duplicate key update {updates}"


def _source(stamp: Stamp) -> dict[str, str]:
	return {"doctype": "SD Import", "docname": stamp.import_name, "label": f"via {stamp.import_name}"}


def _created(stamp: Stamp) -> dict[str, Any]:
	return {"creation": stamp.now, "updater_reference": _source(stamp), "created_by": stamp.user}


def _difference(change: Change, stamp: Stamp) -> dict[str, Any]:
	fields = [
		(fieldname, _shown(change.before.get(fieldname)), _shown(value))
		for fieldname, value in change.values.items()
	]
	rows = {"added": [], "removed": [], "row_changed": [], **change.rows}
	return {"changed": fields, **rows, "data_import": None, "updater_reference": _source(stamp)}


def _shown(value: Any) -> Any:
	return frappe.format(value, {"fieldtype": "Date"}) if hasattr(value, "isoformat") else cstr(value)


def _insert_versions(doctype: str, contents: Sequence[tuple[str, Record]], stamp: Stamp) -> None:
	if not contents or not frappe.get_meta(doctype).track_changes:
		return
	counted = is_autoincremented("Version")
	values: list[Any] = []
	for name, content in contents:
		data = frappe.as_json(content, indent=None, separators=(",", ":"))
		own = stamp.standard_values(new_name())
		values += (*(own[1:] if counted else own), doctype, name, data)
	frappe.db.sql(_version_statement(len(contents), counted), values)


@lru_cache(maxsize=64)
def _version_statement(rows: int, counted: bool) -> str:
	"""The framework counts versions on some sites, by a sequence of its own, and gives them random names on others."""
	name = "nextval(`version_id_seq`)" if counted else "%s"
	columns = (*STANDARD_COLUMNS, "ref_doctype", "docname", "data")
	names = ", ".join(f"`{column}`" for column in columns)
	places = f"({name}, " + ", ".join(["%s"] * (len(columns) - 1)) + ")"
	return f"insert into `tabVersion` ({names}) values " + ", ".join([places] * rows)  # noqa: S608 — no value in it
