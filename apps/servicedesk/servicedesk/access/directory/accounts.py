"""The user and the portal account of somebody whom a directory let in.

One of the doors that step over permissions: whoever signs in for the first time is nobody yet.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.utils import cstr, validate_email_address

from servicedesk.access.directory.interface import Person
from servicedesk.domain.directory_names import GroupGrant, granted, is_same_login, split_name
from servicedesk.shared.visibility import CUSTOMER_ROLE

ACCOUNT = "SD Portal Account"
LONGEST_PHONE = 140
# An invitation that somebody takes up by signing in; a request that nobody has granted stays one.
MAY_SIGN_IN = frozenset({"Active", "Invited"})
NO_GROUP, NO_ADDRESS, TAKEN = "no_group", "no_address", "taken"


class NotLetIn(frappe.ValidationError):
	"""The password is right, but there is no account to be had. `code` says why: NO_GROUP, NO_ADDRESS or TAKEN."""

	http_status_code = 403

	def __init__(self, code: str) -> None:
		super().__init__(code)
		self.code = code


def is_known(source: str, person: Person) -> bool:
	"""Whether a person has an account here already."""
	return bool(_account_name(source, person))


def open_or_update(source: Any, person: Person) -> str | None:
	"""The user of a person, made now or brought up to date; None when the account is closed here.

	Raises NotLetIn.
	"""
	name = _account_name(source.name, person)
	account = frappe.get_doc(ACCOUNT, name) if name else None
	roles = _roles(source, person, account)
	if not roles:
		raise NotLetIn(NO_GROUP)
	with _quietly():
		if account is None:
			return _open(source.name, person, roles)
		if not _may_sign_in(account):
			return None
		_update(account, source, person, roles)
	return str(account.user)


def _account_name(source: str, person: Person) -> str | None:
	"""The account linked to this person, or one that staff have made for their address and linked to the source."""
	own = _named(source, "external_login", person.login)
	return own or _named(source, "user", person.email, external_login=["is", "not set"])


def _named(source: str, fieldname: str, value: str, **filters: Any) -> str | None:
	"""The account of the source with that value, whatever its case. The database alone would take ș for s."""
	rows = frappe.get_all(
		ACCOUNT,
		filters={fieldname: value, "sign_in_source": source, **filters},
		fields=["name", fieldname],
		order_by="creation, name",
	)
	return next((str(row.name) for row in rows if is_same_login(row[fieldname], value)), None)


def _roles(source: Any, person: Person, account: Any) -> dict[str, str]:
	"""Role by customer. Where no groups are mapped, staff decide after the first sign-in."""
	if account is not None and not source.groups:
		return {row.customer: row.account_role for row in account.customers}
	rows = [GroupGrant(row.group_name, row.customer, row.account_role) for row in source.groups]
	roles = granted(person.groups, rows)
	if not roles and source.default_customer:
		roles = {source.default_customer: source.default_role or "Requester"}
	return roles


def _may_sign_in(account: Any) -> bool:
	return account.account_state in MAY_SIGN_IN and bool(frappe.db.get_value("User", account.user, "enabled"))


def _open(source: str, person: Person, roles: Mapping[str, str]) -> str:
	email = validate_email_address(person.email)
	if not email:
		frappe.logger("servicedesk.directory").error(f"{source}: {person.login} has no mail address")
		raise NotLetIn(NO_ADDRESS)
	if frappe.db.exists("User", email):
		# Whoever may write a mail address into the directory would else become whose address it is.
		frappe.logger("servicedesk.directory").error(
			f"{source}: {person.login} has the address of another account"
		)
		raise NotLetIn(TAKEN)
	user = _open_user(email, person)
	account = frappe.new_doc(ACCOUNT)
	account.update(
		{
			"user": user,
			"account_state": "Active",
			"phone": person.phone[:LONGEST_PHONE],
			"sign_in_source": source,
			"external_login": person.login,
			"customers": _rows(roles),
		}
	)
	# the source has said who this is, and the mapping for whom they act
	account.insert(ignore_permissions=True)
	return user


def _open_user(email: str, person: Person) -> str:
	first, last = split_name(person.full_name, person.login)
	user = frappe.new_doc("User")
	user.update(
		{
			"email": email,
			"first_name": first,
			"last_name": last,
			"language": frappe.local.lang,
			"user_type": "Website User",
			"send_welcome_email": 0,
			"roles": [{"role": CUSTOMER_ROLE}],
		}
	)
	user.flags.no_welcome_mail = True
	user.insert(ignore_permissions=True)  # the source has said who this is; the role is the customers' one
	return str(user.name)


def _update(account: Any, source: Any, person: Person, roles: Mapping[str, str]) -> None:
	"""Take over what has changed in the directory. The mail address stays: the user is known by it."""
	# A password to be changed here would be one that nobody asks for.
	wanted: dict[str, Any] = {
		"account_state": "Active",
		"external_login": person.login,
		"must_change_password": 0,
	}
	if person.phone:
		wanted["phone"] = person.phone[:LONGEST_PHONE]
	# The name first: the account shows the user's.
	changed = _update_name(account.user, person)
	changed |= any(cstr(account.get(field)) != cstr(value) for field, value in wanted.items())
	if roles != {row.customer: row.account_role for row in account.customers}:
		account.set("customers", _rows(roles))
		changed = True
	if changed:
		account.update(wanted)
		account.save(ignore_permissions=True)  # what the directory says of them, at their own sign-in


def _update_name(name: str, person: Person) -> bool:
	"""Take over the person's name; return whether it was another one."""
	first, last = split_name(person.full_name, person.login)
	user = frappe.get_doc("User", name)
	if not person.full_name or (cstr(user.first_name), cstr(user.last_name)) == (first, last):
		return False
	user.update({"first_name": first, "last_name": last})
	user.save(ignore_permissions=True)  # the directory's name for them, at their own sign-in
	return True


def _rows(roles: Mapping[str, str]) -> list[dict[str, str]]:
	return [{"customer": customer, "account_role": role} for customer, role in roles.items()]


@contextmanager
def _quietly() -> Iterator[None]:
	"""As in an import: on the first morning a whole company comes, more than the framework lets in as new users."""
	before = frappe.flags.in_import
	frappe.flags.in_import = True
	try:
		yield
	finally:
		frappe.flags.in_import = before
