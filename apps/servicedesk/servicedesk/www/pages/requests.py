"""One request with what its customer may do; the list of all is in `request_list`."""

import frappe
from frappe import _

from servicedesk.self_service import request_edit
from servicedesk.self_service.new_request import field_of_file
from servicedesk.self_service.reading import readable
from servicedesk.self_service.request_page import request_page
from servicedesk.self_service.request_version import version_of
from servicedesk.shared.errors import Conflict, NotCovered, Refused
from servicedesk.tickets import conversation, feedback
from servicedesk.tickets.participation import set_muted
from servicedesk.www.web import UNCHANGED, Answer, Page, PortalRequest, Raw, Redirect


def show(request: PortalRequest) -> Answer:
	"""One request."""
	typed = request.typed
	told = {"sent": typed.get("sent") == "1", "changed": typed.get("changed") == "1"}
	return Page("request.html", {"page": request_page(request.parts["number"]), **told})


def live(request: PortalRequest) -> Answer:
	"""The parts of the page that change by themselves: state, clocks, actions and activity; 304 for nothing new."""
	number = request.parts["number"]
	known = frappe.get_request_header("If-None-Match")
	version = version_of(number) if known else ""
	if version and known == f'"{version}"':
		return Raw("", "text/html", status=UNCHANGED)
	return Page("request_live.html", {"page": request_page(number)})


def comment(request: PortalRequest) -> Answer:
	"""Write on the request."""
	number, typed = _number(request), request.typed
	if typed.pop("review", None):
		return Page("request.html", {"page": request_page(number), "typed": typed})
	message, formatted = str(typed.get("message") or ""), typed.get("formatted") == "1"
	if typed.get("preview"):
		context = {"typed": typed, "preview": conversation.preview(message, formatted=formatted)}
		return Page("request.html", {"page": request_page(number), **context})
	key = str(typed.get("key") or "")[:60]
	try:
		conversation.customer_message(number, message, request.files(), key, formatted=formatted)
	except (Refused, Conflict) as refused:
		return _again(number, refused, typed)
	return Redirect(f"/portal/requests/{number}#activity")


def act(request: PortalRequest) -> Answer:
	"""Take one of the actions that are possible now."""
	number, typed = _number(request), request.typed
	try:
		conversation.customer_step(number, str(typed.get("action") or ""), str(typed.get("message") or ""))
	except (Refused, Conflict) as refused:
		return _again(number, refused, typed)
	return Redirect(f"/portal/requests/{number}")


def show_edit(request: PortalRequest) -> Answer:
	"""The request's form once more, as long as nobody has accepted the request."""
	number = _number(request)
	if not request_edit.may_edit(number):
		return _too_late(number, {})
	return Page("form.html", {"form": request_edit.edit_page(number)})


def edit(request: PortalRequest) -> Answer:
	"""Save what the customer has changed; who came too late gets the fresh page, with what they typed as a comment."""
	number, typed = _number(request), request.typed
	if typed.pop("review", None):
		return Page("form.html", {"form": request_edit.edit_page(number, typed)})
	try:
		request_edit.save(number, typed, request.files(field_of_file))
	except Refused as refused:
		page = request_edit.edit_page(number, typed, refused.problems)
		return Page("form.html", {"form": page}, refused.http_status_code)
	except (Conflict, NotCovered) as refused:
		frappe.db.rollback()  # nosemgrep: commit-in-request - what was refused leaves nothing; the page only reads
		if not request_edit.may_edit(number):
			return _too_late(number, typed)
		page = request_edit.edit_page(number, typed, {"form": str(refused)})
		return Page("form.html", {"form": page}, refused.http_status_code)
	return Redirect(f"/portal/requests/{number}?changed=1")


def _too_late(number: str, typed: dict[str, object]) -> Answer:
	page = request_page(number)
	errors = {
		"page": _("This request cannot be changed any more: it is in the state {0}.").format(page.state)
	}
	message = request_edit.as_comment(number, typed) if page.may_comment else ""
	context = {"page": page, "errors": errors, "typed": {"message": message}}
	return Page("request.html", context, Conflict.http_status_code)


def rate(request: PortalRequest) -> Answer:
	"""Rate the solution."""
	number, typed = _number(request), request.typed
	score = str(typed.get("score") or "")
	try:
		feedback.rate(number, int(score) if score.isdecimal() else 0, str(typed.get("rating_message") or ""))
	except (Refused, Conflict) as refused:
		return _again(number, refused, typed)
	return Redirect(f"/portal/requests/{number}#feedback")


def mute(request: PortalRequest) -> Answer:
	"""Turn notices about the request off or on."""
	number = _number(request)
	set_muted(number, frappe.session.user, muted=request.typed.get("muted") == "1")
	return Redirect(f"/portal/requests/{number}")


def _number(request: PortalRequest) -> str:
	"""The request's number, if the reader may see it; nothing is done to any other."""
	return str(readable("SD Ticket", request.parts["number"]).name)


def _again(number: str, refused: Refused | Conflict, typed: dict[str, object]) -> Answer:
	"""The fresh page with what was typed and what is wrong with it."""
	frappe.db.rollback()  # nosemgrep: commit-in-request - what was refused leaves nothing; the page only reads
	errors = refused.problems if isinstance(refused, Refused) else {"page": str(refused)}
	context = {"page": request_page(number), "errors": errors, "typed": typed}
	return Page("request.html", context, refused.http_status_code)
