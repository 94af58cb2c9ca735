"""What every page of the portal shows around its content: the company and the reader. The menu: menu.py."""

from dataclasses import dataclass

import frappe
from frappe import _

from servicedesk.self_service.brand_images import logo_address
from servicedesk.self_service.formatting import own_words
from servicedesk.shared.portal_settings import COLOUR
from servicedesk.shared.visibility import Scope, is_staff, scope_of

USUAL_COLOUR = "#1d4ed8"
LANGUAGES = {"bg": "Български", "ru": "Русский", "uk": "Українська", "ro": "Română", "en": "English"}


@dataclass(frozen=True)
class FooterLink:
	"""A link at the foot of every page; its address was checked when the settings were saved."""

	label: str
	address: str


@dataclass(frozen=True)
class Brand:
	"""The company whose portal this is. `logo` is an address of the portal's; with `logo_has_name` it says the name.

	`icon_file`: the uploaded picture that the icons are made of, empty for none.
	"""

	name: str
	logo: str
	email: str
	phone: str
	hours: str
	footer: str
	theme: str
	logo_has_name: bool = False
	icon_file: str = ""
	address: str = ""
	footer_links: tuple[FooterLink, ...] = ()


@dataclass(frozen=True)
class Reader:
	"""Who is reading."""

	user: str
	name: str
	customer: str
	signed_in: bool
	staff: bool


def brand() -> Brand:
	"""The company's name, logo, contacts and footer, from the desk's settings. Nothing is asked on a warm cache."""
	settings = frappe.get_cached_doc("SD Settings")
	return Brand(
		name=settings.portal_title or settings.company_name or _("Service Desk"),
		logo=logo_address(settings.logo),
		email=settings.contact_email or "",
		phone=settings.contact_phone or "",
		hours=own_words(settings.contact_hours or ""),
		footer=own_words(settings.footer_note or ""),
		theme=_digits(settings.primary_color or ""),
		logo_has_name=bool(settings.logo and settings.get("logo_has_name")),
		icon_file=settings.get("favicon") or settings.logo or "",
		address=own_words(settings.get("contact_address") or ""),
		footer_links=tuple(
			FooterLink(own_words(row.label), row.address) for row in settings.get("footer_links") or ()
		),
	)


def _digits(colour: str) -> str:
	"""The colour's hexadecimal digits; of one that is none (written past the settings' form) the usual one's."""
	return (colour if COLOUR.fullmatch(colour) else USUAL_COLOUR).lstrip("#")


def reader() -> Reader:
	"""The signed-in person, or a guest."""
	user = frappe.session.user
	if user == "Guest":
		return Reader(user="", name="", customer="", signed_in=False, staff=False)
	scope = scope_of(user)
	return Reader(
		user=user,
		name=frappe.get_cached_value("User", user, "full_name") or user,
		customer=_only_customer(scope),
		signed_in=True,
		staff=is_staff(user),
	)


def _only_customer(scope: Scope) -> str:
	"""The name of the one customer that somebody acts for; of several the header lets them choose."""
	if len(scope.customers) != 1:
		return ""
	return str(frappe.get_cached_value("SD Customer", min(scope.customers), "customer_name"))


def shows(register: str) -> bool:
	"""Whether the desk shows contracts, services, equipment or members, and the reader is one to see it."""
	if register == "members" and not scope_of(frappe.session.user).managed:
		return False
	return bool(frappe.get_cached_doc("SD Settings").get(f"portal_{register}"))


def start_page() -> str:
	"""Where a customer arrives after signing in."""
	start = frappe.get_cached_doc("SD Settings").start_page
	return "/portal/requests" if start == "Requests" else "/portal"


def language() -> str:
	"""The language the page is shown in: one of the five."""
	code = str(frappe.local.lang or "en").split("-")[0]
	return code if code in LANGUAGES else "en"
