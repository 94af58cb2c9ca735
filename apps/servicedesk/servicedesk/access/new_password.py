"""A person sets their own password: by a link from a mail, or because they have to change it."""

import frappe
from frappe import _
from frappe.utils.password import check_password

from servicedesk.access import accounts, attempts, links, passwords, secret_questions
from servicedesk.access.forgotten import BY_ANSWER
from servicedesk.shared.errors import refuse
from servicedesk.shared.visibility import is_staff

LINK = "access link"


class LinkOver(frappe.ValidationError):
	"""The link was used, has expired, or never was one."""

	http_status_code = 410


def open_link(token: str) -> links.FoundLink:
	"""The link, as long as it may be used; raises LinkOver, and TooManyAttempts for whoever tries out many."""
	found = links.find(token)
	if not found:
		attempts.count(LINK)
	if not found or not frappe.db.get_value("User", found.user, "enabled"):
		raise LinkOver(_("This link has been used already, or it has expired."))
	return found


def set_by_link(token: str, password: str, repeated: str) -> links.FoundLink:
	"""Set the password of the link's owner and use the link up; raises Refused, which uses it up not, and LinkOver."""
	found = open_link(token)
	_check_kept_here(found.user)
	passwords.check_new(password, repeated, found.user)
	if not links.take(token):
		raise LinkOver(_("This link has been used already, or it has expired."))
	passwords.set_password(found.user, password, tell=found.purpose != links.INVITATION)
	accounts.activate(found.user)
	return found


def question_to_ask(user: str) -> str:
	"""The secret question that stands before the compulsory change of the first password; mostly none. Manual integrator 2."""
	account = accounts.find(user)
	if not account:
		return ""
	asked, question = frappe.db.get_value(
		accounts.ACCOUNT, account, ["ask_secret_question", "secret_question"]
	)
	return str(question or "") if asked and secret_questions.has_answer(account) else ""


def change_at_sign_in(user: str, answer: str, password: str, repeated: str) -> None:
	"""The compulsory change; raises Refused (fields `answer`, `password`, `repeated`) and TooManyAttempts."""
	passwords.check_new(password, repeated, user)
	if _is_present(user, password):
		refuse({"password": _("Please choose another password than the one you have now.")})
	if question_to_ask(user):
		attempts.count(BY_ANSWER, user)
		if not secret_questions.is_right(accounts.find(user), answer):
			refuse({"answer": _("This is not the answer given at registration.")})
		attempts.forget(BY_ANSWER, user)
	passwords.set_password(user, password)


def _check_kept_here(user: str) -> None:
	"""Raise Refused (field `form`) where a directory keeps the password: one set here would let nobody in."""
	account = "" if is_staff(user) else accounts.find(user)
	if account and (source := frappe.db.get_value(accounts.ACCOUNT, account, "sign_in_source")):
		sentence = _("Your password is kept by your organisation's sign-in ({0}) and is changed there.")
		refuse({"form": sentence.format(source)})


def _is_present(user: str, password: str) -> bool:
	try:
		check_password(user, password, delete_tracker_cache=False)
	except frappe.AuthenticationError:
		return False
	return True
