"""The framework's own way to sign in, which is closed: people sign in at the portal's page.

The framework signs in whatever carries `cmd=login`, wherever it is sent, and whatever is sent to its own address,
before any hook for requests. Its answers, and the time they take, tell who exists and who is locked; the portal's do
not. The front refuses what it can see of it, the gate fails the rest, and here all of it gets one answer.
"""

import re

import frappe
from frappe import _
from werkzeug.wrappers import Request, Response

from servicedesk.access.forgotten import even_out

ADDRESS = re.compile(r"/api/(?:v\d+/)?method/login/?")
UNAUTHORISED = 401


def is_asked_for(request: Request) -> bool:
	"""Whether the framework has tried, or would try, to sign somebody in by this request."""
	return frappe.form_dict.get("cmd") == "login" or bool(ADDRESS.fullmatch(request.path))


def answer_alike(response: Response | None = None, request: Request | None = None) -> None:
	"""Put one answer in the place of the framework's, which takes the same time for every name. Hook: `after_request`.

	The framework passes no response where a request ended in an HTTP exception: that is the gate's refusal.
	"""
	if response is None or request is None or not is_asked_for(request):
		return
	even_out(str(frappe.form_dict.get("usr") or "").strip())
	message = _("The user name or the password is not right. After several attempts, wait a few minutes.")
	response.set_data(frappe.as_json({"message": message}))
	response.status_code = UNAUTHORISED
	response.headers["Content-Type"] = "application/json"
	response.headers["Cache-Control"] = "no-store"
