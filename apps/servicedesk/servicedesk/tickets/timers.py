"""When time will take a ticket on by itself: the earliest timed transition of its state, or moment of a rule for it.

`timer_at` is a cache of (state, since when, the workflow, the calendar): `follow` renews it on every save, and
`recompute` for all tickets of some states when the workflow or a calendar was edited.
"""

from datetime import datetime
from typing import Any

import frappe
from frappe.model.workflow import get_workflow_name, is_transition_condition_satisfied

from servicedesk.domain.business_calendar import BusinessCalendar
from servicedesk.domain.lifecycle import TransitionTrigger
from servicedesk.domain.working_days import SpanUnit, after
from servicedesk.service_levels.calendars import calendar
from servicedesk.service_levels.escalation_rules import of_state
from servicedesk.shared.compat import from_system, to_system, utc_now
from servicedesk.tickets import states
from servicedesk.tickets.escalation import state_times

UNITS = {
	"Minutes": SpanUnit.MINUTES,
	"Hours": SpanUnit.HOURS,
	"Days": SpanUnit.DAYS,
	"Working Hours": SpanUnit.WORKING_HOURS,
	"Working Days": SpanUnit.WORKING_DAYS,
}
BATCH = 200
OF_STATE = """
	select *, coalesce(state_since, last_activity_at, raised_at) state_since from `tabSD Ticket`
	where workflow_state = %s and name > %s order by name limit %s for update
"""


def follow(doc: Any) -> None:
	"""Note since when the ticket is in its state, and when time will take it on. No statement on a warm cache."""
	now = utc_now()
	before = doc.get_doc_before_save()
	if not before or before.workflow_state != doc.workflow_state:
		doc.state_since = to_system(now)
	# A ticket from before this was noted: the last that is known of it.
	doc.state_since = doc.state_since or doc.last_activity_at or doc.raised_at
	doc.timer_at = stored_timer(doc, now)


def stored_timer(ticket: Any, now: datetime) -> datetime | None:
	"""The ticket's `timer_at` as it is stored: in the site's zone, None when time changes nothing."""
	due = [moment for moment, row in timed_steps(ticket) if moment > now or _holds(row, ticket)]
	if of_rule := state_times.next_state_time(ticket, calendar_of(ticket), now):
		due.append(of_rule)
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
	# A ticket from before this was noted: since the last that is known of it.
	since = from_system(ticket.state_since or ticket.get("last_activity_at") or ticket.raised_at)
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


def calendar_changed(_doc: Any, _method: str = "") -> None:
	"""Spans of working time end at other instants now. Hook: SD Work Calendar.on_update and SD SLA.on_update."""
	if get_workflow_name("SD Ticket"):
		recompute_later(list(timed_rows(states.workflow())))


def desk_sla_changed(doc: Any, _method: str = "") -> None:
	"""Tickets without an SLA of their own go by another calendar now. Hook: SD Settings.on_update."""
	if doc.has_value_changed("default_sla"):
		calendar_changed(doc)


def recompute_later(of_states: list[str]) -> None:
	"""Let a worker renew the timers of all tickets in these states, once this edit stands."""
	if of_states:
		frappe.enqueue(
			"servicedesk.tickets.timers.recompute",
			queue="long",
			enqueue_after_commit=True,
			of_states=sorted(of_states),
		)


def recompute(of_states: list[str]) -> int:
	"""Renew the timers of all tickets in these states; return how many changed.

	A batch in a transaction, by the index of states: it may be stopped and begun again at any time, and holds nobody up
	for longer than a batch takes.
	"""
	changed = 0
	for state in of_states:
		after_name: str | None = ""
		while after_name is not None:
			after_name, count = _recompute_batch(state, after_name)
			changed += count
			frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return changed


def _recompute_batch(state: str, after_name: str) -> tuple[str | None, int]:
	"""The state's next tickets by their number; return the last one's (None at the end) and how many changed."""
	rows = frappe.db.sql(OF_STATE, (state, after_name, BATCH), as_dict=True)
	now = utc_now()
	changes = []
	for row in rows:
		timer = _timer_of_row(row, now)
		if timer != row.timer_at:
			changes.append((row.name, timer))
	_write_timers(changes)
	return (rows[-1].name if len(rows) == BATCH else None), len(changes)


def _timer_of_row(row: Any, now: datetime) -> datetime | None:
	"""As `stored_timer`; the whole ticket is only read where a condition asks for it."""
	has_condition = any(
		step.condition for step in states.steps_of(row.workflow_state, TransitionTrigger.ELAPSED_TIME)
	)
	# query-in-loop: only where staff have given a timed step a condition
	return stored_timer(frappe.get_doc("SD Ticket", row.name) if has_condition else row, now)


def _write_timers(changes: list[tuple[str, datetime | None]]) -> None:
	"""One statement for the batch; nobody's `modified` changes, as no person has changed anything."""
	if not changes:
		return
	values = [value for change in changes for value in change]
	frappe.db.sql(_timer_statement(len(changes)), [*values, *(name for name, _timer in changes)])


def _timer_statement(count: int) -> str:
	"""An update with places for that many names and timers, and for the names once more."""
	cases = " ".join(["when %s then %s"] * count)
	places = ", ".join(["%s"] * count)
	return f"update `tabSD Ticket` set timer_at = case name {cases} end where name in ({places})"  # noqa: S608 — places only


def _holds(transition: Any, ticket: Any) -> bool:
	return bool(is_transition_condition_satisfied(transition, ticket))
