"""When time will take a ticket on by itself: the earliest timed transition of its state, or moment of a rule for it.

`timer_key` is a cache of (state, since when, the workflow, the calendar): `follow` renews it on every save, and
`state_renewal` for all tickets of some states when the workflow or a calendar was edited. It counts microseconds in
UTC: a time of the site's zone says the same of two instants in the hour that autumn repeats.
"""

from datetime import datetime
from typing import Any

import frappe
from frappe.model.workflow import is_transition_condition_satisfied
from rq.timeouts import JobTimeoutException

from servicedesk.domain.business_calendar import BusinessCalendar
from servicedesk.domain.lifecycle import TransitionTrigger
from servicedesk.domain.working_days import SpanUnit, after
from servicedesk.service_levels.calendars import calendar
from servicedesk.service_levels.escalation_rules import of_state
from servicedesk.shared.compat import from_system, to_microseconds, to_system, utc_now
from servicedesk.tickets import states
from servicedesk.tickets.escalation import state_times

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
	if not before or before.workflow_state != doc.workflow_state:
		doc.state_since, doc.state_since_key = to_system(now), to_microseconds(now)
	# A ticket from before this was noted: the last that is known of it.
	doc.state_since = doc.state_since or doc.last_activity_at or doc.raised_at
	doc.timer_key = stored_timer(doc, now)


def stored_timer(ticket: Any, now: datetime) -> int:
	"""The ticket's `timer_key` as it is stored: microseconds since 1970 in UTC, 0 when time changes nothing."""
	due = [moment for moment, row in timed_steps(ticket) if moment > now or _holds(row, ticket)]
	if of_rule := state_times.next_state_time(ticket, calendar_of(ticket), now):
		due.append(of_rule)
	return to_microseconds(min(due)) if due else 0


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
	# A ticket from before this was noted: since the last that is known of it.
	since = state_times.since(ticket) or from_system(ticket.get("last_activity_at") or ticket.raised_at)
	hours = calendar_of(ticket)
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


def timed_rows(workflow: Any) -> dict[str, list[tuple[Any, ...]]]:
	"""What decides on the timers of each state that has any: its timed steps, and the rules that count the time in it.

	Of a step that is its span, unit, condition and aim.
	"""
	rows: dict[str, list[tuple[Any, ...]]] = {}
	for row in workflow.transitions:
		if states.trigger_of(row) is TransitionTrigger.ELAPSED_TIME:
			facts = (int(row.sd_after or 0), row.sd_after_unit or "", row.condition or "", row.next_state)
			rows.setdefault(row.state, []).append(facts)
	for row in workflow.states:
		for rule in of_state(row.state, str(states.category_of_row(row))):
			rows.setdefault(row.state, []).append((rule.name,))
	return rows


def timer_of_row(row: Any, now: datetime) -> int:
	"""As `stored_timer` for a row of the table; the whole ticket is only read where a condition asks for it."""
	has_condition = any(
		step.condition for step in states.steps_of(row.workflow_state, TransitionTrigger.ELAPSED_TIME)
	)
	# A ticket from before this was noted: the last that is known of it.
	row.state_since = row.state_since or row.last_activity_at or row.raised_at
	# query-in-loop: only where staff have given a timed step a condition
	return stored_timer(frappe.get_doc("SD Ticket", row.name) if has_condition else row, now)


def _holds(transition: Any, ticket: Any) -> bool:
	"""Whether its condition is true of the ticket; one that this ticket's values break is not, and is logged."""
	try:
		return bool(is_transition_condition_satisfied(transition, ticket))
	except JobTimeoutException:
		raise
	except Exception:  # noqa: BLE001 - whatever a condition of staff's raises, other tickets and steps go on
		frappe.log_error(
			"Condition of a timed step failed", reference_doctype="SD Ticket", reference_name=ticket.name
		)
		return False
