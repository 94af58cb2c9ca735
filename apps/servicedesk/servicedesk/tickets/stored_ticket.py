"""A ticket read to be shown: as the framework's own reading gives it, for less than half of its price.

The framework makes each of its statements anew, which takes longer than the database needs for the answer.
"""

from functools import cache
from typing import Any

import frappe

from servicedesk.tickets.state_renewal import read_as_moved

TICKET = "SD Ticket"
ROW = "select * from `tabSD Ticket` where name = %s"


def stored_ticket(number: str) -> Any | None:
	"""The ticket with the rows of its tables; None where there is none. One statement, and one for each table.

	For pages that only read: whoever writes locks it (`transitions.locked`).
	"""
	rows = frappe.db.sql(ROW, number, as_dict=True)
	if not rows:
		return None
	values = {**rows[0], "doctype": TICKET}
	for field in frappe.get_meta(TICKET).get_table_fields():
		# query-in-loop: one statement a table, as many as the DocType has
		values[field.fieldname] = frappe.db.sql(
			_of_table(field.options), (values["name"], TICKET, field.fieldname), as_dict=True
		)
	ticket = frappe.get_doc(values)
	read_as_moved(ticket)
	return ticket


@cache
def _of_table(doctype: str) -> str:
	"""The statement for a table's rows."""
	table = f"`tab{doctype}`"
	return f"select * from {table} where parent = %s and parenttype = %s and parentfield = %s order by idx"  # noqa: S608 - the DocType's own definition
