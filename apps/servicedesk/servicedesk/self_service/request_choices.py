"""What the filters of the list of requests offer: only what the reader knows of anyhow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.catalogue.request_forms import published_forms
from servicedesk.self_service.choices import Choice
from servicedesk.self_service.formatting import own_words
from servicedesk.self_service.identity import shows
from servicedesk.self_service.reading import title_of, visible
from servicedesk.self_service.request_filters import Filters
from servicedesk.self_service.request_statements import ACTIVITY, NEWEST, OLDEST, STATE
from servicedesk.self_service.services import service_list
from servicedesk.shared.visibility import scope_of
from servicedesk.tickets import states

MOST = 200
PEOPLE = """select distinct account.user, account.full_name
	from `tabSD Account Customer` acting
	join `tabSD Portal Account` account on account.name = acting.parent
	where acting.customer in %(customers)s and acting.parenttype = 'SD Portal Account'
	order by account.full_name, account.user limit %(most)s"""


@dataclass(frozen=True)
class Choices:
	"""The options of each filter; a filter without options is not shown."""

	state: Sequence[Choice]
	type: Sequence[Choice]
	service: Sequence[Choice]
	equipment: Sequence[Choice]
	requester: Sequence[Choice]
	sort: Sequence[Choice]


def filter_choices(filters: Filters) -> Choices:
	"""The options, with what is chosen among them. One statement for equipment, for managers one for people."""
	return Choices(
		state=_with_chosen(
			[Choice(row.state, own_words(row.state)) for row in states.workflow().states],
			filters.get("state"),
		),
		type=_with_chosen(
			[Choice(row["name"], own_words(row["title"])) for row in published_forms()], filters.get("type")
		),
		service=_with_chosen(_services(), filters.get("service")),
		equipment=_with_chosen(_equipment(), filters.get("equipment")),
		requester=_with_chosen(_people(), filters.get("requester")),
		sort=[
			Choice(NEWEST, _("Newest first")),
			Choice(OLDEST, _("Oldest first")),
			Choice(ACTIVITY, _("Last activity")),
			Choice(STATE, _("State")),
		],
	)


def _with_chosen(options: Sequence[Choice], chosen: str) -> Sequence[Choice]:
	"""What somebody has come with stays chosen, as they wrote it: whether it exists is nobody's to learn here."""
	if not chosen or any(option.value == chosen for option in options):
		return options
	return [*options, Choice(chosen, chosen)]


def _services() -> list[Choice]:
	names = sorted({row.name for row in service_list()})
	return [Choice(name, own_words(name)) for name in names]


def _equipment() -> list[Choice]:
	"""The pieces, when a list can hold them all; else a piece's own page leads to its requests."""
	if not shows("equipment"):
		return []
	table = frappe.qb.DocType("SD Equipment")
	acting = sorted(scope_of(frappe.session.user).acting)
	query = frappe.qb.from_(table).select(table.name, table.title, table.serial_number)
	query = query.where(table.customer.isin(acting) & visible("SD Equipment"))
	rows = query.orderby(table.title).orderby(table.name).limit(MOST + 1).run(as_dict=True) if acting else []
	return [] if len(rows) > MOST else [Choice(row.name, _piece(row)) for row in rows]


def _piece(row: Any) -> str:
	return " · ".join(part for part in (row.title or row.name, row.serial_number) if part)


def _people() -> list[Choice]:
	"""Colleagues, for whoever sees their requests."""
	scope = scope_of(frappe.session.user)
	managed = scope.managed & scope.acting
	if not managed:
		return []
	rows = frappe.db.sql(PEOPLE, {"customers": sorted(managed), "most": MOST}, as_dict=True)
	return [Choice(row.user, row.full_name or title_of("User", row.user, "full_name")) for row in rows]
