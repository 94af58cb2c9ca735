"""What every page of the portal shows around its content: the company, the reader, the menu."""

from dataclasses import dataclass

import frappe
from frappe import _

from servicedesk.shared.visibility import Scope, is_staff, scope_of

LANGUAGES = {"bg": "Български", "ru": "Русский", "uk": "Українська", "ro": "Română", "en": "English"}


@dataclass(frozen=True)
class MenuItem:
	"""An entry of the menu."""

	label: str
	address: str
	current: bool


@dataclass(frozen=True)
class Brand:
	"""The company whose portal this is."""

	name: str
	logo: str
	email: str
	phone: str
	hours: str
	footer: str
	theme: str


@dataclass(frozen=True)
class Reader:
	"""Who is reading."""

	user: str
	name: str
	customer: str
	signed_in: bool
	staff: bool


def brand() -> Brand:
	"""The company's name, logo and contacts, from the desk's settings."""
	settings = frappe.get_cached_doc("SD Settings")
	return Brand(
		name=settings.portal_title or settings.company_name or _("Service Desk"),
		logo=settings.logo or "",
		email=settings.contact_email or "",
		phone=settings.contact_phone or "",
		hours=settings.contact_hours or "",
		footer=settings.footer_note or "",
		theme=(settings.primary_color or "").lstrip("#") or "1d4ed8",
	)


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


def menu(path: str) -> list[MenuItem]:
	"""The entries for a signed-in customer: what the desk shows, and what the reader's role opens."""
	entries = [
		(_("Home"), "/portal"),
		(_("New request"), "/portal/new"),
		(_("My requests"), "/portal/requests"),
	]
	registers = (
		("contracts", _("Contracts"), "/portal/contracts"),
		("services", _("Services"), "/portal/services"),
		("equipment", _("Equipment"), "/portal/equipment"),
		("members", _("Colleagues"), "/portal/members"),
	)
	entries += [(label, address) for name, label, address in registers if shows(name)]
	return [MenuItem(label, address, _is_current(path, address)) for label, address in entries]


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


def _is_current(path: str, address: str) -> bool:
	return path == address or (address != "/portal" and path.startswith(address + "/"))
