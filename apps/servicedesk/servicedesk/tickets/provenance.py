"""Which way a change came, and from where: what the audit trail says beside who it was and when.

A channel or a sweep says so by itself (`acting_via`); of everything else the request's own address tells.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe

PORTAL, DESK, API, TIME, MAIL, SYSTEM = "portal", "desk", "api", "time", "mail", "system"
PORTAL_ADDRESSES = ("/portal", "/api/method/servicedesk.api.portal.", "/api/method/servicedesk.api.public.")
FLAG = "servicedesk_via"


@contextmanager
def acting_via(way: str) -> Iterator[None]:
	"""Everything that is written within came this way, for example `acting_via(TIME)`."""
	before = frappe.flags.get(FLAG)
	frappe.flags[FLAG] = way
	try:
		yield
	finally:
		frappe.flags[FLAG] = before


def via() -> str:
	"""The way of the change that is being written now: what was said of it, else what the request shows."""
	return frappe.flags.get(FLAG) or _of_request(getattr(frappe.local, "request", None))


def ip_address() -> str:
	"""The address that the request came from, as the framework took it from the front; "" for work of the desk itself."""
	if not getattr(frappe.local, "request", None):
		return ""
	return str(getattr(frappe.local, "request_ip", None) or "")


def _of_request(request: object) -> str:
	if not request:
		return SYSTEM
	path = str(getattr(request, "path", ""))
	if path.startswith(PORTAL_ADDRESSES):
		return PORTAL
	# A program signs in with a key or a token at every request, a person's browser with its session.
	return API if frappe.get_request_header("Authorization") else DESK
