"""Forgotten passwords: a link by mail, or the secret question.

Nothing here tells whether a user exists: by mail, the request does the same for every name and a worker finds out who it is;
by question, an unknown name gets a pretended one, and its answers cost what real ones cost. Source: manual integrator 4.
"""

import frappe
from frappe.utils.password import passlibctx

from servicedesk.access import accounts, attempts, links, notices, secret_questions
from servicedesk.access.passwords import has_password
from servicedesk.domain.text_normalisation import clean_line

BY_MAIL, BY_ANSWER = "forgotten by mail", "secret answer"
MOST_MAILS = 3
NOBODYS = ("Administrator", "Guest")
LONGEST_NAME = 140


def clean_login(typed: object) -> str:
	"""A user name as it was typed, in the form users are stored in."""
	return clean_line(str(typed or ""))[:LONGEST_NAME].lower()


def ask_by_mail(login: str) -> None:
	"""Have a link mailed to that user, if there is one; raises TooManyAttempts."""
	attempts.count(BY_MAIL, login, most=MOST_MAILS)
	frappe.enqueue(
		"servicedesk.access.forgotten.send_link", queue="short", enqueue_after_commit=True, login=login
	)


def send_link(login: str) -> None:
	"""Mail the link to whoever this is; nothing happens for unknown names. Runs in a worker."""
	user = frappe.db.get_value("User", {"name": login, "enabled": 1}, "name")
	if user != login or user in NOBODYS:
		return
	if account := accounts.find(user):
		state, source = frappe.db.get_value(accounts.ACCOUNT, account, ["account_state", "sign_in_source"])
		if source:
			notices.password_elsewhere(user, source)
			return
		if state not in ("Active", "Invited"):
			return
	notices.reset_asked(user, links.issue(links.RESET, user))


def answer(login: str, given: str) -> str:
	"""The address of a link to set a new password if the answer is right, else nothing; raises TooManyAttempts."""
	attempts.count(BY_ANSWER, login)
	if not secret_questions.is_right(login, given) or not _may_set(login):
		return ""
	attempts.forget(BY_ANSWER, login)
	return links.issue(links.RESET, login).address


def even_out(login: str) -> None:
	"""After a sign-in that failed: the work that the framework leaves out for names it does not know."""
	if not has_password(login):
		passlibctx.dummy_verify()


def _may_set(login: str) -> bool:
	"""Whether an account that knows its answer may have a password set here."""
	account = accounts.find(login)
	if not account or not frappe.db.get_value("User", login, "enabled"):
		return False
	state, source = frappe.db.get_value(accounts.ACCOUNT, account, ["account_state", "sign_in_source"])
	return state in ("Active", "Invited") and not source
