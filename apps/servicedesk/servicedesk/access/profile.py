"""What a portal user changes of their own account. Every function here is about the signed-in user and nobody else."""

from collections.abc import Mapping
from typing import Any

import frappe
from frappe import _
from frappe.utils.password import check_password

from servicedesk.access import attempts, details, directory, passwords, secret_questions
from servicedesk.domain.person_details import PERSON, Detail
from servicedesk.shared.errors import refuse

ACCOUNT = "SD Portal Account"
OF_USER = ("first_name", "last_name")
OF_ACCOUNT: Mapping[str, Detail] = {
	name: detail for name, detail in PERSON.items() if name not in (*OF_USER, "email")
}
PURPOSE = "own-password"


def own_account(*, lock: bool = False) -> Any:
	"""The signed-in user's account, locked until the request ends if asked; raises PermissionError where there is none."""
	name = frappe.db.get_value(ACCOUNT, {"user": frappe.session.user}, "name")
	if not name:
		raise frappe.PermissionError
	return frappe.get_doc(ACCOUNT, name, for_update=lock)


def save_details(typed: Mapping[str, Any], language: str) -> None:
	"""Store name, position, phone, city, address and language; raises Refused by field, and nothing is stored then."""
	wanted = {name: detail for name, detail in PERSON.items() if name != "email"}
	given = details.require(typed, wanted)
	# Locked: of the same form sent twice at once, the second waits and stores the same again.
	user = frappe.get_doc("User", frappe.session.user, for_update=True)
	user.update({name: given[name] for name in OF_USER} | ({"language": language} if language else {}))
	# People may not write users; this one is their own, and only name and language of it.
	user.save(ignore_permissions=True)
	account = own_account(lock=True)
	account.update({name: given[name] for name in OF_ACCOUNT} | {"full_name": user.full_name})
	# People may not write accounts; this one is their own, and nothing of it that gives rights.
	account.save(ignore_permissions=True)
	frappe.cache.hdel("lang", user.name)


def change_password(current: str, password: str, repeated: str) -> None:
	"""Give the signed-in user a new password; raises Refused by field (current_password, password, repeated)."""
	passwords.account_user(own_account().name)
	confirm(current)
	passwords.check_new(password, repeated, frappe.session.user)
	passwords.set_password(frappe.session.user, password)


def change_question(current: str, question: str, answer: str) -> None:
	"""Store another secret question and answer; raises Refused by field (current_password, question, answer)."""
	account = own_account().name
	secret_questions.check_answer(question, answer, account)
	confirm(current)
	secret_questions.set_answer(account, question, answer)


def change_pin(current: str, pin: str) -> None:
	"""Store another credit PIN; raises Refused by field (current_password, pin)."""
	account = own_account().name
	confirm(current)
	secret_questions.set_pin(account, pin)


def set_mute_all(*, muted: bool) -> None:
	"""Whether the signed-in user gets notices about changes of state at all."""
	account = own_account(lock=True)
	account.mute_all = int(muted)
	# People may not write accounts; this one is their own.
	account.save(ignore_permissions=True)


def confirm(password: str) -> None:
	"""Raise Refused (field current_password) unless this is the signed-in user's password; tries are counted.

	Whose password a directory keeps is asked there. Raises TooManyAttempts and DirectoryDown as those do.
	"""
	user = frappe.session.user
	attempts.count(PURPOSE, user)
	if not password or not _is_password(user, password):
		frappe.clear_messages()
		refuse({"current_password": _("This is not your present password.")})
	attempts.forget(PURPOSE, user)


def _is_password(user: str, password: str) -> bool:
	account = own_account()
	if account.sign_in_source:
		return _directory_says_so(account.external_login or user, password)
	try:
		check_password(user, password, delete_tracker_cache=False)
	except frappe.AuthenticationError:
		return False
	return True


def _directory_says_so(login: str, password: str) -> bool:
	try:
		return directory.try_sign_in(login, password) == frappe.session.user
	except directory.NotLetIn:
		return False
	except directory.DirectoryDown:
		refuse(
			{"current_password": _("The server that knows your password does not answer. Please try later.")}
		)
