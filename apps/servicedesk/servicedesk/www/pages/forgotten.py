"""Forgotten passwords. Every answer is the same for a name that exists and for one that does not."""

import frappe
from frappe import _

from servicedesk.access import forgotten
from servicedesk.access.attempts import TooManyAttempts
from servicedesk.access.secret_questions import question_for
from servicedesk.www.web import UNPROCESSABLE, Answer, Page, PortalRequest, Redirect, own_path


def show(request: PortalRequest) -> Answer:
	"""Ask for the user name and the way, or say that a mail is on its way."""
	if request.typed.get("sent"):
		return Page(
			"access_done.html",
			{
				"title": _("Look at your mail"),
				"message": _(
					"If there is an account with this name, a link to set a new password is on its way to it."
				),
				"spam": True,
			},
		)
	return Page("forgotten.html", {"login": ""})


def ask(request: PortalRequest) -> Answer:
	"""Send the mail, or ask the secret question."""
	login = forgotten.clean_login(request.typed.get("login"))
	if not login:
		return _again("", _("Please give your user name."), UNPROCESSABLE)
	if request.typed.get("way") == "question":
		return _question(login)
	try:
		forgotten.ask_by_mail(login)
	except TooManyAttempts as refused:
		return _again(login, str(refused), refused.http_status_code)
	return Redirect("/portal/forgotten?sent=1")


def answer(request: PortalRequest) -> Answer:
	"""On to the new password, if the answer to the secret question is right."""
	login = forgotten.clean_login(request.typed.get("login"))
	if not login:
		return _again("", _("Please give your user name."), UNPROCESSABLE)
	try:
		address = forgotten.answer(login, str(request.typed.get("answer") or ""))
	except TooManyAttempts as refused:
		return _question(login, str(refused), refused.http_status_code)
	if not address:
		return _question(login, _("User name and answer do not go together."), UNPROCESSABLE)
	return Redirect(own_path(address))


def _question(login: str, error: str = "", status: int = 200) -> Page:
	frappe.clear_messages()
	context = {"login": login, "question": question_for(login), "error": error}
	return Page("forgotten_question.html", context, status)


def _again(login: str, error: str, status: int) -> Page:
	frappe.clear_messages()
	return Page("forgotten.html", {"login": login, "error": error}, status)
