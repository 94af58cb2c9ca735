"""Field visits: what one has to keep to, and what becomes of its ticket.

Source: manual outsourcer 10: a ticket goes "to a field visit (with a date, a place and a specialist, seen on a
calendar)". The controller calls `prepare` and `complete` on every save, so that the form, the calendar and the
ticket's own dialog do the same.
"""

from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime

from servicedesk.domain.field_visit import TimeProblem, VisitState, is_open, may_follow, time_problem
from servicedesk.domain.lifecycle import StateCategory, is_final
from servicedesk.domain.text_normalisation import clean_line, clean_lines
from servicedesk.shared.compat import from_system, to_system, utc_now
from servicedesk.shared.errors import Conflict, refuse
from servicedesk.shared.plain_text import shield, unshield
from servicedesk.shared.visibility import is_staff
from servicedesk.tickets import states, transitions, visit_calendar, visit_outcome
from servicedesk.tickets.visit_words import state_in_words

VISIT = "SD Field Visit"
TIMES = ("starts_at", "ends_at")
LINES = ("contact_person", "contact_phone")
TEXTS = ("place", "notes", "result")
# What stays as it is once a visit has ended.
LASTING = ("specialist", "team", *TIMES, "site", "place", *LINES, "result", "result_shown")


def prepare(doc: Any) -> None:
	"""Before a visit is stored; raises Refused with a sentence for each field, Conflict for a clash or a lost race.

	Locks the ticket, then the specialist's time: of two planners one comes second, and sees the other's visit.
	"""
	before = doc.get_doc_before_save()
	if not doc.ticket:
		refuse({"ticket": _("Choose the ticket that the visit is for.")})
	ticket = transitions.locked(doc.ticket)
	ticket.check_permission("write")
	_tidy(doc, ticket)
	if problems := {**_what_is_wrong(doc, ticket), **_time_problems(doc), **_place_problems(doc)}:
		refuse(problems)
	_check_state(doc, before)
	doc.flags.ticket = ticket
	if is_open(VisitState(doc.visit_state)) and _takes_time(doc, before):
		visit_calendar.check_clash(doc)


def complete(doc: Any) -> None:
	"""After a visit was stored: history, notices, and the ticket's own step."""
	before = doc.get_doc_before_save()
	if not before:
		visit_outcome.planned(doc, doc.flags.ticket)
	elif before.visit_state != doc.visit_state:
		visit_outcome.stepped(doc, doc.flags.ticket)
	elif any(before.get(name) != doc.get(name) for name in visit_outcome.TOLD):
		visit_outcome.changed(doc, before, doc.flags.ticket)


def lock_ticket(doc: Any) -> None:
	"""Lock the ticket of a visit that is about to be saved, until the transaction ends; `prepare` says what is wrong.

	The stored visit's own ticket, whatever the form says.
	"""
	stored = None if doc.is_new() else frappe.db.get_value(VISIT, doc.name, "ticket")
	if name := stored or doc.ticket:
		frappe.db.get_value("SD Ticket", name, "name", for_update=True)


def plan(ticket: str, values: dict[str, Any]) -> Any:
	"""Plan a visit for the ticket as the signed-in member of staff; return its document. Raises as `prepare` does."""
	doc = frappe.new_doc(VISIT)
	doc.update({**values, "ticket": ticket})
	doc.insert()
	return doc


def step(name: str, visit_state: str, result: str = "", *, result_shown: bool = False) -> Any:
	"""Take a visit to its next state; return its document. Raises as `prepare` does."""
	# The ticket first, as every other writer does: two who lock in another order wait for each other.
	transitions.locked(str(frappe.db.get_value(VISIT, name, "ticket") or ""))
	doc = frappe.get_doc(VISIT, name, for_update=True)
	doc.check_permission("write")
	doc.visit_state = visit_state
	if result.strip():
		doc.update({"result": result, "result_shown": int(result_shown)})
	doc.save()
	return doc


def _takes_time(doc: Any, before: Any | None) -> bool:
	"""Whether somebody's time is asked for that was not theirs before."""
	return not before or any(
		before.get(name) != doc.get(name) for name in ("specialist", *TIMES, "despite_clash")
	)


def clashes_at(specialist: str, starts: str, ends: str, visit: str = "") -> list[Any]:
	"""The specialist's open visits at that time, for a dialog that is being filled in: nothing for unfinished times."""
	begins, finishes = _moment(starts), _moment(ends)
	if not begins or not finishes or time_problem(from_system(begins), from_system(finishes), utc_now()):
		return []
	found = visit_calendar.clashes(specialist, begins, finishes, visit)
	return [{**row, "place": unshield(row.place)} for row in found]


