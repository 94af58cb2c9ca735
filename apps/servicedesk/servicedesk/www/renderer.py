"""Answers the portal's addresses, past the framework's website: a route, its guard, its page."""

from typing import Any

import frappe
from frappe import _
from frappe.website.page_renderers.base_renderer import BaseRenderer
from werkzeug.wrappers import Response

from servicedesk.access.attempts import TooManyAttempts
from servicedesk.self_service.reader_language import speak
from servicedesk.shared.errors import Conflict, NotCovered, NotSetUp, Refused
from servicedesk.shared.lost_transactions import once_more
from servicedesk.shared.visibility import is_staff, scope_of
from servicedesk.www.early_reading import read_early
from servicedesk.www.pages import access
from servicedesk.www.pages.password import CHANGE
from servicedesk.www.routes import Route, find
from servicedesk.www.templating import render
from servicedesk.www.web import SEE_OTHER, Answer, Page, PortalRequest, Raw, Redirect

ENTRANCES = ("login", "index", "me")


class PortalRenderer(BaseRenderer):
	"""The framework's way of letting an app answer its own addresses (hook `page_renderer`)."""

	def can_render(self) -> bool:
		"""Whether the address is the portal's, or one that leads into it."""
		return self.path == "portal" or self.path.startswith("portal/") or self.path in ENTRANCES

	def render(self) -> Response:
		"""The answer, whatever happens on the way to it."""
		# Tells `stale_form` that the form's token was found good: signing in changes the session's token after that.
		frappe.local.flags.portal_answered = True
		request = PortalRequest(path="/" + self.path, method=frappe.request.method)
		speak()
		if frappe.session.user != "Guest":
			read_early(frappe.session.user, frappe.local.lang)
		try:
			answer = once_more(lambda: self._answer(request))
		except frappe.PageDoesNotExistError:
			answer = problem(404, _("This page does not exist."))
		except frappe.PermissionError:
			answer = problem(403, _("You may not see this page."))
		except (Conflict, NotCovered, NotSetUp, Refused, TooManyAttempts) as error:
			answer = problem(error.http_status_code, str(error))
		except Exception:  # noqa: BLE001 — a customer gets our page and not the server's insides; it is logged
			frappe.db.rollback()  # nosemgrep: commit-in-request - the answer is an error and nothing follows
			# With a traceback of its own making the framework stores each variable's value: passwords, answers.
			frappe.log_error("Portal page failed", frappe.get_traceback())
			answer = problem(500, _("Something went wrong on our side. Please try again in a moment."))
		if isinstance(answer, Page) and answer.status >= 400 and not answer.stands:
			# Nothing half-made stays behind: rows go, and files with them.
			frappe.db.rollback()  # nosemgrep: commit-in-request - the answer is an error and nothing follows
		return respond(answer, request)

	def _answer(self, request: PortalRequest) -> Answer:
		if self.path in ENTRANCES:
			return access.entrance(request)
		route, parts = find(request.path, "GET" if request.method == "HEAD" else request.method)
		if not route:
			raise frappe.PageDoesNotExistError
		asked = PortalRequest(request.path, request.method, parts)
		return _guarded(route, asked)


def _guarded(route: Route, request: PortalRequest) -> Answer:
	user = frappe.session.user
	if route.public:
		return route.page(request)
	if user == "Guest":
		return access.ask_to_sign_in(request)
	scope = scope_of(user)
	if not scope.has_account:
		if is_staff(user):
			return Redirect("/app")
		raise frappe.PermissionError
	if scope.must_change_password and request.path != CHANGE:
		return Redirect(CHANGE)
	return route.page(request)


def problem(status: int, message: str) -> Page:
	"""A page that says what is wrong, in the portal's dress."""
	return Page("problem.html", {"title": message, "message": message, "status": status}, status)


def respond(answer: Answer, request: PortalRequest) -> Response:
	"""The answer as HTTP."""
	if isinstance(answer, Redirect):
		return Response(status=SEE_OTHER, headers={"Location": answer.address, "Cache-Control": "no-store"})
	if isinstance(answer, Raw):
		cache = f"public, max-age={answer.max_age}" if answer.max_age else "no-store"
		headers = {"Cache-Control": cache, **answer.headers}
		response = Response(
			answer.content, status=answer.status, content_type=answer.content_type, headers=headers
		)
		if answer.file_name:
			response.headers.set("Content-Disposition", "attachment", filename=answer.file_name)
		return response
	html = render(answer.template, request.path, dict[str, Any](answer.context))
	headers = {"Cache-Control": "no-store", "Vary": "Cookie, Accept-Language, HX-Request"}
	return Response(html, status=answer.status, content_type="text/html; charset=utf-8", headers=headers)
