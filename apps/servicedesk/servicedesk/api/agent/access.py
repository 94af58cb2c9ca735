"""Endpoints of the desk's forms for portal accounts and registrations. What they do stands in `access`."""

from typing import Any

import frappe

from servicedesk.access import accounts, passwords, registration, staff
from servicedesk.shared.guards import agent_endpoint, require_right


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def invite_person(
	email: str,
	first_name: str,
	last_name: str,
	customer: str,
	role: str = "Requester",
	language: str = "",
	position: str = "",
	phone: str = "",
	contract: str = "",
) -> str:
	"""Make an account for a person, or for all who share a contract, and mail the invitation; return its name."""
	staff.check_may_place(customer, role)
	more = {"position": position, "phone": phone, "contract": contract}
	return accounts.invite(email, first_name, last_name, customer, role, language, **more)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def invite_again(account: str) -> None:
	"""Mail a new invitation; the one before stops working."""
	staff.check_may_write(account)
	accounts.invite_again(account)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def temporary_password(account: str) -> str:
	"""Set a temporary password and return it, to be read out to its owner and shown this once."""
	staff.check_may_write(account)
	return passwords.set_temporary_password(account)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def disable_account(account: str) -> None:
	"""Switch the account off and end its sessions."""
	staff.check_may_write(account)
	accounts.disable(account)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def enable_account(account: str) -> None:
	"""Switch the account on again."""
	staff.check_may_write(account)
	accounts.enable(account)


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def approve_registration(registration_name: str, customer: str = "", role: str = "") -> str:
	"""Make the account of a registration, for that customer or for a new one; return the account's name."""
	frappe.get_doc("SD Registration", registration_name).check_permission("read")
	if customer:
		staff.check_may_place(customer, role or "Requester")
	else:
		require_right("SD Customer", "create")
	return registration.approve(registration_name, customer, role if customer else "")


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def refuse_registration(registration_name: str, reason: str = "") -> None:
	"""Refuse a registration, with the words for whoever sent it."""
	frappe.get_doc("SD Registration", registration_name).check_permission("read")
	registration.turn_down(registration_name, reason)


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def account_options() -> dict[str, Any]:
	"""What the reader may choose when inviting somebody."""
	return {"roles": staff.roles_to_give()}
