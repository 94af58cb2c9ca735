"""When time will take a ticket on by itself: the earliest timed transition of its state.

`timer_at` is a cache of (state, since when, the workflow, the calendar): `follow` renews it on every save, and
`recompute` for all tickets of some states when the workflow or a calendar was edited.
"""

from datetime import datetime
from typing import Any

import frappe
from frappe.model.workflow import is_transition_condition_satisfied

from servicedesk.domain.business_calendar import BusinessCalendar
from servicedesk.domain.lifecycle import TransitionTrigger
from servicedesk.domain.working_days import SpanUnit, after
from servicedesk.service_levels.calendars import calendar
from servicedesk.shared.compat import from_system, to_system, utc_now
from servicedesk.tickets import states

UNITS = {
	"Minutes": SpanUnit.MINUTES,
	"Hours": SpanUnit.HOURS,
	"Days": SpanUnit.DAYS,
	"Working Hours": SpanUnit.WORKING_HOURS,
	"Working Days": SpanUnit.WORKING_DAYS,
}


def follow(doc: Any) -> None:
	"""Note since when the ticket is in its state, and when time will take it on. No statement on a warm cache."""
	now = utc_now()
	before = doc.get_doc_before_save()
	if not before or before.workflow_state != doc.workflow_state or not doc.state_since:
		doc.state_since = to_system(now)
	doc.timer_at = stored_timer(doc, now)


def stored_timer(ticket: Any, now: datetime) -> datetime | None:
	"""The ticket's `timer_at` as it is stored: in the site's zone, None when time changes nothing."""
	due = [moment for moment, row in timed_steps(ticket) if moment > now or _holds(row, ticket)]
	return to_system(min(due)) if due else None


def step_due(ticket: Any, now: datetime) -> Any | None:
	"""The timed transition that the ticket takes at that instant: of those due, the earliest whose condition holds."""
	for moment, row in sorted(timed_steps(ticket), key=lambda step: step[0]):
		if moment <= now and _holds(row, ticket):
			return row.as_dict()
	return None


def timed_steps(ticket: Any) -> list[tuple[datetime, Any]]:
	"""The timed transitions from the ticket's state, each with its instant (UTC); without those that never come."""
	rows = states.steps_of(ticket.workflow_state, TransitionTrigger.ELAPSED_TIME)
	if not rows:
		return []
	since, hours = from_system(ticket.state_since), calendar_of(ticket)
	moments = [(after(since, int(row.sd_after or 0), unit_of(row), hours), row) for row in rows]
	return [(moment, row) for moment, row in moments if moment]


def unit_of(transition: Any) -> SpanUnit:
	"""The unit that the workflow gives to a transition's span; working days where it gives none."""
	return UNITS[transition.get("sd_after_unit") or "Working Days"]


def calendar_of(ticket: Any) -> BusinessCalendar:
	"""The calendar of the ticket's SLA, else of the desk's own; around the clock without either."""
	for sla in (ticket.sla, frappe.get_cached_doc("SD Settings").default_sla):
		# query-in-loop: two at most, from the cache
		name = frappe.get_cached_value("SD SLA", sla, "calendar") if sla else None
		if name:
			return calendar(name)
	return BusinessCalendar.always_open()


def _holds(transition: Any, ticket: Any) -> bool:
	return bool(is_transition_condition_satisfied(transition, ticket))
