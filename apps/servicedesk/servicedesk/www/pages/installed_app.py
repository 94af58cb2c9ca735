"""The portal as an app on a phone: its manifest, its icons, its service worker, and its page without a line."""

import json

import frappe

from servicedesk.self_service import app_icon, installed_app
from servicedesk.self_service.identity import brand
from servicedesk.www.web import Answer, Page, PortalRequest, Raw

A_YEAR = 31_536_000
AN_HOUR = 3600


def manifest(request: PortalRequest) -> Answer:
	"""What an installed app is called and looks like."""
	content = json.dumps(installed_app.manifest(), ensure_ascii=False)
	return Raw(content, "application/manifest+json; charset=utf-8", A_YEAR)


def icon(request: PortalRequest) -> Answer:
	"""One of the app's icons. An address of before a change gets what is shown now, and is asked again soon."""
	shown, name = brand(), request.parts["name"]
	if name not in app_icon.SHAPES:
		raise frappe.PageDoesNotExistError
	is_current = request.parts["version"] == installed_app.icon_version(shown)
	content = installed_app.uploaded_icon(shown, name) or app_icon.icon(
		name, installed_app.letter_of(shown), shown.theme
	)
	return Raw(content, "image/png", A_YEAR if is_current else AN_HOUR)


def worker(request: PortalRequest) -> Answer:
	"""The service worker; the header lets it answer for the first page, which stands above its own folder."""
	headers = {"Service-Worker-Allowed": "/portal"}
	return Raw(installed_app.worker_script(), "text/javascript; charset=utf-8", A_YEAR, headers=headers)


def offline(request: PortalRequest) -> Answer:
	"""What is shown where there is no line. It is kept on the device, so nothing of a reader is in it."""
	return Page("offline.html")