def state_of_ticket(visit: Any) -> str:
	"""The state of the visit's ticket now."""
	return str(frappe.db.get_value("SD Ticket", visit.ticket, "workflow_state"))


def after_step(visit: Any) -> dict[str, Any]:
	"""What the ticket's form goes on with: states, words for the solution, the steps that are possible now."""
	ticket = frappe.get_doc("SD Ticket", visit.ticket)
	return {
		"visit_state": visit.visit_state,
		"state": ticket.workflow_state,
		"resolution": unshield(ticket.resolution or (visit.result if visit.result_shown else "")),
		"steps": [row.action for row in states.buttons(ticket)],
	}


def _tidy(doc: Any, ticket: Any) -> None:
	doc.visit_state = doc.visit_state or str(VisitState.PLANNED)
	doc.customer = ticket.customer
	customer = frappe.get_cached_value("SD Customer", ticket.customer, "customer_name")
	doc.title = f"{ticket.name} · {customer or ticket.customer}"[:140]
	# What people wrote stays text, wherever the desk shows it.
	for name in LINES:
		doc.set(name, shield(clean_line(doc.get(name) or "")))
	for name in TEXTS:
		doc.set(name, shield(clean_lines(doc.get(name) or "")))
	doc.place = doc.place or visit_calendar.address_of_site(doc.site)


def _time_problems(doc: Any) -> dict[str, str]:
	problems = {}
	for name in TIMES:
		moment = _moment(doc.get(name))
		if not moment:
			problems[name] = _("Give the date and the time.")
		doc.set(name, moment)
	if problems:
		return problems
	found = time_problem(from_system(doc.starts_at), from_system(doc.ends_at), utc_now())
	return {"ends_at": _time_sentence(found)} if found else {}


def _moment(value: Any) -> datetime | None:
	"""A time as it is stored, from what a form or a program sends; None for what is no time."""
	try:
		moment = get_datetime(value) if value else None
	except (ValueError, TypeError, OverflowError):
		return None
	if not isinstance(moment, datetime):
		return None
	return (to_system(moment) if moment.tzinfo else moment).replace(second=0, microsecond=0)


def _time_sentence(problem: TimeProblem) -> str:
	return {
		TimeProblem.ENDS_BEFORE_IT_STARTS: _("The visit has to end after it starts."),
		TimeProblem.TOO_LONG: _("A visit takes two days at most. Plan one for each day."),
		TimeProblem.TOO_LONG_AGO: _("This time is more than a month ago."),
	}[problem]


def _what_is_wrong(doc: Any, ticket: Any) -> dict[str, str]:
	problems = {}
	if doc.is_new() and is_final(StateCategory(ticket.state_category)):
		problems["ticket"] = _("This request is finished. No visit can be planned for it.")
	enabled = doc.specialist and frappe.get_cached_value("User", doc.specialist, "enabled")
	if not enabled or not is_staff(doc.specialist):
		problems["specialist"] = _("Choose somebody who works at this desk.")
	if doc.team and frappe.get_cached_value("SD Team", doc.team, "disabled"):
		problems["team"] = _("This team is disabled.")
	return problems


def _place_problems(doc: Any) -> dict[str, str]:
	if doc.site and frappe.get_cached_value("SD Site", doc.site, "customer") != doc.customer:
		return {"site": _("This site is not one of the customer's.")}
	return {} if doc.place else {"place": _("Say where the visit takes place.")}


def _check_state(doc: Any, before: Any | None) -> None:
	following = _state(doc.visit_state)
	present = VisitState(before.visit_state) if before else VisitState.PLANNED
	if not may_follow(present, following) or (not before and following is not present):
		frappe.throw(
			_("This is not possible any more. The visit is now: {0}.").format(state_in_words(present)),
			Conflict,
		)
	if before and not is_open(present) and any(before.get(name) != doc.get(name) for name in LASTING):
		refuse({"visit_state": _("This visit has ended and stays as it is.")})
	if following is VisitState.DONE and not doc.result:
		refuse({"result": _("Write what was done.")})
	if is_open(present) and not is_open(following):
		doc.ended_at = to_system(utc_now())


def _state(value: str) -> VisitState:
	try:
		return VisitState(value)
	except ValueError:
		refuse({"visit_state": _("A visit has no such state.")})
