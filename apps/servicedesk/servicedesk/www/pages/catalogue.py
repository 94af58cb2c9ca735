"""The catalogue, and the reader's favourites in it."""

from servicedesk.domain.search_text import LETTERS
from servicedesk.self_service.catalogue import about_of, catalogue, catalogue_page, star
from servicedesk.self_service.reading import text_of
from servicedesk.self_service.request_subject import named
from servicedesk.www.web import Answer, Page, PortalRequest, Redirect, is_fragment, safe_address


def show(request: PortalRequest) -> Answer:
	"""What may be asked for; about something known, straight to the form if only one fits."""
	offerings = catalogue(request.typed)
	if len(offerings) == 1 and about_of(request.typed):
		return Redirect(offerings[0].address)
	context = {
		"catalogue": catalogue_page(offerings, request.typed),
		"about": named(request.typed),
		"letters": " ".join(f"{letter}{latin}" for letter, latin in LETTERS.items()),
	}
	return Page("catalogue.html", context)


def keep_favourite(request: PortalRequest) -> Answer:
	"""Star a request type, or take the star away; for htmx the button alone, else the page that it was pressed on."""
	item = star(text_of(request.typed, "route"), text_of(request.typed, "starred") == "1")
	back = safe_address(text_of(request.typed, "back", 500)) or "/portal/new"
	if is_fragment():
		return Page("favourite.html", {"item": item, "back": back})
	return Redirect(back)
