"""What a customer's manager does with the accounts of colleagues. The signed-in user must manage the customer.

A manager has no say over people of other customers: whoever also acts for a customer that the manager does not
manage is shown, and changed by the desk only. What is not there for the manager answers as if it did not exist.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

import frappe
from frappe import _

from servicedesk.access import accounts, attempts, details
from servicedesk.domain.person_details import PERSON
from servicedesk.shared.errors import refuse
from servicedesk.shared.visibility import is_staff, scope_of

ACCOUNT = "SD Portal Account"
PURPOSE = "invite-colleague"
MOST_INVITATIONS = 20


def invite(typed: Mapping[str, Any], customer: str) -> str:
	"""Invite a colleague to the customer; return the account's name.

	Raises Refused by field, PermissionError for a customer that the user does not manage, TooManyAttempts.
	"""
	_check_manages(customer)
	role = str(typed.get("role") or "")
	person = details.require(typed, PERSON)
	attempts.count(PURPOSE, frappe.session.user, most=MOST_INVITATIONS)
	known = accounts.find(person["email"])
	if known:
		_refuse_known(known, customer)
	more = {name: value for name, value in person.items() if name not in ("email", "first_name", "last_name")}
	try:
		return accounts.invite(
			person["email"], person["first_name"], person["last_name"], customer, role, **more
		)
	except (frappe.DuplicateEntryError, frappe.UniqueValidationError):
		# Somebody else invited the same person at the same moment.
		_refuse_known("", customer)


def invite_again(account: str, customer: str) -> None:
	"""Mail a new link to a colleague who has not signed in yet."""
	accounts.invite_again(_colleague(account, customer).name)


def disable(account: str, customer: str) -> None:
	"""Switch a colleague's account off."""
	accounts.disable(_colleague(account, customer).name)


def enable(account: str, customer: str) -> None:
	"""Switch a colleague's account on again; one that the desk has not let in yet stays as it is."""
	doc = _colleague(account, customer)
	if doc.account_state != "Disabled":
		_refuse(_("This account is not switched off."))
	accounts.enable(doc.name)


def set_role(account: str, customer: str, role: str) -> None:
	"""Make a colleague a manager of the customer, or a requester."""
	if role not in accounts.ROLES:
		_refuse(_("Please choose a role."))
	doc = _colleague(account, customer)
	for row in doc.customers:
		if row.customer == customer:
			row.account_role = role
	# The manager's right was checked: see the module's own words.
	doc.save(ignore_permissions=True)


def may_change(user: str, account: Any, customers: frozenset[str]) -> bool:
	"""Whether this user, if a manager of some of the account's `customers`, may change it: one of theirs alone.

	`account` has user and account_kind. Not oneself, not an account that several people share.
	"""
	own = account.user == user
	return not own and account.account_kind != accounts.KIND_CONTRACT and customers <= scope_of(user).managed


def _check_manages(customer: str) -> None:
	if not customer or customer not in scope_of(frappe.session.user).managed:
		raise frappe.PageDoesNotExistError


def _colleague(account: str, customer: str) -> Any:
	"""The account, locked, if it is a colleague's that the user may change; raises PageDoesNotExistError or Refused."""
	_check_manages(customer)
	try:
		doc = frappe.get_doc(ACCOUNT, account, for_update=True)
	except frappe.DoesNotExistError:
		frappe.clear_messages()
		raise frappe.PageDoesNotExistError from None
	customers = frozenset(row.customer for row in doc.customers)
	if customer not in customers:
		raise frappe.PageDoesNotExistError
	if doc.user == frappe.session.user:
		_refuse(_("You cannot change your own account here."))
	if is_staff(doc.user) or not may_change(frappe.session.user, doc, customers):
		_refuse(_("This account can only be changed by the service desk. Please contact us."))
	return doc


def _refuse_known(account: str, customer: str) -> NoReturn:
	"""Say what the manager may know: of a colleague that there is an account, of anybody else nothing."""
	row = {"parent": account, "parenttype": ACCOUNT, "customer": customer}
	if not account or frappe.db.exists("SD Account Customer", row):
		refuse({"email": _("This colleague has an account already: see the list.")})
	refuse({"email": _("This address cannot be invited here. Please contact us.")})


def _refuse(sentence: str) -> NoReturn:
	refuse({"form": sentence})
