"""What people are told about their access: invitations, passwords, registrations."""

from collections.abc import Mapping

import frappe
from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification
from frappe.utils import escape_html, get_url

from servicedesk.access.links import IssuedLink
from servicedesk.messaging.outbox import Notice, queue
from servicedesk.shared.compat import from_system, zone

DECIDERS = ("Service Desk Supervisor", "Service Desk Administrator")


def tell_deciders(subject: str, doctype: str, name: str) -> None:
	"""A notification on the desk for everybody who decides who is let in; `subject` in plain text."""
	users = frappe.get_all(
		"Has Role", {"role": ("in", DECIDERS), "parenttype": "User"}, pluck="parent", distinct=True
	)
	# The framework shows a subject as HTML, and strangers have typed what stands in it.
	shown = {"type": "Alert", "subject": escape_html(subject)}
	enqueue_create_notification(users, {**shown, "document_type": doctype, "document_name": name})


def invited(user: str, customer: str, link: IssuedLink) -> None:
	"""The link with which an invited person sets a password."""
	_tell("account_invited", user, link.name, _with_expiry(link, customer), {"access_link": link.address})


def registered_with_link(user: str, customer: str, link: IssuedLink) -> None:
	"""The same for somebody who has registered."""
	_tell("account_registered", user, link.name, _with_expiry(link, customer), {"access_link": link.address})


def registered_with_password(user: str, customer: str, password: str) -> None:
	"""The generated password of somebody who has registered, to be changed at the first sign-in."""
	values = {"customer": _name_of(customer), "view_link": _sign_in_address()}
	_tell("account_generated", user, frappe.generate_hash(length=10), values, {"password": password})


def extended(user: str, customer: str) -> None:
	"""Somebody who has an account may act for one more customer."""
	values = {"customer": _name_of(customer), "view_link": get_url("/portal")}
	_tell("account_extended", user, frappe.generate_hash(length=10), values)


def reset_asked(user: str, link: IssuedLink) -> None:
	"""The link to set a new password for somebody who forgot it."""
	_tell("password_reset", user, link.name, _with_expiry(link, ""), {"access_link": link.address})


def password_elsewhere(user: str, source: str) -> None:
	"""For somebody who forgot a password that this desk does not keep."""
	_tell("password_elsewhere", user, frappe.generate_hash(length=10), {"customer": source})


def password_changed(user: str) -> None:
	"""The password is another one now: whoever did not do it should know."""
	_tell("password_changed", user, frappe.generate_hash(length=10), {"view_link": _forgotten_address()})


def address_known(user: str, occasion: str) -> None:
	"""Somebody, perhaps the owner, has tried to register an address that has an account."""
	_tell("address_known", user, occasion, {"view_link": _forgotten_address()})


def registration_received(registration: str, email: str, language: str, name: str) -> None:
	"""A registration waits for staff."""
	_send("registration_received", email, language, registration, {"user_name": email, "requester": name})


def registration_refused(registration: str, email: str, language: str, name: str, reason: str) -> None:
	"""Staff have refused a registration, with their words."""
	values = {"user_name": email, "requester": name, "comment": reason}
	_send("registration_refused", email, language, registration, values)


def _tell(
	event: str,
	user: str,
	occasion: str,
	values: Mapping[str, str],
	secrets: Mapping[str, str] | None = None,
) -> None:
	email, language, name = frappe.db.get_value("User", user, ["email", "language", "full_name"])
	_send(
		event,
		email or user,
		language or "",
		occasion,
		{"user_name": user, "requester": name or user, **values},
		secrets,
	)


def _send(
	event: str,
	email: str,
	language: str,
	occasion: str,
	values: Mapping[str, str],
	secrets: Mapping[str, str] | None = None,
) -> None:
	settings = frappe.get_cached_doc("SD Settings")
	common = {
		"company": settings.company_name or "",
		"contact_email": settings.contact_email or "",
		"contact_phone": settings.contact_phone or "",
	}
	queue(
		[
			Notice(
				event=event,
				occasion=occasion,
				ticket="",
				reference=f"access:{occasion}",
				recipient=email,
				language=language or settings.default_language or "en",
				values={**common, **values},
				secrets=secrets or {},
			)
		]
	)


def _with_expiry(link: IssuedLink, customer: str) -> dict[str, str]:
	# In figures, which all five languages write alike.
	local = from_system(link.expires_at).astimezone(
		zone(frappe.get_cached_doc("SD Settings").time_zone or "UTC")
	)
	return {"expires": local.strftime("%d.%m.%Y, %H:%M"), "customer": _name_of(customer)}


def _name_of(customer: str) -> str:
	return str(frappe.get_cached_value("SD Customer", customer, "customer_name") or "") if customer else ""


def _sign_in_address() -> str:
	return get_url("/portal/sign-in")


def _forgotten_address() -> str:
	return get_url("/portal/forgotten")
