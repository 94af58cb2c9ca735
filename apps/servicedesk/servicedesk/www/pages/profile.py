"""The reader's own profile: a page of several forms, each sent by itself."""

import frappe

from servicedesk.access.attempts import TooManyAttempts
from servicedesk.self_service.profile import change, profile_page, sign_out_everywhere
from servicedesk.self_service.reading import text_of
from servicedesk.shared.errors import Refused
from servicedesk.www.pages.push import is_on_here
from servicedesk.www.web import Answer, Page, PortalRequest, Redirect


def show(request: PortalRequest) -> Answer:
	"""The page, and which of its forms was just stored."""
	return Page(
		"profile.html",
		{"page": profile_page(), "saved": text_of(request.typed, "saved"), "told_here": is_on_here()},
	)


def save(request: PortalRequest) -> Answer:
	"""Store one of the forms, or show the page again with what is wrong with it."""
	section, typed = request.parts["section"], request.typed
	try:
		change(section, typed)
	except Refused as refused:
		return _again(section, typed, refused.problems, refused.http_status_code)
	except TooManyAttempts as refused:
		return _again(section, typed, {"current_password": str(refused)}, refused.http_status_code)
	return Redirect(f"/portal/profile?saved={section}#{section}")


def end_sessions(request: PortalRequest) -> Answer:
	"""Sign out on all devices."""
	sign_out_everywhere()
	return Redirect("/portal/sign-in")


def _again(section: str, typed: dict[str, object], problems: dict[str, str], status: int) -> Answer:
	frappe.clear_messages()
	frappe.db.rollback()  # nosemgrep: commit-in-request - what was refused leaves nothing; the page only reads
	context = {"page": profile_page(section, typed, problems), "saved": "", "told_here": is_on_here()}
	return Page("profile.html", context, status)
