"""The gate's answers: raised as exceptions that carry their own finished response.

The response is made here, not by the framework's error pages: those render a page of its website theme with a
dozen queries, and show a traceback where the site allows tracebacks.
"""

import enum
import json
import secrets
from http import HTTPStatus
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.auth import CookieManager
from frappe.utils import escape_html
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from servicedesk.api.request_target import PRIVATE_FILES

# Tells tests and administrators that the gate answered, and why; says nothing that the answer does not say.
MARK = "X-Service-Desk-Gate"
SIGN_IN_PAGE = "/login"
PORTAL_PAGE = "/portal"
# Pages that staff and portal users get links to in mails: a guest is asked to sign in and comes back to them.
_AFTER_SIGN_IN = ("/app", "/app/", "/desk", "/desk/", PRIVATE_FILES)


class Reason(enum.Enum):
	"""Why the gate refused: mark in the response, HTTP status, and the framework's name for the exception."""

	NOT_OPEN = ("not-open", HTTPStatus.FORBIDDEN, "PermissionError")
	NO_PAGE = ("no-page", HTTPStatus.NOT_FOUND, "PageDoesNotExistError")
	SIGN_IN = ("sign-in", HTTPStatus.UNAUTHORIZED, "AuthenticationError")
	BAD_CREDENTIALS = ("bad-credentials", HTTPStatus.UNAUTHORIZED, "AuthenticationError")
	DISABLED = ("disabled", HTTPStatus.UNAUTHORIZED, "AuthenticationError")
	FOREIGN = ("foreign", HTTPStatus.FORBIDDEN, "PermissionError")
	LEADS_AWAY = ("leads-away", HTTPStatus.BAD_REQUEST, "ValidationError")
	SESSION_PARAMETER = ("session-parameter", HTTPStatus.BAD_REQUEST, "ValidationError")
	UNCERTAIN = ("uncertain", HTTPStatus.SERVICE_UNAVAILABLE, "PermissionError")

	def __init__(self, mark: str, status: HTTPStatus, exception_name: str) -> None:
		self.mark = mark
		self.status = status
		self.exception_name = exception_name


# Refusals after which the browser keeps the cookies that the framework wanted to give it. After the others it
# gets none: somebody else's page may have caused a sign-in, or the session was not the person's own.
_WITH_COOKIES = frozenset({Reason.NOT_OPEN, Reason.NO_PAGE, Reason.SIGN_IN})


class Refused(HTTPException):
	"""A request that must not be dispatched; carries the response to send instead."""

	def __init__(self, reason: Reason, response: Response) -> None:
		super().__init__(description=reason.mark, response=response)
		self.code = response.status_code
		self.reason = reason


def refuse(reason: Reason) -> Refused:
	"""Return the exception that answers the current request with `reason`, as JSON or as a page."""
	body = _page(reason) if _wants_page() else _json(reason)
	return Refused(reason, _finish(body, reason))


def ask_to_sign_in(path: str) -> Refused:
	"""Return the exception that sends a guest's browser to the sign-in page, to come back to `path` afterwards."""
	response = Response(status=HTTPStatus.FOUND)
	response.headers["Location"] = f"{SIGN_IN_PAGE}?{urlencode({'redirect-to': path})}"
	return Refused(Reason.SIGN_IN, _finish(response, Reason.SIGN_IN))


def may_come_back(path: str, http_method: str) -> bool:
	"""Whether a guest's request for `path` is a browser's visit to something behind the sign-in."""
	behind_sign_in = path in _AFTER_SIGN_IN or path.startswith(
		tuple(p for p in _AFTER_SIGN_IN if p.endswith("/"))
	)
	return behind_sign_in and http_method in ("GET", "HEAD") and _wants_page()


def _wants_page() -> bool:
	"""Whether a person's browser reads the answer: the visit of a page, not a script's call."""
	if frappe.local.request.path.startswith("/api/") or frappe.local.form_dict.get("cmd"):
		return False
	accepts = frappe.get_request_header("Accept") or ""
	by_script = frappe.get_request_header("X-Requested-With") or "application/json" in accepts
	return "text/html" in accepts and not by_script


def _finish(response: Response, reason: Reason) -> Response:
	"""Add what every refusal carries, and the session's cookies where they are the person's own."""
	response.headers[MARK] = reason.mark
	response.headers["Cache-Control"] = "no-store"
	response.headers["X-Content-Type-Options"] = "nosniff"
	if reason in _WITH_COOKIES and hasattr(frappe.local, "cookie_manager"):
		frappe.local.cookie_manager.flush_cookies(response=response)
	else:
		frappe.local.cookie_manager = CookieManager()  # newer versions write its cookies after the hooks
	return response


def _json(reason: Reason) -> Response:
	"""Return the answer in the form that the desk's own scripts know how to show."""
	title, text = _words(reason)
	message = json.dumps({"title": title, "message": text, "indicator": "red"})
	answer: dict[str, str | int] = {
		"exc_type": reason.exception_name,
		"message": text,
		"_server_messages": json.dumps([message]),
	}
	if frappe.local.response.get("session_expired"):
		answer["session_expired"] = 1
	return Response(json.dumps(answer), status=reason.status, mimetype="application/json")


def _page(reason: Reason) -> Response:
	"""Return a plain page that needs nothing but itself."""
	title, text = _words(reason)
	nonce = secrets.token_urlsafe(16)
	guest = frappe.session.user in (None, "", "Guest")
	address, label = (SIGN_IN_PAGE, _("Sign in")) if guest else (PORTAL_PAGE, _("To the start page"))
	language = escape_html(str(frappe.local.lang or "en"))
	html = f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>{escape_html(title)}</title>
<style nonce="{nonce}">body{{font:1rem/1.5 system-ui,sans-serif;margin:0;color:#1c2733;background:#f4f6f8}}
main{{max-width:32rem;margin:12vh auto 0;padding:1.5rem}}h1{{font-size:1.5rem;margin:0 0 .5rem}}
a{{color:#0b57a4}}</style></head>
<body><main><h1>{escape_html(title)}</h1><p>{escape_html(text)}</p>
<p><a href="{address}">{escape_html(label)}</a></p></main></body></html>
"""
	response = Response(html, status=reason.status, mimetype="text/html")
	response.headers["Content-Security-Policy"] = (
		f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	)
	return response


def _words(reason: Reason) -> tuple[str, str]:
	"""Return title and text of a refusal in the reader's language."""
	words = {
		Reason.NOT_OPEN: (_("Not allowed"), _("This is not open to you.")),
		Reason.NO_PAGE: (_("Page not found"), _("This page does not exist, or it is not open to you.")),
		Reason.SIGN_IN: (
			_("Please sign in"),
			_("You are not signed in, or your session has ended. Please sign in."),
		),
		Reason.BAD_CREDENTIALS: (
			_("Sign-in refused"),
			_("The access key sent with this request is not valid."),
		),
		Reason.DISABLED: (_("Sign-in refused"), _("This user account is switched off.")),
		Reason.FOREIGN: (
			_("Not allowed"),
			_("This request was started by a page of another site and was not carried out."),
		),
		Reason.LEADS_AWAY: (_("Link refused"), _("This link would lead to another site.")),
		Reason.SESSION_PARAMETER: (_("Link refused"), _("This link carries a session of somebody else.")),
		Reason.UNCERTAIN: (
			_("Please try again"),
			_("It could not be checked whether this is open to you. Please try again later."),
		),
	}
	return words[reason]
