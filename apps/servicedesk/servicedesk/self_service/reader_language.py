"""Which language a page is shown in, where the framework knows one that the portal does not speak."""

import frappe

from servicedesk.self_service.identity import LANGUAGES


def speak() -> None:
	"""See that the request's language is one of the portal's: another would be shown half in it and half in English.

	The framework takes the address's, the person's, the cookie's or the browser's first, whatever it is. Instead of one
	that is not the portal's stands the next one that a guest's browser names, else the desk's own.
	"""
	if _main_part(frappe.local.lang) not in LANGUAGES:
		desk = _main_part(frappe.get_cached_doc("SD Settings").default_language)
		frappe.local.lang = next(iter(_of_browser()), desk if desk in LANGUAGES else "en")


def _of_browser() -> list[str]:
	"""The portal's languages among those that a guest's browser asks for, the dearest first."""
	if frappe.session.user != "Guest":
		return []
	return [
		code for named in frappe.request.accept_languages.values() if (code := _main_part(named)) in LANGUAGES
	]


def _main_part(code: str | None) -> str:
	"""The language of a code with a region: `ro` of `ro-MD`."""
	return str(code or "").split("-")[0].lower()
