"""What staff may do to portal accounts. Agents serve; who manages a customer's requests, supervisors decide."""

from typing import Any

import frappe
from frappe import _

ACCOUNT = "SD Portal Account"
DECIDERS = frozenset(("Service Desk Supervisor", "Service Desk Administrator", "System Manager"))
EVERYBODYS_ROLE = "Requester"
SYSTEM_MANAGER = "System Manager"
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


def note_asked_roles(user: Any, method: str | None = None) -> None:
	"""Remember whether somebody has asked for this user to be a system manager. Hook: before_validate of User."""
	user.flags.servicedesk_asked_manager = _is_manager(user)


def drop_unasked_role(user: Any, method: str | None = None) -> None:
	"""Take back what the framework adds by itself. Hook: validate of User.

	On a site whose only system manager is Administrator it makes one of the next System User that is saved: an agent
	who changes their own picture would run the site.
	"""
	if _is_manager(user) and not user.flags.servicedesk_asked_manager:
		user.set("roles", [row for row in user.roles if row.role != SYSTEM_MANAGER])
		# What kind of user it is follows from the roles, and was decided with the one too many.
		user.set_system_user()


def _is_manager(user: Any) -> bool:
	return any(row.role == SYSTEM_MANAGER for row in user.get("roles") or ())
