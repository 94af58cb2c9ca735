"""No more notices about one request: reached from a mail, without signing in; the link is signed."""

import frappe

from servicedesk.shared.signing import is_signed
from servicedesk.tickets.notices import MUTE_PURPOSE
from servicedesk.tickets.participation import set_muted
from servicedesk.www.web import Answer, Page, PortalRequest


def show(request: PortalRequest) -> Answer:
	"""Ask first: mail programs open links by themselves."""
	_check(request)
	return Page("mute.html", {"number": request.parts["number"], "done": False})


def do(request: PortalRequest) -> Answer:
	"""Mute; also by the one click of a mail program (RFC 8058)."""
	_check(request)
	if not set_muted(request.parts["number"], request.parts["user"], muted=True):
		raise frappe.PageDoesNotExistError
	return Page("mute.html", {"number": request.parts["number"], "done": True})


def _check(request: PortalRequest) -> None:
	parts = request.parts
	if not is_signed(MUTE_PURPOSE, f"{parts['number']}:{parts['user']}", parts["signature"]):
		raise frappe.PageDoesNotExistError
