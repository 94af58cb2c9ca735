"""Moments that sweeps wait for get their keys: microseconds in UTC, where a time of the site's zone stood alone."""

from typing import Any

import frappe

from servicedesk.shared.compat import from_system, to_microseconds

BATCH = 500
# Table, what was compared before, its key. A site made since has some of the old columns no more.
MOMENTS = (
	("SD Ticket Clock", "next_change_at", "next_change_key"),
	("SD Ticket Clock", "threshold_at", "threshold_key"),
	("SD Ticket", "timer_at", "timer_key"),
)
OLD_INDEXES = (
	("tabSD Ticket Clock", "due_clocks"),
	("tabSD Ticket Clock", "due_thresholds"),
	("tabSD Ticket", "by_timer"),
)


def execute() -> None:
	"""Fill the keys that are empty, a batch along the primary key at a time; again, it changes nothing.

	`SD Ticket.state_since` is read as it was until the ticket changes its state.
	"""
	for doctype, column, key in MOMENTS:
		# query-in-loop: the three kinds of moments
		if frappe.db.has_column(doctype, column):
			_fill(doctype, column, key)
	for table, index in OLD_INDEXES:
		# query-in-loop: three indexes
		if frappe.db.has_index(table, index):
			# nosemgrep: sql-built-from-text - names from the list above
			frappe.db.sql_ddl(f"alter table `{table}` drop index `{index}`")


def _fill(doctype: str, column: str, key: str) -> None:
	last = ""
	while rows := _next_rows(doctype, column, key, last):
		last = rows[-1].name
		_write(doctype, key, rows)


def _next_rows(doctype: str, column: str, key: str, last: str) -> list[Any]:
	table = frappe.qb.DocType(doctype)
	return (
		frappe.qb.from_(table)
		.select(table.name, table[column].as_("moment"))
		.where(table.name > last)
		.where(table[column].isnotnull())
		.where(table[key].isnull() | (table[key] == 0))
		.orderby(table.name)
		.limit(BATCH)
	).run(as_dict=True)


def _write(doctype: str, key: str, rows: list[Any]) -> None:
	"""One statement for the batch; nobody's `modified` changes."""
	cases = " ".join(["when %s then %s"] * len(rows))
	values = [value for row in rows for value in (row.name, to_microseconds(from_system(row.moment)))]
	statement = f"update `tab{doctype}` set {key} = case name {cases} end where name in %s"  # noqa: S608 — names from the list above
	# nosemgrep: sql-built-from-text - names from the list above
	frappe.db.sql(statement, [*values, tuple(row.name for row in rows)])
