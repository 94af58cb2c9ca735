"""Who may refine the Web Forms of request types: those who edit request types, and those forms only.

The framework's right on Web Forms is a right on all of them, and a Web Form may hold scripts and write any DocType
past everybody's permissions. So our role's right reaches no further than the generated forms, whose every other
property the server sets back.
"""

from typing import Any

import frappe
from frappe.permissions import setup_custom_perms

DOCTYPE = "Web Form"
ADMINISTRATOR = "Service Desk Administrator"
# Whom the framework itself lets make Web Forms of any kind.
MAKERS = frozenset(("Website Manager", "Administrator"))
RIGHTS = ("read", "write", "report")


def ensure_rights() -> None:
	"""Give them once; where our role has a right already, staff have decided and nothing is changed."""
	if frappe.db.exists("Custom DocPerm", {"parent": DOCTYPE, "role": ADMINISTRATOR}):
		return
	# Own rules take the place of the framework's, so those are copied first.
	setup_custom_perms(DOCTYPE)
	frappe.get_doc(
		{
			"doctype": "Custom DocPerm",
			"parent": DOCTYPE,
			"parenttype": "DocType",
			"parentfield": "permissions",
			"role": ADMINISTRATOR,
			"permlevel": 0,
			**dict.fromkeys(RIGHTS, 1),
		}
	).insert()
	frappe.clear_cache(doctype=DOCTYPE)


def has_permission(doc: Any, ptype: str | None = None, user: str | None = None) -> bool:
	"""Hook `has_permission`: narrows what the roles allow, and never widens it."""
	return _makes_any(user) or (bool(doc.get("sd_request_type")) and (ptype or "read") in RIGHTS)


def query_conditions(user: str | None = None) -> str:
	"""Hook `permission_query_conditions`: the same for lists."""
	return "" if _makes_any(user) else "ifnull(`tabWeb Form`.sd_request_type, '') != ''"


def _makes_any(user: str | None) -> bool:
	who = user or frappe.session.user
	return who == "Administrator" or not MAKERS.isdisjoint(frappe.get_roles(who))
