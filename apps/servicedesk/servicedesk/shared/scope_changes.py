"""What changes somebody's rights, whoever does it and by whichever way: the scope is forgotten with it.

Hooks: `doc_events`. `on_change` also runs where a field is set on the document past its save. Whoever writes to these
tables by statements of their own calls `forget_scope` or `forget_all_scopes` themselves.
"""

from typing import Any

import frappe
from frappe.utils import cint

from servicedesk.shared.scope import forget_all_scopes, forget_scope


def account_changed(doc: Any, method: str | None = None) -> None:
	"""An account was saved, set or removed."""
	before = doc.get_doc_before_save()
	for user in {doc.user, before.user if before else None} - {None}:
		forget_scope(user)


def account_row_changed(doc: Any, method: str | None = None) -> None:
	"""A row of an account was saved or removed by itself; with its account, the account tells."""
	if doc.parenttype == "SD Portal Account":
		forget_scope(frappe.db.get_value("SD Portal Account", doc.parent, "user") or doc.parent)


def user_changed(doc: Any, method: str | None = None) -> None:
	"""A user was disabled, or has other roles, or is gone."""
	forget_scope(doc.name)


def customer_changed(doc: Any, method: str | None = None) -> None:
	"""A customer was switched off or on again. A new one is nobody's yet."""
	before = doc.get_doc_before_save()
	if before and cint(before.disabled) != cint(doc.disabled):
		forget_all_scopes()


def renamed(doc: Any, method: str | None, *names: Any) -> None:
	"""A user, customer or contract has another name, wherever it stood; `names` are what the framework sends along."""
	forget_all_scopes()
