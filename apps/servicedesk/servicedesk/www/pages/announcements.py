"""What staff tell customers."""

from servicedesk.self_service.announcements import announcement_list
from servicedesk.www.web import Answer, Page, PortalRequest


def show(request: PortalRequest) -> Answer:
	"""All that the reader is told now."""
	return Page("announcements.html", {"announcements": announcement_list()})
