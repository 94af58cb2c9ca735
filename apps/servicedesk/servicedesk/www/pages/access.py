"""Signing in and out, and the language. An ended session loses nothing that was typed."""

from collections.abc import Mapping
from urllib.parse import quote

import frappe
from frappe import _
from frappe.auth import LoginManager
from frappe.twofactor import should_run_2fa

from servicedesk.access import directory, guesses, links
from servicedesk.access.attempts import TooManyAttempts
from servicedesk.access.directory.wording import not_answering, not_let_in
from servicedesk.access.forgotten import even_out
from servicedesk.access.sessions import end_this_session
from servicedesk.self_service.access_forms import is_registration_offered, paper_without_registration
from servicedesk.self_service.identity import LANGUAGES, start_page
from servicedesk.self_service.public_forms import public_offers
from servicedesk.shared.compat import utc_now
from servicedesk.shared.visibility import is_staff
from servicedesk.www.pages.push import forget_here
from servicedesk.www.web import (
	A_YEAR,
	OK,
	UNAUTHORISED,
	Answer,
	Page,
	PortalRequest,
	Raw,
	Redirect,
	csrf_token,
	own_path,
	safe_address,
)

CARRIED = "carried_"


class NotLookedAt(frappe.AuthenticationError):
	"""A name or a password is missing, or cannot be anybody's."""


def entrance(request: PortalRequest) -> Answer:
	"""The bare address and the framework's own sign-in page: on to where the person belongs."""
	wanted = safe_address(str(request.typed.get("redirect-to") or ""))
	if frappe.session.user == "Guest":
		return Redirect(_sign_in_address(wanted))
	return Redirect(wanted or _own_start())


def show_sign_in(request: PortalRequest) -> Answer:
	"""The sign-in page; somebody who is signed in already goes on."""
	wanted = safe_address(str(request.typed.get("to") or ""))
	if frappe.session.user != "Guest":
		return Redirect(wanted or _own_start())
	return _sign_in_page({"to": wanted, "changed": request.typed.get("changed")})


def ask_to_sign_in(request: PortalRequest) -> Answer:
	"""For a guest on a page that needs an account. What a form was sending is carried along."""
	if request.method != "POST":
		query = frappe.request.query_string.decode()
		address = request.path + (f"?{query}" if query else "")
		return Redirect(_sign_in_address(address))
	return _sign_in_page(
		{
			"to": request.path,
			"carried": _pairs(request.typed, CARRIED),
			"message": _("Your session has ended. Sign in, and what you typed will be there."),
		},
		UNAUTHORISED,
	)


def sign_in(request: PortalRequest) -> Answer:
	"""Check name and password. Nothing in the answer tells whether the user exists."""
	typed = request.typed
	wanted = safe_address(str(typed.get("to") or ""))
	carried = {name[len(CARRIED) :]: value for name, value in typed.items() if name.startswith(CARRIED)}
	name = str(typed.get("usr") or "").strip()
	try:
		new_password_link = _sign_in(name, str(typed.get("pwd") or ""))
	except directory.DirectoryDown as problem:
		return _refused(wanted, name, carried, not_answering(), problem.http_status_code)
	except directory.NotLetIn as refusal:
		return _refused(wanted, name, carried, not_let_in(refusal), refusal.http_status_code)
	except (frappe.SecurityException, frappe.AuthenticationError, frappe.ValidationError) as problem:
		# Where no password was looked at, whether the name is known or not, there is nothing to even out.
		if not isinstance(problem, NotLookedAt | TooManyAttempts):
			even_out(name)
		# One answer for all: only an existing account is ever locked, so saying so would tell that it exists.
		message = _("The user name or the password is not right. After several attempts, wait a few minutes.")
		return _refused(wanted, name, carried, message, UNAUTHORISED)
	if new_password_link:
		return Redirect(own_path(new_password_link))
	if carried:
		return Page("carry_on.html", {"to": wanted, "carried": _pairs(carried)})
	return Redirect(wanted or _own_start())


def sign_out(request: PortalRequest) -> Answer:
	"""End the session."""
	if frappe.session.user != "Guest":
		forget_here()
		end_this_session()
	return Redirect("/portal/sign-in")


def session(request: PortalRequest) -> Answer:
	"""Who is signed in and the token for forms, so that a page left open can still send what was typed."""
	content = frappe.as_json({"signed_in": frappe.session.user != "Guest", "csrf_token": csrf_token()})
	return Raw(content, "application/json")


def choose_language(request: PortalRequest) -> Answer:
	"""Show the portal in another language: kept with the user, for a guest in a cookie."""
	code = str(request.typed.get("language") or "")
	if code in LANGUAGES:
		# The older frameworks' cookies know no max_age.
		frappe.local.cookie_manager.set_cookie("preferred_language", code, expires=utc_now() + A_YEAR)
		if frappe.session.user != "Guest":
			frappe.db.set_value("User", frappe.session.user, "language", code)
			frappe.clear_document_cache("User", frappe.session.user)
			frappe.cache.hdel("lang", frappe.session.user)
	return Redirect(safe_address(str(request.typed.get("back") or "")) or "/portal")


def _sign_in(name: str, password: str) -> str:
	"""Sign in; or return a link to a new password, where the framework's own setting says that this one is too old."""
	manager: LoginManager = frappe.local.login_manager
	if not _check_password(manager, name, password) and manager.force_user_to_reset_password():
		return links.issue(links.RESET, manager.user).address
	if should_run_2fa(manager.user):
		# Without its second step the sign-in would be weaker than what the administrator asked for.
		raise frappe.AuthenticationError
	manager.post_login()
	return ""


def _check_password(manager: LoginManager, name: str, password: str) -> bool:
	"""Whether a directory, and not this desk, has found the password right; raises where it is wrong."""
	if not name or not password or len(password) > guesses.LONGEST_PASSWORD:
		raise NotLookedAt
	counted = guesses.count(name)
	try:
		by_directory = directory.try_sign_in(name, password)
		if not by_directory:
			guesses.check(manager, name, password)
	except directory.NotLetIn:
		guesses.forget(counted)
		raise
	guesses.forget(counted)
	manager.user = by_directory or manager.user
	return bool(by_directory)


def _sign_in_address(wanted: str) -> str:
	return f"/portal/sign-in?to={quote(wanted, safe='/')}" if wanted else "/portal/sign-in"


def _own_start() -> str:
	return "/app" if is_staff(frappe.session.user) else start_page()


def _refused(wanted: str, name: str, carried: dict[str, object], message: str, status: int) -> Page:
	frappe.clear_messages()
	context = {"to": wanted, "usr": name, "carried": _pairs(carried, CARRIED), "message": message}
	return _sign_in_page(context, status)


def _sign_in_page(context: Mapping[str, object], status: int = OK) -> Page:
	offered = {
		"may_register": is_registration_offered(),
		"paper": paper_without_registration(),
		"may_ask": bool(public_offers()),
	}
	return Page("sign_in.html", {**context, **offered}, status)


def _pairs(values: dict[str, object], prefix: str = "") -> list[tuple[str, str]]:
	"""Names and values as hidden fields; a name with several values stands several times."""
	pairs = []
	for name, value in values.items():
		for single in value if isinstance(value, list) else [value]:
			pairs.append((prefix + name, str(single)))
	return pairs
