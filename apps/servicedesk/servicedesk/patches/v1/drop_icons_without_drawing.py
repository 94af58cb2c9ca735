"""Icons of request types were any sign and are names of drawings now: with another value staff could not save the type."""

import frappe

from servicedesk.catalogue.request_forms import forget_forms

TYPE = "SD Request Type"


def execute() -> None:
	"""Types with another icon get the drawing of their kind; again, it changes nothing."""
	names = frappe.get_meta(TYPE).get_field("icon").options.split("\n")
	strange = frappe.get_all(TYPE, filters={"icon": ("not in", names)}, pluck="name", limit=0)
	if strange:
		frappe.db.set_value(TYPE, {"name": ("in", strange)}, "icon", "", update_modified=False)
		forget_forms()
