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
	# At once: a request that writes nothing is not committed by every version, and what waits for the commit is lost.
	frappe.enqueue("servicedesk.access.forgotten.send_link", queue="short", login=login)


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
	# Both are always found out: whoever chose the answer would else see by the time it takes what became of the account.
	is_right, may_set = secret_questions.is_right(login, given), _may_set(login)
	if not is_right or not may_set:
		return ""
	attempts.forget(BY_ANSWER, login)
	return links.issue(links.RESET, login).address


def even_out(login: str) -> None:
	"""After a sign-in that failed: the work that the framework leaves out for names it does not know."""
	if not has_password(login):
		passlibctx.dummy_verify()


def _may_set(login: str) -> bool:
	"""Whether who knows the account's answer may set a password here: two statements, whether it exists or not.

	Not before the first sign-in, which goes through the mailbox: whoever registers an address chooses its answer.
	"""
	wanted = ["user", "account_state", "must_change_password", "sign_in_source"]
	account = frappe.db.get_value(accounts.ACCOUNT, {"user": login}, wanted, as_dict=True) or {}
	is_enabled = bool(frappe.db.get_value("User", login, "enabled"))
	is_begun = account.get("account_state") == "Active" and not account.get("must_change_password")
	return is_enabled and is_begun and account["user"] == login and not account["sign_in_source"]
