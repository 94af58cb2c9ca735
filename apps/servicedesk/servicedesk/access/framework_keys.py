"""The framework's own key for a new password, which must not lie about.

Older versions store it as it stands in the link, and show a list of users, with this field, to whoever may choose a
user in a form: any member of staff could have a link sent to an administrator and use the key themselves. The pages
that take the key are closed here (the portal has links of its own, kept as hashes), so nobody misses it.
"""

from typing import Any

import frappe


def drop_reset_key(doc: Any, method: str | None = None) -> None:
	"""Take the key away in the transaction that stores it. Hook: `doc_events` of User, `on_change`."""
	if doc.get("reset_password_key"):
		frappe.db.set_value("User", doc.name, "reset_password_key", None, update_modified=False)


def drop_all_reset_keys() -> None:
	"""Take away what was stored before this app came. One statement; to be called after each migration."""
	users = frappe.qb.DocType("User")
	query = frappe.qb.update(users).set(users.reset_password_key, None)
	query.where(users.reset_password_key.isnotnull()).run()
