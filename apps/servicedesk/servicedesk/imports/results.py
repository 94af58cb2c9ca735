"""What became of an import: its problems as they are stored, as the form shows them and as a table to take away."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import frappe
from frappe import _

from servicedesk.domain.table_report import write_table
from servicedesk.imports.candidates import Candidate, RowReader
from servicedesk.imports.columns import ColumnSet
from servicedesk.imports.registers import REGISTERS
from servicedesk.imports.sentences import file_sentence, row_sentence
from servicedesk.imports.writing import Stamp, new_name
from servicedesk.shared.plain_text import shield, unshield
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows

DOCTYPE = "SD Import Problem"
SHOWN = 50
SHOWN_CHARACTERS = 60
FIELDS = ("import_name", "kind", "line", "column_name", "value", "code", "parameters")
PAGE = 5000


def store_problems(kind: str, reader: RowReader, bad: Sequence[Candidate], stamp: Stamp) -> None:
	"""Write down what is wrong with rows, in this transaction."""
	rows = []
	for candidate in bad:
		for problem in candidate.problems:
			written = reader.written(candidate.row, problem.field)
			value = shield(written[:SHOWN_CHARACTERS])[:140]
			rows.append(
				(
					*stamp.standard_values(new_name()),
					stamp.import_name,
					kind,
					candidate.row.line,
					problem.field[:140],
					value,
					problem.code,
					json.dumps(dict(problem.parameters), ensure_ascii=False),
				)
			)
	insert_rows(DOCTYPE, (*STANDARD_COLUMNS, *FIELDS), rows)


def forget_problems(import_name: str) -> None:
	"""Before an import begins from its first row."""
	frappe.db.delete(DOCTYPE, {"import_name": import_name})


def first_problems(import_name: str) -> list[dict[str, Any]]:
	"""The problems of the first lines, for the form: line, column, value and reason in the reader's language."""
	rows = frappe.get_all(
		DOCTYPE,
		filters={"import_name": import_name},
		fields=list(FIELDS),
		order_by="line asc, name asc",
		limit=SHOWN,
	)
	return [_readable(row) for row in rows]


def report_table(import_name: str) -> bytes:
	"""All problems as a table that a spreadsheet opens and never runs."""
	header = [_("Line"), _("Column"), _("Value"), _("Reason")]
	rows = (
		[str(row["line"]), row["column"], row["value"], row["reason"]] for row in _all_problems(import_name)
	)
	return write_table(header, rows)


def _all_problems(import_name: str) -> Iterator[dict[str, Any]]:
	"""A page at a time, so that the memory for it does not grow with the file."""
	line, name = -1, ""
	while True:
		# query-in-loop: one statement for each page, from where the last one ended
		rows = frappe.db.sql(
			"""select name, kind, line, column_name, value, code, parameters from `tabSD Import Problem`
			where import_name = %(import_name)s and (line > %(line)s or (line = %(line)s and name > %(name)s))
			order by line, name limit %(page)s""",
			{"import_name": import_name, "line": line, "name": name, "page": PAGE},
			as_dict=True,
		)
		yield from map(_readable, rows)
		if len(rows) < PAGE:
			return
		line, name = rows[-1].line, rows[-1].name


def _readable(row: Any) -> dict[str, Any]:
	columns = ColumnSet(REGISTERS[row.kind].doctype, REGISTERS[row.kind].columns)
	known = row.column_name in columns.columns
	return {
		"line": row.line,
		"column": _(columns.label(row.column_name)) if known else unshield(row.column_name),
		"value": unshield(row.value),
		"reason": unshield(row_sentence(row.code, json.loads(row.parameters or "{}"))),
	}


def findings_shown(findings: str | None) -> dict[str, Any]:
	"""What was found out of the file, for the form: `problem` (a sentence or empty) and `notes` (sentences)."""
	found = json.loads(findings or "{}")
	problem = found.get("problem")
	notes = []
	if found.get("encoding"):
		notes.append(
			_("Read as {0}, divided by “{1}”.").format(found["encoding"], found["separator"])
			if found.get("certain")
			else _(
				"Read as {0}, divided by “{1}”. The file does not say so: please look whether letters are right."
			).format(found["encoding"], found["separator"])
		)
	if found.get("unknown"):
		notes.append(
			_("Columns that are not known and were left out: {0}").format(", ".join(found["unknown"]))
		)
	return {
		"problem": file_sentence(problem["code"], problem["line"], problem["parameters"]) if problem else "",
		"notes": notes,
		"sample": found.get("sample") or [],
	}
