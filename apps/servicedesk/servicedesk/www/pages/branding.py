"""The company's name and contacts for whatever stands before the web server, whose pages are shown when this one cannot
answer. Nothing in it that the sign-in page does not show.
"""

import frappe

from servicedesk.domain.colour_contrast import readable, readable_on, whole
from servicedesk.self_service.identity import LANGUAGES, brand
from servicedesk.www.web import Answer, PortalRequest, Raw

# What links stand on in those pages (tools/front/error_pages.py).
LIGHT, DARK = "#ffffff", "#1f252b"


def show(request: PortalRequest) -> Answer:
	"""`name`, `phone`, `email`, `hours`, the `language` of readers who name none of ours, and the desk's colours."""
	shown = brand()
	language = str(frappe.get_cached_doc("SD Settings").default_language or "")
	content = {
		"name": shown.name,
		"phone": shown.phone,
		"email": shown.email,
		"hours": shown.hours,
		"language": language if language in LANGUAGES else "en",
		**_colours(whole(shown.theme)),
	}
	return Raw(frappe.as_json(content), "application/json")


def _colours(brand: str) -> dict[str, str]:
	"""The colour, what can be read on it, and links that can be read on the pages, light and dark."""
	return {
		"color": brand,
		"on_color": readable_on(brand),
		"link": readable(brand, LIGHT),
		"dark_link": readable(brand, DARK),
	}
