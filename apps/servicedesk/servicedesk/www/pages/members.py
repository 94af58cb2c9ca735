"""A manager's colleagues."""

import frappe

from servicedesk.access.attempts import TooManyAttempts
from servicedesk.self_service.identity import shows
from servicedesk.self_service.members import change, invite, member_list
from servicedesk.self_service.reading import text_of
from servicedesk.shared.errors import Conflict, Refused
from servicedesk.www.web import Answer, Page, PortalRequest, Redirect

LIST = "/portal/members"


def show(request: PortalRequest) -> Answer:
	"""The list, and what was just done."""
	_check()
	context = {"list": member_list(request.typed), "done": text_of(request.typed, "done")}
	return Page("members.html", context)


def send_invitation(request: PortalRequest) -> Answer:
	"""Invite somebody, or show the form again with what was typed."""
	_check()
	typed = request.typed
	try:
		invite(typed)
	except Refused as refused:
		return _again(refused.problems, refused.http_status_code, typed)
	except TooManyAttempts as refused:
		return _again({"form": str(refused)}, refused.http_status_code, typed)
	return Redirect(f"{LIST}?done=invited")


def act(request: PortalRequest) -> Answer:
	"""Change a colleague's account."""
	_check()
	action = request.parts["action"]
	try:
		change(action, request.typed)
	except (Refused, Conflict) as refused:
		return _again({"page": str(refused)}, refused.http_status_code)
	return Redirect(f"{LIST}?done={action}")


def _check() -> None:
	if not shows("members"):
		raise frappe.PageDoesNotExistError


def _again(problems: dict[str, str], status: int, typed: dict[str, object] | None = None) -> Answer:
	frappe.clear_messages()
	frappe.db.rollback()  # nosemgrep: commit-in-request - what was refused leaves nothing; the page only reads
	context = {"list": member_list({}), "errors": problems, "typed": typed or {}, "done": ""}
	return Page("members.html", context, status)
