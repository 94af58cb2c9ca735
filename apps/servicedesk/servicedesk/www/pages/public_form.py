"""Forms for everybody: no account, no customer's data, one request for each form."""

from collections.abc import Mapping

import frappe
from frappe import _

from servicedesk.access.attempts import TooManyAttempts
from servicedesk.channels.public_form.passes import PassIsOver
from servicedesk.domain.ticket_number import parse_number
from servicedesk.self_service.new_request import field_of_file
from servicedesk.self_service.public_forms import open_form, public_offers, public_page, take_in
from servicedesk.self_service.reading import text_of
from servicedesk.shared.errors import Refused
from servicedesk.shared.visibility import scope_of
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.www.web import UNPROCESSABLE, Answer, Page, PortalRequest, Redirect


def choose(request: PortalRequest) -> Answer:
	"""What anybody may ask for."""
	offers = public_offers()
	if not offers:
		raise frappe.PageDoesNotExistError
	return Page("public_forms.html", {"offers": offers})


def show(request: PortalRequest) -> Answer:
	"""The empty form, or the thanks after it was sent; whoever has an account has a better one."""
	route = request.parts["route"]
	form = open_form(route)
	sent = parse_number(text_of(request.typed, "sent"))
	if sent:
		return Page("public_sent.html", {"title": form.title, "number": str(sent)})
	if scope_of(frappe.session.user).has_account:
		return Redirect(f"/portal/new/{route}")
	return Page("public_form.html", {"page": public_page(route)})


def send(request: PortalRequest) -> Answer:
	"""Open the ticket, or show the form again with what was typed and what is wrong with it."""
	route, typed = request.parts["route"], request.typed
	open_form(route)
	files = request.files(field_of_file)
	try:
		number = _take_in(route, typed, files)
	except Refused as problem:
		return _again(request, problem.problems, UNPROCESSABLE)
	except TooManyAttempts as problem:
		return _again(request, {"form": str(problem)}, problem.http_status_code)
	except PassIsOver:
		sentence = _("The form was open for too long. Please check it and send it again.")
		return _again(request, {"form": sentence}, UNPROCESSABLE, new_pass=True)
	return Redirect(f"/portal/public/{route}?sent={number}")


def _take_in(route: str, typed: Mapping[str, object], files: list[IncomingFile]) -> str:
	"""Open the ticket; of the same form sent twice at once, both get the one that was faster."""
	try:
		return take_in(route, typed, files)
	except frappe.UniqueValidationError:
		frappe.clear_messages()
		frappe.db.rollback()  # nosemgrep: commit-in-request - what came second leaves nothing; the first is looked up
		return take_in(route, typed, files)


def _again(
	request: PortalRequest, problems: Mapping[str, str], status: int, *, new_pass: bool = False
) -> Page:
	frappe.clear_messages()
	had_files = bool(request.files(field_of_file))
	page = public_page(
		request.parts["route"], request.typed, problems, new_pass=new_pass, had_files=had_files
	)
	return Page("public_form.html", {"page": page}, status)
