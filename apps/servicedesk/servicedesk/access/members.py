"""What a customer's manager does with the accounts of colleagues. The signed-in user must manage the customer.

A manager has no say over people of other customers: whoever also acts for a customer that the manager does not
manage is shown, and changed by the desk only. What is not there for the manager answers as if it did not exist.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

import frappe
from frappe import _

from servicedesk.access import accounts, attempts, details, notices
from servicedesk.domain.person_details import PERSON
from servicedesk.shared.desk_users import belongs_to_desk
from servicedesk.shared.errors import refuse
from servicedesk.shared.visibility import scope_of

ACCOUNT = "SD Portal Account"
PURPOSE = "invite-colleague"
MOST_INVITATIONS = 20


def invite(typed: Mapping[str, Any], customer: str) -> None:
	"""Invite a colleague to the customer. Whoever has an account elsewhere is left to staff, without a word of it here.

	Raises Refused by field, PermissionError for a customer that the user does not manage, TooManyAttempts.
	"""
	_check_manages(customer)
	role = str(typed.get("role") or "")
	person = details.require(typed, PERSON)
	if role not in accounts.ROLES:
		refuse({"role": _("Please choose a role.")})
	attempts.count(PURPOSE, frappe.session.user, most=MOST_INVITATIONS)
	if _is_colleague(person["email"], customer):
		_refuse_colleague()
	if frappe.db.exists("User", {"name": person["email"]}):
		_ask_staff(person["email"], customer)
		return
	more = {name: value for name, value in person.items() if name not in ("email", "first_name", "last_name")}
	try:
		accounts.invite(person["email"], person["first_name"], person["last_name"], customer, role, **more)
	except (frappe.DuplicateEntryError, frappe.UniqueValidationError):
		# Somebody else invited the same person at the same moment.
		_refuse_colleague()


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
	if belongs_to_desk(doc.user) or not may_change(frappe.session.user, doc, customers):
		_refuse(_("This account can only be changed by the service desk. Please contact us."))
	return doc


def _is_colleague(email: str, customer: str) -> bool:
	row = {"parent": accounts.find(email), "parenttype": ACCOUNT, "customer": customer}
	return bool(row["parent"] and frappe.db.exists("SD Account Customer", row))


def _ask_staff(email: str, customer: str) -> None:
	"""Whether this person belongs to the customer too, staff find out: a manager could else ask who has an account."""
	manager = frappe.db.get_value("User", frappe.session.user, "full_name")
	company = frappe.db.get_value("SD Customer", customer, "customer_name")
	sentence = _("{0} of {1} asks to invite {2}, an address that is known already.")
	notices.tell_deciders(sentence.format(manager, company, email), "SD Customer", customer)


def _refuse_colleague() -> NoReturn:
	refuse({"email": _("This colleague has an account already: see the list.")})


def _refuse(sentence: str) -> NoReturn:
	refuse({"form": sentence})
