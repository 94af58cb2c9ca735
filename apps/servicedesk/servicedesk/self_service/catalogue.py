"""The catalogue: what the signed-in customer may ask for, by kind and category, found by words, and their favourites."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue import favourites
from servicedesk.catalogue.request_forms import published_forms, slug
from servicedesk.domain.search_text import is_found, search_key
from servicedesk.self_service.formatting import own_words
from servicedesk.self_service.offered import covered_services, fits, is_offered
from servicedesk.self_service.reading import text_of, title_of
from servicedesk.self_service.report_address import report_address
from servicedesk.self_service.request_subject import NAMES
from servicedesk.shared.visibility import scope_of

KINDS = ("Incident", "Service Request", "Query", "Change")
# How many of somebody's newest requests say what they use.
RECENT_REQUESTS = 30
# So few are seen at a glance: ways that are shorter still would only be in the way.
FEW = 3
# Of somebody's newest requests, by the index on people and times.
RECENT = """select request_type from `tabSD Ticket`
	where requester = %(user)s order by raised_at desc, name desc limit %(most)s"""


@dataclass(frozen=True)
class Offering:
	"""A request type as it is offered. `key` is its text as a search compares it; `hidden` what a choice leaves out."""

	name: str
	route: str
	title: str
	description: str
	icon: str
	address: str
	kind: str
	category: str = ""
	key: str = ""
	starred: bool = False
	hidden: bool = False


@dataclass(frozen=True)
class Shelf:
	"""Offerings of one category, "" for those of none."""

	category: str
	items: list[Offering]

	@property
	def hidden(self) -> bool:
		"""Whether nothing on it is to be seen."""
		return all(item.hidden for item in self.items)


@dataclass(frozen=True)
class KindOfOffer:
	"""A kind of request with its shelves; `slug` stands in addresses."""

	slug: str
	label: str
	address: str
	current: bool
	shelves: list[Shelf]

	@property
	def hidden(self) -> bool:
		"""Whether nothing of it is to be seen."""
		return all(shelf.hidden for shelf in self.shelves)


@dataclass(frozen=True)
class CataloguePage:
	"""The catalogue's page. `all_address` shows every kind."""

	kinds: list[KindOfOffer]
	query: str
	kind: str
	all_address: str
	about: dict[str, str]
	found: int
	total: int

	@property
	def searchable(self) -> bool:
		"""Whether there is so much that looking for it by words is a help, or somebody does so."""
		return self.total > FEW or bool(self.query)

	@property
	def parted(self) -> bool:
		"""Whether kinds and categories help to find something, or one of them was chosen."""
		return self.searchable or bool(self.kind)

	@property
	def items(self) -> list[Offering]:
		"""Everything, where nothing parts it."""
		return [item for kind in self.kinds for shelf in kind.shelves for item in shelf.items]


def catalogue(about: Mapping[str, Any] | None = None) -> list[Offering]:
	"""What the signed-in customer may ask for; for something that it is about, with that in the address.

	One statement: the favourites.
	"""
	given = about_of(about or {})
	scope = scope_of(frappe.session.user)
	covered = covered_services(scope, scope.acting)
	starred = favourites.of_user(frappe.session.user)
	return [
		_offering(row, given, row["name"] in starred)
		for row in published_forms()
		if is_offered(row["services"], scope, covered) and fits(row["services"], given.get("service"))
	]


def about_of(given: Mapping[str, Any]) -> dict[str, str]:
	"""What the address says that a request will be about."""
	return {name: value for name in NAMES if (value := text_of(given, name))}


def catalogue_page(offerings: list[Offering], typed: Mapping[str, Any]) -> CataloguePage:
	"""The offerings for the page, in their order; `q` and `kind` hide what does not fit, so that scripts can show it again."""
	query, kind, about = text_of(typed, "q"), text_of(typed, "kind"), about_of(typed)
	shown = [_hidden_unless(_fits_choice(item, query, kind), item) for item in offerings]
	return CataloguePage(
		kinds=[
			KindOfOffer(
				slug=slug(name),
				label=_(name),
				address=report_address("/portal/new", **about, kind=slug(name)),
				current=slug(name) == kind,
				shelves=_shelves(item for item in shown if item.kind == name),
			)
			for name in sorted({item.kind for item in shown}, key=_place_of_kind)
		],
		query=query,
		kind=kind,
		all_address=report_address("/portal/new", **about),
		about=about,
		found=sum(not item.hidden for item in shown),
		total=len(shown),
	)


def favourite_offerings(offerings: Iterable[Offering]) -> list[Offering]:
	"""Of what is offered, the reader's favourites."""
	return [item for item in offerings if item.starred]


def recent_offerings(offerings: Iterable[Offering], most: int) -> list[Offering]:
	"""Of what is offered, what the reader asked for last, without their favourites. One statement."""
	rows = frappe.db.sql(RECENT, {"user": frappe.session.user, "most": RECENT_REQUESTS})
	by_name = {item.name: item for item in offerings if not item.starred}
	newest_first = dict.fromkeys(name for (name,) in rows if name in by_name)
	return [by_name[name] for name in newest_first][:most]


def star(route: str, starred: bool) -> Offering:
	"""Make the type at that address a favourite of the reader's, or no more; return it as it is then.

	Raises PageDoesNotExistError for one that the reader is not offered.
	"""
	found = next((item for item in catalogue() if item.route == route), None)
	if not found:
		raise frappe.PageDoesNotExistError
	favourites.keep(frappe.session.user, found.name, starred)
	return replace(found, starred=starred)


def _offering(row: Mapping[str, Any], given: Mapping[str, str], starred: bool) -> Offering:
	title, description = own_words(row["title"]), own_words(row["description"] or "")
	category = own_words(_category(row))
	return Offering(
		name=row["name"],
		route=row["route"],
		title=title,
		description=description,
		icon=row["icon"] or "",
		address=report_address(f"/portal/new/{row['route']}", **given),
		kind=row["kind"],
		category=category,
		key=search_key(f"{title} {description} {category} {_(row['kind'])}"),
		starred=starred,
	)


def _category(row: Mapping[str, Any]) -> str:
	"""The type's own category, else the one that all of its services share. From the cache."""
	if row.get("category"):
		return str(row["category"])
	shared = {title_of("SD Service", service, "category") for service in row["services"]}
	return shared.pop() if len(shared) == 1 else ""


def _fits_choice(item: Offering, query: str, kind: str) -> bool:
	"""Words look through all kinds: whoever searches does not know where something stands."""
	if query:
		return is_found(item.key, query)
	return not kind or slug(item.kind) == kind


def _hidden_unless(shown: bool, item: Offering) -> Offering:
	return item if shown else replace(item, hidden=True)


def _place_of_kind(name: str) -> tuple[int, str]:
	return (KINDS.index(name) if name in KINDS else len(KINDS), name)


def _shelves(items: Iterable[Offering]) -> list[Shelf]:
	"""By category in the order in which the first of each comes; what has none stands first."""
	by_category: dict[str, list[Offering]] = {}
	for item in items:
		by_category.setdefault(item.category, []).append(item)
	ordered = sorted(by_category, key=bool)
	return [Shelf(category, by_category[category]) for category in ordered]
