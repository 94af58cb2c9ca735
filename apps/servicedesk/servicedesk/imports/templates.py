"""Files to begin with: the headings of a kind of table."""

import frappe
from frappe import _

from servicedesk.domain.table_report import write_table
from servicedesk.imports.registers import REGISTERS


def template(kind: str) -> bytes:
	"""A table without rows, in the language of whoever is signed in. Raises DoesNotExistError (404)."""
	if kind not in REGISTERS:
		frappe.throw(_("There is no such table."), frappe.DoesNotExistError)
	columns = REGISTERS[kind]().column_set
	return write_table([_(columns.label(name)) for name in columns.columns], [])
