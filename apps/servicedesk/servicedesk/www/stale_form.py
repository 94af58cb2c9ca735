"""A form whose token is not the session's any more, e.g. since somebody signed in anew in another window.

The framework refuses it before any page is asked, with an error page of its own that loses what was typed. Here the
refusal stays, but the reader gets what they typed back, with the token of now, to send it again.
"""

import frappe
from frappe import _
from werkzeug.wrappers import Request, Response

from servicedesk.www.renderer import problem, respond
from servicedesk.www.web import Page, PortalRequest

FORBIDDEN = 403


def answer(response: Response, request: Request) -> None:
	"""Put our page in the place of the framework's. Hook: `after_request`."""
	if request.method != "POST" or not request.path.startswith("/portal/") or not _is_stale(request):
		return
	made = respond(_page(request), PortalRequest(request.path, request.method))
	response.set_data(made.get_data())
	response.status_code = FORBIDDEN
	response.headers["Content-Type"] = made.headers["Content-Type"]
	response.headers["Cache-Control"] = "no-store"
	# What the framework's page would have loaded.
	response.headers.pop("Link", None)


def _is_stale(request: Request) -> bool:
	if frappe.local.flags.portal_answered:
		return False
	session = getattr(frappe.local, "session", None)
	saved = session.data.csrf_token if session and session.data else None
	given = request.headers.get("X-Frappe-CSRF-Token") or request.form.get("csrf_token")
	return bool(saved) and given != saved


def _page(request: Request) -> Page:
	if request.headers.get("Sec-Fetch-Site") != "same-origin":
		# Another site's form: nothing of it is shown, let alone offered to be sent.
		return problem(FORBIDDEN, _("This form cannot be accepted. Please open it again."))
	pairs = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
	return Page("carry_on.html", {"to": request.path, "carried": pairs}, FORBIDDEN)
