"""The company's name and contacts for whatever stands before the web server, whose pages are shown when this one cannot
answer. Nothing in it that the sign-in page does not show.
"""

import frappe

from servicedesk.self_service.identity import LANGUAGES, brand
from servicedesk.www.web import Answer, PortalRequest, Raw


def show(request: PortalRequest) -> Answer:
	"""`name`, `phone`, `email`, `hours`, and the `language` of readers who name none of ours."""
	shown = brand()
	language = str(frappe.get_cached_doc("SD Settings").default_language or "")
	content = {
		"name": shown.name,
		"phone": shown.phone,
		"email": shown.email,
		"hours": shown.hours,
		"language": language if language in LANGUAGES else "en",
	}
	return Raw(frappe.as_json(content), "application/json")
