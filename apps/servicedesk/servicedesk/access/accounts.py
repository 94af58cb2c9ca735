"""The one door to portal accounts: inviting, registering, switching off and on.

Agents, customers' managers and people who register may not write users and accounts; what they may have made stands here,
and whoever calls has asked first whether they may.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.naming import append_number_if_name_exists
from frappe.utils import getdate, today, validate_phone_number

from servicedesk.access import details, links, notices, passwords
from servicedesk.access.sessions import end_sessions
from servicedesk.domain.contract_term import ContractState
from servicedesk.domain.person_details import PERSON
from servicedesk.shared.desk_users import belongs_to_desk
from servicedesk.shared.errors import Conflict, refuse
from servicedesk.shared.visibility import CUSTOMER_ROLE, forget_scope

ACCOUNT = "SD Portal Account"
ROLES = ("Requester", "Manager")
KIND_CONTRACT = "Contract"
GENERATED = "Generated Password"
OPTIONAL = ("position", "phone", "city", "address")


def invite(
	email: str,
	first_name: str,
	last_name: str,
	customer: str,
	role: str,
	language: str = "",
	**more: Any,
) -> str:
	"""Make an account for the person at this customer and mail a link to set a password; return the account's name.

	Whoever has an account already gets this customer added and is told so. `more`: position, phone, city, address, and
	`contract` for a new account that everybody at the customer shares for that contract. Raises Refused (fields as named).
	"""
	typed = {"email": email, "first_name": first_name, "last_name": last_name, **more}
	person = details.require(typed, PERSON)
	_check_place(customer, role)
	contract = str(more.get("contract") or "")
	if contract:
		_check_valid(contract)
	account = find(person["email"])
	if account:
		if contract:
			refuse(
				{"email": _("This address has an account already. Please give another one for the contract.")}
			)
		return _extend(account, customer, role)
	name = _make(person, customer, role, language, contract)
	_send_invitation(name)
	return name


def invite_again(account: str) -> None:
	"""Mail a new link to somebody who has not set a password yet; the one before stops working."""
	if frappe.db.get_value(ACCOUNT, account, "account_state") != "Invited":
		raise Conflict(_("This person has set a password already."))
	if source := frappe.db.get_value(ACCOUNT, account, "sign_in_source"):
		notices.password_elsewhere(frappe.db.get_value(ACCOUNT, account, "user"), source)
	else:
		_send_invitation(account)


def register(
	person: dict[str, str], customer: str, role: str, language: str, *, question: str = ""
) -> tuple[str, bool]:
	"""Make an account for somebody whose registration was accepted; return its name and whether it is new.

	What they get by mail, a link or a generated password, is a setting. `person` has been checked.
	"""
	existing = find(person["email"])
	if existing:
		return _extend(existing, customer, role), False
	name = _make(person, customer, role, language)
	if question:
		frappe.db.set_value(ACCOUNT, name, "secret_question", question)
	if frappe.get_cached_doc("SD Settings").first_password == GENERATED:
		_give_password(name, customer, ask_question=bool(question))
	else:
		link = links.issue(links.INVITATION, person["email"])
		notices.registered_with_link(person["email"], customer, link)
	return name, True


def disable(account: str) -> None:
	"""Switch the account off: no sign-in, no session, no link of it works any more. Calling it again changes nothing."""
	doc = _load(account)
	if doc.account_state == "Disabled":
		return
	doc.account_state = "Disabled"
	_save(doc)
	_shut_out(doc.user)


def removed(doc: Any, method: str | None = None) -> None:
	"""What a removed account opened is shut as if it were switched off. Hook: on_trash of SD Portal Account."""
	_shut_out(doc.user)


def enable(account: str) -> None:
	"""Switch the account on again: as active, or as invited where no password was ever set."""
	doc = _load(account)
	if doc.account_state not in ("Disabled", "Requested"):
		return
	knows = doc.sign_in_source or passwords.has_password(doc.user)
	doc.account_state = "Active" if knows else "Invited"
	_save(doc)
	_set_enabled(doc.user, enabled=True)


def activate(user: str) -> None:
	"""An invited person has set a password, or a directory has vouched for them."""
	account = frappe.db.get_value(ACCOUNT, {"user": user, "account_state": "Invited"}, "name")
	if account:
		doc = _load(account)
		doc.account_state = "Active"
		_save(doc)


def find(email: str) -> str:
	"""The account of that address, spelt just so; empty if there is none. The database alone would take á for a."""
	found = frappe.db.get_value(ACCOUNT, {"user": email}, ["name", "user"])
	return str(found[0]) if found and found[1] == email else ""


def _check_place(customer: str, role: str) -> None:
	problems = {}
	if role not in ROLES:
		problems["role"] = _("Please choose a role.")
	if not customer or not frappe.db.exists("SD Customer", {"name": customer, "disabled": 0}):
		problems["customer"] = _("Please choose a customer.")
	if problems:
		refuse(problems)


def _check_valid(contract: str) -> None:
	"""A shared account exists only under a valid contract; manual software-vendor 1."""
	state, end = frappe.db.get_value("SD Contract", contract, ["contract_state", "end_date"]) or ("", None)
	if state != str(ContractState.ACTIVE) or (end and getdate(end) < getdate(today())):
		refuse(
			{
				"contract": _("The contract {0} is not valid, so no account can be opened for it.").format(
					contract
				)
			}
		)


def _make(person: dict[str, str], customer: str, role: str, language: str, contract: str = "") -> str:
	default = frappe.get_cached_value("SD Customer", customer, "language")
	language = language or default or frappe.get_cached_doc("SD Settings").default_language or "en"
	user = _make_user(person, language)
	_make_contact(person, customer)
	doc = frappe.new_doc(ACCOUNT)
	doc.update({name: person.get(name) for name in OPTIONAL})
	doc.update({"user": user, "account_state": "Invited"})
	if contract:
		doc.update({"account_kind": KIND_CONTRACT, "contract": contract})
	doc.append("customers", {"customer": customer, "account_role": role})
	# Asked for by the caller: see the module's own words.
	doc.insert(ignore_permissions=True)
	return str(doc.name)


def _make_user(person: dict[str, str], language: str) -> str:
	existing = frappe.db.get_value("User", {"name": person["email"]}, ["name", "enabled"])
	if existing:
		_check_existing_user(person["email"], *existing)
		doc = frappe.get_doc("User", existing[0])
	else:
		doc = frappe.new_doc("User")
		doc.update({name: person[name] for name in ("email", "first_name", "last_name")})
		# Said outright: of a System User, which is the default, the framework makes a System Manager where there is no
		# other yet.
		doc.update({"user_type": "Website User", "language": language, "send_welcome_email": 0, "enabled": 1})
		doc.flags.no_welcome_mail = True
	doc.append_roles(CUSTOMER_ROLE)
	# A customer without the desk; the framework lets only administrators make users.
	doc.save(ignore_permissions=True)
	return str(doc.name)


def _check_existing_user(email: str, name: str, enabled: int) -> None:
	"""A user without an account: who belongs to the desk stays there, and whom an administrator has switched off stays out."""
	if name != email or belongs_to_desk(name) or not enabled:
		refuse({"email": _("This address cannot be invited. Please ask the desk's administrator.")})


def _make_contact(person: dict[str, str], customer: str) -> None:
	"""The person among the customer's contacts. The framework makes a contact of each user, but one of nobody's."""
	name = frappe.db.get_value(
		"Contact Email", {"email_id": person["email"], "parenttype": "Contact"}, "parent"
	)
	link = {"link_doctype": "SD Customer", "link_name": customer}
	contact = frappe.get_doc("Contact", name) if name else frappe.new_doc("Contact")
	if not name:
		contact.update(
			{"first_name": person["first_name"], "last_name": person["last_name"], "user": person["email"]}
		)
		contact.append("email_ids", {"email_id": person["email"], "is_primary": 1})
		if validate_phone_number(person["phone"]):
			contact.append("phone_nos", {"phone": person["phone"], "is_primary_phone": 1})
	if not contact.has_link("SD Customer", customer):
		contact.append("links", link)
	if name:
		# Belongs to the account, whose making was allowed.
		contact.save(ignore_permissions=True)
		return
	# Colleagues may have the same name, for which the framework has one name of a contact only.
	wanted = f"{person['first_name']} {person['last_name']}-{customer}"
	free = append_number_if_name_exists("Contact", wanted[:130])
	# Belongs to the account, whose making was allowed.
	contact.insert(ignore_permissions=True, set_name=free)


def _extend(account: str, customer: str, role: str) -> str:
	doc = _load(account)
	if doc.account_state == "Disabled" or doc.account_kind == KIND_CONTRACT or belongs_to_desk(doc.user):
		refuse({"email": _("This address cannot be invited. Please ask the desk's administrator.")})
	if customer in {row.customer for row in doc.customers}:
		if doc.account_state == "Invited":
			_send_invitation(account)
		return account
	doc.append("customers", {"customer": customer, "account_role": role})
	_save(doc)
	if doc.account_state == "Invited":
		_send_invitation(account)
	else:
		notices.extended(doc.user, customer)
	return account


def _send_invitation(account: str) -> None:
	user, customer = frappe.db.get_value(ACCOUNT, account, ["user", "customer"])
	notices.invited(user, customer, links.issue(links.INVITATION, user))


def _give_password(account: str, customer: str, *, ask_question: bool) -> None:
	user = frappe.db.get_value(ACCOUNT, account, "user")
	password = passwords.generated_password()
	passwords.set_password(user, password, must_change=True)
	frappe.db.set_value(
		ACCOUNT, account, {"account_state": "Active", "ask_secret_question": int(ask_question)}
	)
	forget_scope(user)
	notices.registered_with_password(user, customer, password)


def _shut_out(user: str) -> None:
	_set_enabled(user, enabled=False)
	links.end_all(user)
	end_sessions(user, keep_current=False)


def _set_enabled(user: str, *, enabled: bool) -> None:
	"""Whether the user may sign in at all; who belongs to the desk may for other reasons, and stays as they are."""
	if belongs_to_desk(user):
		return
	frappe.db.set_value("User", user, "enabled", int(enabled))
	frappe.clear_document_cache("User", user)
	for key in ("enabled_users", "users_for_mentions"):
		frappe.cache.delete_key(key)


def _load(account: str) -> Any:
	return frappe.get_doc(ACCOUNT, account, for_update=True)


def _save(doc: Any) -> None:
	# Asked for by the caller: see the module's own words.
	doc.save(ignore_permissions=True)
