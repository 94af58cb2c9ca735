"""The portal's first page: what waits for the reader, what they may ask for, their newest requests, whom to turn to."""

from dataclasses import dataclass

import frappe

from servicedesk.self_service import announcements
from servicedesk.self_service.catalogue import (
	FEW,
	Offering,
	catalogue,
	favourite_offerings,
	recent_offerings,
)
from servicedesk.self_service.contacts import Person, account_manager
from servicedesk.self_service.formatting import own_words
from servicedesk.self_service.hints import Hint, home_hints
from servicedesk.self_service.home_sections import HomeSection, Provider, sections
from servicedesk.self_service.request_list import newest_requests, waiting_for_reader
from servicedesk.self_service.request_rows import RequestRow

NEWEST, RECENT, OFFERED = 5, 4, 9
# Announcements stand above what can be asked for, knowledge below it.
ABOVE: tuple[Provider, ...] = (announcements.home_section,)
BELOW: tuple[Provider, ...] = ()


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
		above=sections(ABOVE),
		favourites=favourite_offerings(offerings),
		recent=recent_offerings(offerings, RECENT) if newest and len(offerings) > FEW else [],
		offerings=offerings[:OFFERED],
		more=len(offerings) > OFFERED,
		newest=newest,
		below=sections(BELOW),
		manager=account_manager(),
	)
