"""The company's logo, for everybody: it stands on the sign-in page, too."""

import frappe

from servicedesk.self_service.brand_images import logo_picture, version_of
from servicedesk.www.web import Answer, PortalRequest, Raw

A_YEAR = 31_536_000


def show(request: PortalRequest) -> Answer:
	"""The logo that the settings name; another one has another address, so it may be kept. 404 for any other."""
	file_url = frappe.get_cached_doc("SD Settings").logo or ""
	picture = (
		logo_picture(file_url) if file_url and request.parts["version"] == version_of(file_url) else None
	)
	if picture is None:
		raise frappe.PageDoesNotExistError
	return Raw(picture, "image/png", A_YEAR)
