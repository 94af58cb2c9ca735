"""Notices on the reader's device, for the script behind the switch in the profile. Which device it is, its cookie says."""

import frappe

from servicedesk.access import attempts
from servicedesk.messaging import push_subscriptions
from servicedesk.messaging.push_key import public_key
from servicedesk.self_service.reading import text_of
from servicedesk.shared.compat import utc_now
from servicedesk.www.web import A_YEAR, Answer, PortalRequest, Raw

PURPOSE = "push"
COOKIE = "portal_device"
MOST_CHANGES = 30
LONGEST = 1000


def key(request: PortalRequest) -> Answer:
	"""The desk's public key, to which the browser ties what it tells its service."""
	return _said({"key": public_key()})


def turn_on(request: PortalRequest) -> Answer:
	"""Tell the reader on this device from now on."""
	attempts.count(PURPOSE, frappe.session.user, most=MOST_CHANGES, by_address=0)
	given = (text_of(request.typed, name, LONGEST) for name in ("endpoint", "key", "secret"))
	name = push_subscriptions.keep(frappe.session.user, *given)
	# The older frameworks' cookies know no max_age.
	frappe.local.cookie_manager.set_cookie(COOKIE, name, expires=utc_now() + A_YEAR, httponly=True)
	return _said({"on": True})


def turn_off(request: PortalRequest) -> Answer:
	"""Tell nothing more on this device."""
	forget_here()
	return _said({"on": False})


def is_on_here() -> bool:
	"""Whether this device tells the reader. Nothing is asked for a device that never did."""
	return push_subscriptions.is_of(frappe.session.user, _device())


def forget_here() -> None:
	"""Whoever reads this device next is not told what its last reader was."""
	if device := _device():
		push_subscriptions.forget(frappe.session.user, device)
		frappe.local.cookie_manager.delete_cookie(COOKIE)


def _device() -> str:
	return str(frappe.request.cookies.get(COOKIE) or "")[:64]


def _said(values: dict[str, object]) -> Raw:
	return Raw(frappe.as_json(values), "application/json")
