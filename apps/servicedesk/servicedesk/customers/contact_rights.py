"""The desk's rights on the framework's contacts and addresses, which it keeps for the customers."""

import frappe
from frappe.permissions import setup_custom_perms

DOCTYPES = ("Contact", "Address")
WRITE = ("read", "write", "create", "report", "print", "email")
RIGHTS = {
	"Service Desk Agent": WRITE,
	"Service Desk Supervisor": (*WRITE, "export"),
	"Service Desk Administrator": (*WRITE, "export", "delete", "share"),
}


def ensure_contact_rights() -> None:
	"""Give them once; where any of our roles has a right already, staff have decided and nothing is changed."""
	decided = set(
		frappe.get_all(
			"Custom DocPerm",
			filters={"parent": ("in", DOCTYPES), "role": ("in", list(RIGHTS))},
			pluck="parent",
		)
	)
	for doctype in DOCTYPES:
		if doctype not in decided:
			_give(doctype)


def _give(doctype: str) -> None:
	# Own rules take the place of the framework's, so those are copied first.
	setup_custom_perms(doctype)
	for role, rights in RIGHTS.items():
		frappe.get_doc(
			{
				"doctype": "Custom DocPerm",
				"parent": doctype,
				"parenttype": "DocType",
				"parentfield": "permissions",
				"role": role,
				"permlevel": 0,
				**dict.fromkeys(rights, 1),
			}
		).insert()
	frappe.clear_cache(doctype=doctype)
