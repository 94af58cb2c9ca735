"""The catalogue and the form of a new request."""

from typing import Any

import frappe

from servicedesk.self_service.new_request import (
	catalogue,
	field_of_file,
	form_page,
	is_about_something,
	submit,
)
from servicedesk.self_service.request_subject import named
from servicedesk.shared.errors import NotCovered, Refused
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.www.web import UNPROCESSABLE, Answer, Page, PortalRequest, Redirect, is_fragment


def catalogue_page(request: PortalRequest) -> Answer:
	"""What may be asked for; about something known, straight to the form if only one fits."""
	offerings = catalogue(request.typed)
	if len(offerings) == 1 and is_about_something(request.typed):
		return Redirect(offerings[0].address)
	return Page("catalogue.html", {"offerings": offerings, "about": named(request.typed)})


def show(request: PortalRequest) -> Answer:
	"""The form, empty but for what it is about; for htmx only the part that shows what may be chosen."""
	template = "form_about.html" if is_fragment() else "form.html"
	return Page(template, {"form": form_page(request.parts["route"], about=request.typed)})


def send(request: PortalRequest) -> Answer:
	"""Open the ticket, or show the form again with what was typed and what is wrong with it."""
	route, typed = request.parts["route"], request.typed
	if typed.pop("review", None):
		return Page("form.html", {"form": form_page(route, typed)})
	files = request.files(field_of_file)
	try:
		ticket = _open(route, typed, files)
	except Refused as refused:
		return Page("form.html", {"form": form_page(route, typed, refused.problems)}, UNPROCESSABLE)
	except NotCovered as refused:
		page = form_page(route, typed, {"form": str(refused)})
		return Page("form.html", {"form": page}, refused.http_status_code)
	return Redirect(f"/portal/requests/{ticket.name}?sent=1")


def _open(route: str, typed: dict[str, Any], files: list[IncomingFile]) -> Any:
	"""Open the ticket; of the same form sent several times at once, each sender gets the one that was fastest."""
	try:
		return submit(route, typed, files)
	except frappe.UniqueValidationError:
		frappe.clear_messages()
		frappe.db.rollback()  # nosemgrep: commit-in-request - what came second leaves nothing; the first is looked up
		return submit(route, typed, files)
