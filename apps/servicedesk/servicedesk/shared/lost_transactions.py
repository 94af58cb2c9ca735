"""Two transactions that stood in each other's way: the database has undone one of them, which is begun once more."""

from collections.abc import Callable
from typing import TypeVar

import frappe
from werkzeug.datastructures import FileStorage

Result = TypeVar("Result")


def once_more(work: Callable[[], Result]) -> Result:
	"""Do the work of a whole request; where the database has undone all of it for another's sake, do it again.

	Nothing of the first time is left: no row, no file, no mail. A second time is the last one.
	"""
	try:
		return work()
	except frappe.QueryDeadlockError:
		frappe.db.rollback()  # nosemgrep: commit-in-request - the database has done so already; files and mails follow
		frappe.local.cache.clear()
		frappe.clear_messages()
		return work()


def content_of(upload: FileStorage) -> bytes:
	"""What was uploaded, whole: the second time, too."""
	upload.stream.seek(0)
	return upload.stream.read()
