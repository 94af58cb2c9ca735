"""What belongs to a request's page besides the page itself: its paper, small pictures, and whom it is shared with."""

import frappe

from servicedesk.self_service.reading import readable, text_of
from servicedesk.self_service.request_activity import choose_order
from servicedesk.self_service.request_page import colleagues_of, request_page
from servicedesk.self_service.thumbnails import thumbnail
from servicedesk.shared.errors import Refused
from servicedesk.shared.pictures import MEDIA_TYPE
from servicedesk.tickets import sharing
from servicedesk.www.web import Answer, Page, PortalRequest, Raw, Redirect

# The same browser may be somebody else's next, so nothing between here and it keeps the picture, and it keeps it
# for its own session only.
PRIVATE = {"Cache-Control": "private, max-age=3600", "Vary": "Cookie"}
LONGEST_ADDRESS = 300
# One clear point: for a file that only calls itself a picture.
NO_PICTURE = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\0\0\0!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


def paper(request: PortalRequest) -> Answer:
	"""The request to be printed: all that was said, from the beginning."""
	return Page("request_print.html", {"page": request_page(request.parts["number"], oldest=True)})


def picture(request: PortalRequest) -> Answer:
	"""The small picture of an attachment."""
	content = thumbnail(request.parts["number"], request.parts["file"])
	return Raw(content or NO_PICTURE, MEDIA_TYPE if content else "image/gif", headers=PRIVATE)


def order(request: PortalRequest) -> Answer:
	"""Choose in which order the activity is shown, here and from now on."""
	number = _number(request)
	choose_order(text_of(request.typed, "order"))
	return Redirect(f"/portal/requests/{number}#activity")


def colleagues(request: PortalRequest) -> Answer:
	"""Whom the request may be shared with, as the choices of the field for their address."""
	return Page("colleagues.html", {"colleagues": colleagues_of(request.parts["number"])})


def share(request: PortalRequest) -> Answer:
	"""Share the request with a colleague."""
	number, address = _number(request), text_of(request.typed, "colleague", LONGEST_ADDRESS)
	try:
		sharing.share(number, address)
	except Refused as refused:
		frappe.db.rollback()  # nosemgrep: commit-in-request - what was refused leaves nothing; the page only reads
		context = {"errors": refused.problems, "typed": {"colleague": address}}
		return Page("request.html", {"page": request_page(number), **context}, refused.http_status_code)
	return Redirect(f"/portal/requests/{number}#people")


def take_back(request: PortalRequest) -> Answer:
	"""End that the request is shared with somebody; whoever leaves it themselves does not see it any more."""
	number, person = _number(request), text_of(request.typed, "person")
	ticket = sharing.take_back(number, person)
	stays = person != frappe.session.user or sharing.may_share(ticket, person)
	return Redirect(f"/portal/requests/{number}#people" if stays else "/portal/requests")


def _number(request: PortalRequest) -> str:
	"""The request's number, if the reader may see it; nothing is done to any other."""
	return str(readable("SD Ticket", request.parts["number"]).name)
