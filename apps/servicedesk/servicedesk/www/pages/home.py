"""The portal's first page."""

from servicedesk.self_service.home import home_page
from servicedesk.www.web import Answer, Page, PortalRequest


def show(request: PortalRequest) -> Answer:
	"""What waits for the reader, what they may ask for, and their newest requests."""
	return Page("home.html", {"home": home_page()})
