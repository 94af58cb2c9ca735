"""New passwords: by a link from a mail, and the compulsory change at sign-in."""

from collections.abc import Mapping

import frappe
from frappe import _
from frappe.twofactor import should_run_2fa

from servicedesk.access import links, new_password, passwords
from servicedesk.access.attempts import TooManyAttempts
from servicedesk.self_service.identity import start_page
from servicedesk.shared.errors import Refused
from servicedesk.shared.visibility import is_staff, scope_of
from servicedesk.www.web import UNPROCESSABLE, Answer, Page, PortalRequest, Redirect

CHANGE = "/portal/password/new"


def show_link(request: PortalRequest) -> Answer:
	"""The form behind a link; opening it does not use the link up, since mail programs open links by themselves."""
	try:
		return _link_form(new_password.open_link(request.parts["token"]), {})
	except (new_password.LinkOver, TooManyAttempts) as problem:
		return _link_over(problem)


def set_by_link(request: PortalRequest) -> Answer:
	"""Set the password and use the link up."""
	token, typed = request.parts["token"], request.typed
	try:
		found = new_password.set_by_link(
			token, str(typed.get("password") or ""), str(typed.get("repeated") or "")
		)
	except Refused as refused:
		frappe.clear_messages()
		return _link_form(new_password.open_link(token), refused.problems)
	except (new_password.LinkOver, TooManyAttempts) as problem:
		return _link_over(problem)
	if found.purpose == links.INVITATION and not should_run_2fa(found.user):
		frappe.local.login_manager.login_as(found.user)
		return Redirect("/app" if is_staff(found.user) else start_page())
	return Redirect("/portal/sign-in?changed=1")


def show_change(request: PortalRequest) -> Answer:
	"""The compulsory change; whoever need not change goes on."""
	if not scope_of(frappe.session.user).must_change_password:
		return Redirect("/portal")
	return _change_form({})


def change(request: PortalRequest) -> Answer:
	"""Change the password that somebody else has set."""
	user, typed = frappe.session.user, request.typed
	if not scope_of(user).must_change_password:
		return Redirect("/portal")
	password, repeated = str(typed.get("password") or ""), str(typed.get("repeated") or "")
	try:
		new_password.change_at_sign_in(user, str(typed.get("answer") or ""), password, repeated)
	except Refused as refused:
		frappe.clear_messages()
		return _change_form(refused.problems)
	except TooManyAttempts as refused:
		frappe.clear_messages()
		return _change_form({"form": str(refused)}, refused.http_status_code)
	return Redirect(start_page())


def _link_form(found: links.FoundLink, errors: Mapping[str, str]) -> Page:
	context = {
		"title": _("Choose a password"),
		"login": found.user,
		"question": "",
		"rules": passwords.rules_in_words(),
		"errors": errors,
	}
	return Page("set_password.html", context, UNPROCESSABLE if errors else 200)


def _link_over(problem: frappe.ValidationError) -> Page:
	frappe.clear_messages()
	context = {"title": _("This link does not work any more"), "message": str(problem), "new_link": True}
	return Page("access_done.html", context, problem.http_status_code)


def _change_form(errors: Mapping[str, str], status: int = UNPROCESSABLE) -> Page:
	user = frappe.session.user
	context = {
		"title": _("Choose a password of your own"),
		"login": user,
		"question": new_password.question_to_ask(user),
		"rules": passwords.rules_in_words(),
		"errors": errors,
		"lead": _("The password you signed in with was made for you. Please choose one that only you know."),
	}
	return Page("set_password.html", context, status if errors else 200)
