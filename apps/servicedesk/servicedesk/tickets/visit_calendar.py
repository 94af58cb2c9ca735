"""Whose time a visit takes: clashes, the calendar, and what a new visit begins with."""

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime

from servicedesk.domain.field_visit import LONGEST, OPEN, VisitState, next_states
from servicedesk.shared.errors import Conflict, refuse
from servicedesk.shared.list_filters import UNFIT, chosen_filters
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield

VISIT = "SD Field Visit"
OVERRIDING_ROLES = frozenset(("Service Desk Supervisor", "Service Desk Administrator", "System Manager"))
OPEN_STATES = tuple(sorted(str(state) for state in OPEN))
MOST_SHOWN = 1000
WRITTEN = ("place", "contact_person", "contact_phone", "notes", "result")

# No visit is longer than LONGEST, so that the index on specialist and start yields a short stretch of time.
CLASHES = """select name, ticket, customer, starts_at, ends_at, place from `tabSD Field Visit`
	where specialist = %(specialist)s and starts_at > %(earliest)s and starts_at < %(ends)s
		and ends_at > %(starts)s and visit_state in %(open)s and name != %(visit)s
	order by starts_at limit 20"""
CURRENT_CLASHES = f"{CLASHES} lock in share mode"


def may_override(user: str) -> bool:
	"""Whether the user may plan a visit although the specialist has another at that time."""
	return user == "Administrator" or not OVERRIDING_ROLES.isdisjoint(frappe.get_roles(user))


def clashes(
	specialist: str, starts: datetime, ends: datetime, visit: str = "", *, current: bool = False
) -> list[Any]:
	"""The specialist's open visits at that time (naive, in the site's zone), but for `visit` itself. One statement.

	With `current`, as they are committed now: for whoever writes after waiting for another planner.
	"""
	values = {
		"specialist": specialist,
		"starts": starts,
		"ends": ends,
		"earliest": starts - LONGEST,
		"open": OPEN_STATES,
		"visit": visit or "",
	}
	return frappe.db.sql(CURRENT_CLASHES if current else CLASHES, values, as_dict=True)


def check_clash(doc: Any) -> None:
	"""Raise Conflict, naming the other visit, when the specialist's time is taken and nobody has overridden it.

	The specialist's own row is the lock: two planners of the same person come one after the other.
	"""
	frappe.db.get_value("User", doc.specialist, "name", for_update=True)
	found = clashes(doc.specialist, doc.starts_at, doc.ends_at, doc.name or "", current=True)
	if not found:
		doc.despite_clash = 0
		return
	overrides = may_override(frappe.session.user)
	if doc.despite_clash and overrides:
		return
	other = found[0]
	sentence = _("{0} already has a visit from {1} to {2}: request {3}, {4}.").format(
		full_name(doc.specialist),
		_clock(other.starts_at),
		_clock(other.ends_at),
		other.ticket,
		unshield(other.place),
	)
	if overrides:
		sentence += " " + _("To plan it all the same, tick “In Spite of a Clash”.")
	frappe.throw(frappe.utils.escape_html(sentence), Conflict, title=_("The specialist is not free"))


def open_visits(ticket: str) -> list[str]:
	"""Names of the ticket's visits that are still to be made. One statement."""
	return list(
		frappe.get_all(
			VISIT,
			{"ticket": ticket, "visit_state": ("in", OPEN_STATES)},
			pluck="name",
			order_by="starts_at asc",
			limit=20,
		)
	)


def open_visits_whole(ticket: str) -> list[Any]:
	"""The same as documents, for whoever ends them."""
	# query-in-loop: a ticket has one open visit, rarely two
	return [frappe.get_doc(VISIT, name, for_update=True) for name in open_visits(ticket)]


def visits_of(ticket: str) -> list[dict[str, Any]]:
	"""A ticket's visits as staff see them, newest first, with what may become of each. One statement."""
	rows = frappe.get_all(
		VISIT,
		{"ticket": ticket},
		[
			"name",
			"visit_state",
			"starts_at",
			"ends_at",
			"specialist",
			"place",
			"contact_person",
			"contact_phone",
			"notes",
			"result",
		],
		order_by="starts_at desc",
		limit=50,
	)
	for row in rows:
		row.update({name: unshield(row[name]) for name in WRITTEN})
		row["specialist_name"] = full_name(row["specialist"])
		row["next_states"] = [str(state) for state in next_states(VisitState(row["visit_state"]))]
	return list(rows)


def between(first: str, last: str, filters: str = "[]") -> list[dict[str, Any]]:
	"""Visits that take place between two days (YYYY-MM-DD), for the calendar.

	`filters`: the list's own, as JSON. Raises Refused for what is no day and no filter.
	"""
	try:
		begins, ends = get_datetime(first[:10]), get_datetime(last[:10])
		rows = _rows(begins, ends, chosen_filters(VISIT, filters))
	except UNFIT:
		refuse({"filters": _("This part of the calendar cannot be shown.")})
	for row in rows:
		row["title"] = row["tooltip"] = f"{full_name(row.specialist)} · {row.title} · {row.place}"
	return [row for row in rows if row.ends_at > begins]


def _rows(begins: datetime, ends: datetime, chosen: list[Any]) -> list[Any]:
	time = [[VISIT, "starts_at", ">", begins - LONGEST], [VISIT, "starts_at", "<", ends]]
	fields = ["name", "title", "starts_at", "ends_at", "visit_state", "specialist", "place"]
	return list(
		frappe.get_list(
			VISIT, filters=[*chosen, *time], fields=fields, order_by="starts_at asc", limit=MOST_SHOWN
		)
	)


def address_of_site(site: str | None) -> str:
	"""Where the site is, on one line; nothing for none."""
	if not site:
		return ""
	row = frappe.get_cached_doc("SD Site", site)
	return ", ".join(part for part in (row.site_name, row.street, row.city) if part)


def _clock(moment: datetime) -> str:
	return str(frappe.utils.format_datetime(moment, "d MMM y, HH:mm"))
