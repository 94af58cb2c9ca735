"""Choosing whom one acts for."""

from servicedesk.self_service.acting import act_for
from servicedesk.self_service.reading import text_of
from servicedesk.www.web import Answer, PortalRequest, Redirect, safe_address

# A page about one thing of one customer is left: lists are what the choice changes.
LISTS = ("requests", "contracts", "services", "equipment", "members", "new")


def choose(request: PortalRequest) -> Answer:
	"""Act for the customer that was chosen, and show the list that the reader came from."""
	act_for(text_of(request.typed, "customer"))
	back = safe_address(text_of(request.typed, "back", 500))
	first = back.removeprefix("/portal/").split("/")[0].split("?")[0]
	return Redirect(f"/portal/{first}" if first in LISTS else "/portal")
