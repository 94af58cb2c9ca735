"""The piece of equipment that a ticket is about."""

import frappe
from frappe import _

from servicedesk.shared.visibility import admits, rule_for

DOCTYPE = "SD Equipment"


def problems(equipment: str | None, customer: str, requester: str | None = None) -> dict[str, str]:
	"""What speaks against this piece on a ticket of the customer, by field; nothing asked and nothing read for none.

	A piece of another customer, and one that the requester may not see, are refused in the words for one that does
	not exist: who sends a guessed name learns nothing. One statement.
	"""
	if not equipment:
		return {}
	found = frappe.db.get_value(DOCTYPE, equipment, ["name", "customer", "contract"], as_dict=True)
	if (
		found
		and found.customer == customer
		and (not requester or admits(rule_for(DOCTYPE, requester), found))
	):
		return {}
	return {"equipment": _("This piece of equipment is not one of the customer's.")}


def site_of(equipment: str | None, customer: str) -> str | None:
	"""Where the customer's piece stands, as far as it is known; nothing asked for none. One statement."""
	if not equipment:
		return None
	return frappe.db.get_value(DOCTYPE, {"name": equipment, "customer": customer}, "site")
