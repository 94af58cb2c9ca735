"""How far an import is, told outside its transaction: nobody else sees what that one writes until its end."""

import frappe

SECONDS = 3600
# The work behind the last row (waiting rows, commit, search) is not over when all rows are read.
ALMOST_ALL = 99


def show_progress(import_name: str, read: int, total: int) -> None:
	"""Tell whoever looks at the form."""
	percent = min(ALMOST_ALL, 100 * read // total) if total else 0
	value = {"read": read, "total": total, "percent": percent}
	frappe.cache.set_value(_key(import_name), value, expires_in_sec=SECONDS)


def progress_of(import_name: str) -> dict[str, int]:
	"""Rows read, rows in all, and how much that is of hundred."""
	found: dict[str, int] | None = frappe.cache.get_value(_key(import_name), expires=True)
	return found or {"read": 0, "total": 0, "percent": 0}


def forget_progress(import_name: str) -> None:
	"""When an import is queued, and when it is over."""
	frappe.cache.delete_value(_key(import_name))


def _key(import_name: str) -> str:
	return f"servicedesk_import_progress:{import_name}"
