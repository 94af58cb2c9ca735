"""Visits of a request as its customer sees them: when, where and who comes. Nothing that the desk notes for itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime

from servicedesk.domain.field_visit import VisitState, is_open
from servicedesk.domain.lifecycle import StateCategory
from servicedesk.self_service.formatting import moment, moment_iso, reader_zone
from servicedesk.shared.compat import from_system
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.shared.written_dates import written_period
from servicedesk.tickets import history
from servicedesk.tickets.visit_ends import TIME_LENGTH
from servicedesk.tickets.visit_words import state_in_words

MOST_SHOWN = 20
VISITS = """select starts_at, ends_at, visit_state, specialist, place from `tabSD Field Visit`
	where ticket = %(ticket)s order by starts_at desc limit %(most)s"""

BROUGHT_BY = frozenset((history.VISIT, history.MERGED))
COLORS = {
	VisitState.PLANNED: StateCategory.NEW,
	VisitState.ON_THE_WAY: StateCategory.ACTIVE,
	VisitState.DONE: StateCategory.RESOLVED,
	VisitState.NOBODY_THERE: StateCategory.WAITING_FOR_CUSTOMER,
	VisitState.CANCELLED: StateCategory.CANCELLED,
}


@dataclass(frozen=True)
class VisitView:
	"""A visit; `color` is the category of tickets' states whose colour its own has; `coming`: still to be made."""

	when: str
	when_iso: str
	place: str
	specialist: str
	state: str
	color: str
	coming: bool


def visits_of(ticket: str, events: Iterable[Any]) -> list[VisitView]:
	"""The visits of a request that the reader may see, newest first. One statement, none where none was ever planned.

	`events`: the ticket's history, where each visit left its entry when it was planned, or came with a merged ticket.
	"""
	if BROUGHT_BY.isdisjoint(row.event for row in events):
		return []
	rows = frappe.db.sql(VISITS, {"ticket": ticket, "most": MOST_SHOWN}, as_dict=True)
	return [_view(row) for row in rows]


def change_text(row: Any) -> str:
	"""A change of a visit in the activity, from the history's entry."""
	when = moment(_started(row.detail))
	sentence = {
		VisitState.PLANNED: _("A visit is planned for {0}."),
		VisitState.ON_THE_WAY: _("The specialist is on the way. The visit begins at {0}."),
		VisitState.DONE: _("The visit of {0} has taken place."),
		VisitState.NOBODY_THERE: _("Nobody was there at the visit of {0}."),
		VisitState.CANCELLED: _("The visit of {0} was cancelled."),
	}[VisitState(row.to_value)]
	return sentence.format(when)


def _view(row: Any) -> VisitView:
	state = VisitState(row.visit_state)
	starts, ends = from_system(row.starts_at), from_system(row.ends_at)
	return VisitView(
		when=written_period(starts, ends, reader_zone()),
		when_iso=moment_iso(row.starts_at),
		place=unshield(row.place),
		specialist=full_name(row.specialist),
		state=state_in_words(state),
		color=str(COLORS[state]),
		coming=is_open(state),
	)


def _started(detail: str) -> datetime | None:
	moment_of_start = get_datetime(detail[:TIME_LENGTH])
	return moment_of_start if isinstance(moment_of_start, datetime) else None
