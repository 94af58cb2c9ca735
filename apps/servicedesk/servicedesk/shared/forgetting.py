"""Caches outside the database, which know nothing of its transactions."""

from collections.abc import Callable

import frappe


def forget_now_and_after(forget: Callable[[], object]) -> None:
	"""Call `forget` at once and when the transaction ends: a reader in between may have stored the old value again."""
	forget()
	frappe.db.after_commit.add(forget)
	frappe.db.after_rollback.add(forget)
