"""What staff may do to portal accounts. Agents serve; who manages a customer's requests, supervisors decide."""

import frappe
from frappe import _

ACCOUNT = "SD Portal Account"
DECIDERS = frozenset(("Service Desk Supervisor", "Service Desk Administrator", "System Manager"))
EVERYBODYS_ROLE = "Requester"
ROLES = (EVERYBODYS_ROLE, "Manager")


def roles_to_give() -> list[str]:
	"""The roles that the signed-in member of staff may give to a customer's person."""
	decides = not DECIDERS.isdisjoint(frappe.get_roles(frappe.session.user))
	return list(ROLES) if decides else [EVERYBODYS_ROLE]


def check_may_place(customer: str, role: str) -> None:
	"""Raise PermissionError unless the member of staff may see the customer and give the role."""
	if customer and frappe.db.exists("SD Customer", customer):
		frappe.get_doc("SD Customer", customer).check_permission("read")
	if role not in roles_to_give():
		frappe.throw(_("Only a supervisor may give this role."), frappe.PermissionError)


def check_may_write(account: str) -> None:
	"""Raise unless the account exists and the member of staff may change it."""
	frappe.get_doc(ACCOUNT, account).check_permission("write")
