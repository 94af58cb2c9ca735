"""The portal's first page."""

from servicedesk.self_service.hints import home_hints
from servicedesk.self_service.new_request import catalogue
from servicedesk.self_service.request_list import newest_requests, waiting_for_reader
from servicedesk.www.web import Answer, Page, PortalRequest

NEWEST = 5


def show(request: PortalRequest) -> Answer:
	"""What waits for the reader, what they may ask for, and their newest requests."""
	context = {
		"hints": home_hints(),
		"waiting": waiting_for_reader(),
		"offerings": catalogue(),
		"newest": newest_requests(NEWEST),
	}
	return Page("home.html", context)
