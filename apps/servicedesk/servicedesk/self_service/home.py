"""The portal's first page: what waits for the reader, what they may ask for, their newest requests, whom to turn to."""

from dataclasses import dataclass

import frappe

from servicedesk.self_service import home_sections
from servicedesk.self_service.catalogue import (
	Offering,
	catalogue,
	favourite_offerings,
	recent_offerings,
)
from servicedesk.self_service.contacts import Person, account_manager
from servicedesk.self_service.formatting import own_words
from servicedesk.self_service.hints import Hint, home_hints
from servicedesk.self_service.home_sections import HomeSection
from servicedesk.self_service.request_list import newest_requests, waiting_for_reader
from servicedesk.self_service.request_rows import RequestRow

NEWEST, RECENT, OFFERED = 5, 4, 9
# So few are seen at a glance: ways that are shorter still would only be in the way.
FEW = 3


@dataclass(frozen=True)
class HomePage:
	"""The first page. `more`: there is more in the catalogue than stands here."""

	welcome: str
	hints: list[Hint]
	waiting: list[RequestRow]
	above: list[HomeSection]
	favourites: list[Offering]
	recent: list[Offering]
	offerings: list[Offering]
	more: bool
	newest: list[RequestRow]
	below: list[HomeSection]
	manager: Person | None


def home_page() -> HomePage:
	"""The page for the signed-in reader: at most eight statements on a warm cache."""
	offerings = catalogue()
	newest = newest_requests(NEWEST)
	return HomePage(
		welcome=own_words(frappe.get_cached_doc("SD Settings").get("welcome_text") or ""),
		hints=home_hints(),
		waiting=waiting_for_reader(),
		above=home_sections.sections(home_sections.ABOVE),
		favourites=favourite_offerings(offerings),
		recent=recent_offerings(offerings, RECENT) if newest and len(offerings) > FEW else [],
		offerings=offerings[:OFFERED],
		more=len(offerings) > OFFERED,
		newest=newest,
		below=home_sections.sections(home_sections.BELOW),
		manager=account_manager(),
	)
