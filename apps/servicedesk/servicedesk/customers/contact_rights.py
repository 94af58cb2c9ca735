"""What the desk needs to keep customers' contacts and addresses in the framework's own registers."""

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


def ensure_address_template() -> None:
	"""Make a default template of addresses: without one the framework shows no address, and no form that lists some."""
	if frappe.db.exists("Address Template", {"is_default": 1}):
		return
	chosen = frappe.db.get_single_value("System Settings", "country")
	country = chosen or frappe.db.get_value("Country", {}, "name", order_by="name asc")
	if not country:
		return
	if frappe.db.exists("Address Template", country):
		frappe.get_doc("Address Template", country).update({"is_default": 1}).save()
	else:
		# The framework fills in its own text.
		frappe.get_doc({"doctype": "Address Template", "country": country, "is_default": 1}).insert()
