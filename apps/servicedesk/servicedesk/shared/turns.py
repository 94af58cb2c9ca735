"""Work that one worker at a time does on a site."""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe

LONGEST_NAME = 64  # of a lock, in characters (MariaDB)


@contextmanager
def turn(work: str, wait_seconds: int) -> Iterator[bool]:
	"""The site's one turn at this work, or False when somebody else has it for longer than one may wait.

	This connection holds it: it ends with the worker, however that ends.
	"""
	key = f"servicedesk_{work}:{frappe.conf.db_name}"[:LONGEST_NAME]
	is_mine = bool(frappe.db.sql("select get_lock(%s, %s)", (key, wait_seconds))[0][0])
	try:
		yield is_mine
	finally:
		if is_mine:
			frappe.db.sql("select release_lock(%s)", key)
