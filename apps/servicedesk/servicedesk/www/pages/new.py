"""The form of a new request and its steps: opened, sent, looked over, kept while it is typed, begun anew."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import frappe
from frappe import _

from servicedesk.self_service import form_drafts, form_walk
from servicedesk.self_service.form_gone import gone_page
from servicedesk.self_service.form_review import review_page
from servicedesk.self_service.form_walk import FilledForm
from servicedesk.self_service.new_request import PREFIX, field_of_file, form_page, offered_form
from servicedesk.self_service.reading import text_of
from servicedesk.self_service.report_address import report_address
from servicedesk.self_service.suggestions import suggestions
from servicedesk.shared.errors import NotCovered, Refused
from servicedesk.www.web import UNPROCESSABLE, Answer, Page, PortalRequest, Redirect, is_fragment


def unless_gone(step: Callable[[PortalRequest], Answer]) -> Callable[[PortalRequest], Answer]:
	"""Let a step of a form that was withdrawn meanwhile show what was typed into it, rather than a missing page."""

	@wraps(step)
	def taken(request: PortalRequest) -> Answer:
		try:
			return step(request)
		except frappe.PageDoesNotExistError:
			gone = gone_page(request.typed)
			if not gone:
				raise
			return Page("form_gone.html", {"page": gone}, UNPROCESSABLE)

	return taken


def show(request: PortalRequest) -> Answer:
	"""The form, empty but for what it is about; for htmx only the part that shows what may be chosen."""
	if is_fragment():
		return Page("form_about.html", {"form": form_page(request.parts["route"], about=request.typed)})
	return Page("form.html", {"form": form_walk.opened(request.parts["route"], request.typed)})


@unless_gone
def send(request: PortalRequest) -> Answer:
	"""Open the ticket or go on to the review; or show the form again with what was typed and what is wrong with it."""
	typed = request.typed
	shown_again = typed.pop("review", None)
	filled = form_walk.taken_in(request.parts["route"], typed, request.files(field_of_file))
	if shown_again:
		return Page("form.html", {"form": form_walk.shown_again(filled)})
	if number := form_drafts.ticket_of(filled.key):
		return _to_ticket(number)
	try:
		if filled.form.review:
			form_walk.look_over(filled)
			return Redirect(report_address(f"{_address(filled)}/review", draft=filled.key))
		return _to_ticket(_open(filled).name)
	except (Refused, NotCovered) as problem:
		return _refused(filled, problem)


@unless_gone
def review(request: PortalRequest) -> Answer:
	"""Everything as it will be sent. Without a draft, sent already or too old, on to where the reader belongs."""
	route, key = request.parts["route"], text_of(request.typed, "draft")
	filled = form_walk.of_draft(route, key)
	if not filled:
		return _without_draft(route, key)
	try:
		return Page("form_review.html", {"page": review_page(filled)})
	except (Refused, NotCovered) as problem:
		return _refused(filled, problem)


@unless_gone
def send_reviewed(request: PortalRequest) -> Answer:
	"""Open the ticket as it was looked over; the same page sent twice is one ticket."""
	route, key = request.parts["route"], text_of(request.typed, "key")
	filled = form_walk.of_draft(route, key)
	if not filled:
		return _without_draft(route, key)
	try:
		return _to_ticket(_open(filled).name)
	except (Refused, NotCovered) as problem:
		return _refused(filled, problem)


def keep(request: PortalRequest) -> Answer:
	"""Keep what is being typed; the answer is the line that says so."""
	kept = form_walk.keep(request.parts["route"], request.typed)
	return Page("draft_note.html", {"kept": kept})


def begin_anew(request: PortalRequest) -> Answer:
	"""Drop the draft, and show the form empty."""
	route = request.parts["route"]
	form_walk.forget(route, text_of(request.typed, "key"))
	return Redirect(f"/portal/new/{route}")


def suggest(request: PortalRequest) -> Answer:
	"""What fits the words that are being typed."""
	offered_form(request.parts["route"])
	words = next((text_of(request.typed, name) for name in request.typed if name.startswith(PREFIX)), "")
	return Page("suggestions.html", {"found": suggestions(words)})


def _open(filled: FilledForm) -> Any:
	"""Open the ticket; of the same form sent several times at once, each sender gets the one that was fastest."""
	try:
		return form_walk.send(filled)
	except frappe.UniqueValidationError:
		frappe.clear_messages()
		frappe.db.rollback()  # nosemgrep: commit-in-request - what came second leaves nothing; the first is looked up
		return form_walk.send(filled)


def _refused(filled: FilledForm, problem: Refused | NotCovered) -> Page:
	"""The form with what is wrong; what was typed is kept although the answer is a refusal."""
	frappe.db.rollback()  # nosemgrep: commit-in-request - nothing half-made stays; then the draft is written
	problems: Mapping[str, str] = problem.problems if isinstance(problem, Refused) else {"form": str(problem)}
	status = UNPROCESSABLE if isinstance(problem, Refused) else problem.http_status_code
	return Page("form.html", {"form": form_walk.refused(filled, problems)}, status, stands=True)


def _without_draft(route: str, key: str) -> Answer:
	if number := form_drafts.ticket_of(key):
		return _to_ticket(number)
	problems = {"form": _("What you typed is not here any more. Please fill in the form again.")}
	filled = form_walk.taken_in(route, {}, [])
	return Page("form.html", {"form": form_walk.refused(filled, problems)}, UNPROCESSABLE)


def _to_ticket(number: str) -> Redirect:
	return Redirect(f"/portal/requests/{number}?sent=1")


def _address(filled: FilledForm) -> str:
	return f"/portal/new/{filled.form.route}"
