"""A batch of rows on its way into the database: checked together, written together, and alone where it must be."""

from collections.abc import Sequence

import frappe
from pymysql.err import DataError, IntegrityError

from servicedesk.imports.candidates import Candidate
from servicedesk.imports.register import Register
from servicedesk.imports.writing import Stamp

SAVE_POINT = "servicedesk_import"


def store(register: Register, batch: Sequence[Candidate], stamp: Stamp, *, by_halves: bool) -> None:
	"""Write the rows of a batch that can be written; each ends with an outcome, a problem, or postponed.

	Raises the database's IntegrityError or DataError unless `by_halves`: then the rows that it refuses are found, and
	have a problem.
	"""
	ready = register.prepare(batch)
	if by_halves:
		_write_by_halves(register, ready, stamp)
	elif ready:
		register.write(ready, stamp)


def _write_by_halves(register: Register, ready: Sequence[Candidate], stamp: Stamp) -> None:
	"""The database alone knows what it takes for the same: letters that people tell apart may be one to its indexes."""
	if not ready:
		return
	frappe.db.savepoint(SAVE_POINT)
	try:
		register.write(ready, stamp)
	except (IntegrityError, DataError) as error:
		if isinstance(error, IntegrityError) and not frappe.db.is_duplicate_entry(error):
			raise  # a fault of ours, and not of the file
		frappe.db.rollback(save_point=SAVE_POINT)
		if len(ready) == 1:
			ready[0].refuse("", "clash")
			return
		middle = len(ready) // 2
		_write_by_halves(register, ready[:middle], stamp)
		_write_by_halves(register, ready[middle:], stamp)
