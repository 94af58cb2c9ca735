"""Problems and changes: what stands behind several tickets, and what is done for all of them at once.

Each ticket is told and resolved by itself, through its own conversation and its own workflow: one that cannot be
resolved now stays as it is and says why, and no customer reads of another's ticket.
"""

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime

from servicedesk.domain.lifecycle import OPEN, StateCategory, TransitionTrigger, is_open
from servicedesk.domain.text_normalisation import clean_line, clean_lines
from servicedesk.shared import background_work
from servicedesk.shared.background_work import MESSAGE, Progress, Request
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.errors import Conflict, refuse
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets import conversation, demands, states, transitions
from servicedesk.tickets.bulk import Outcome, for_each
from servicedesk.tickets.ticket_turns import each

PROBLEM = "SD Problem"
PLANNED, DONE = "Planned", "Done"
MOST_SHOWN = 200
MOST_TOLD = 100
OPEN_CATEGORIES = tuple(sorted(str(category) for category in OPEN))

TICKETS = """select name, subject, workflow_state, state_category, customer, agent from `tabSD Ticket`
	where problem = %(problem)s order by raised_at desc, name desc limit %(most)s"""
COUNTS = """select state_category, count(*) tickets, count(distinct customer) customers from `tabSD Ticket`
	where problem = %(problem)s group by state_category with rollup"""


def overview(name: str) -> dict[str, Any]:
	"""A problem's tickets as its form shows them, with what would resolve each. Two statements, on its own index."""
	rows = frappe.db.sql(TICKETS, {"problem": name, "most": MOST_SHOWN + 1}, as_dict=True)
	return {
		"counts": _counts(name),
		"tickets": [_shown(row) for row in rows[:MOST_SHOWN]],
		"more": len(rows) > MOST_SHOWN,
	}


def card(name: str | None) -> Any | None:
	"""What a ticket's form says of its problem; nothing for none. One statement."""
	if not name:
		return None
	fields = ["name", "title", "kind", "problem_state", "workaround"]
	return frappe.db.get_value(PROBLEM, name, fields, as_dict=True)


def settle(doc: Any) -> None:
	"""Before a problem is stored: its times, and the solution without which it is not done. Raises Refused."""
	problems = {}
	if (
		doc.planned_from
		and doc.planned_until
		and get_datetime(doc.planned_until) <= get_datetime(doc.planned_from)
	):
		problems["planned_until"] = _("The end has to be after the beginning.")
	if doc.problem_state == DONE and not clean_lines(doc.solution or ""):
		problems["solution"] = _("Write what solved it.")
	if doc.problem_state == PLANNED and not doc.planned_from:
		problems["planned_from"] = _("Say when it is planned for.")
	if problems:
		refuse(problems)
	doc.solved_at = (doc.solved_at or to_system(utc_now())) if doc.problem_state == DONE else None


def open_problem(number: str, title: str, kind: str) -> Any:
	"""Make a problem or change of a ticket, which is in it from then on; return it. Raises Refused without a title."""
	ticket = transitions.locked(number)
	ticket.check_permission("write")
	title = clean_line(title)
	if not title:
		refuse({"title": _("Give the problem a title.")})
	doc = frappe.new_doc(PROBLEM)
	doc.update({"title": title[:140], "kind": kind, "description": unshield(ticket.description)})
	doc.agent = frappe.session.user
	doc.insert()
	ticket.problem = doc.name
	ticket.save()
	return doc


def put_in(numbers: Sequence[str], problem: str) -> int:
	"""Put tickets into a problem, or with an empty one take them out; return how many changed."""
	if problem:
		frappe.get_doc(PROBLEM, problem).check_permission("read")
	changed = 0
	# In one order, whoever marks which first: two lists never wait for each other in a circle.
	for number in sorted(set(numbers)):
		# query-in-loop: each ticket is saved by itself, with its own history
		ticket = transitions.locked(number)
		ticket.check_permission("write")
		if (ticket.problem or "") != problem:
			ticket.problem = problem or None
			ticket.save()
			changed += 1
	return changed


def tell_customers(problem: str, message: str, key: str) -> dict[str, Any]:
	"""Write to the customers of all open tickets of a problem: in each conversation apart, once for a key.

	The first ones at once, the others of a great problem by a worker (`later`). Raises Refused for an empty message.
	"""
	frappe.get_doc(PROBLEM, problem).check_permission("write")
	if not clean_lines(message):
		refuse({"message": _("Write a message.")})
	mark = hashlib.sha256(f"{problem}\0{key or message}".encode()).hexdigest()[:20]
	numbers = _open_tickets(problem)
	later = len(numbers) == MOST_TOLD
	if later:
		# Before anybody is told, and from the first on, so that whatever ends this request, all are told; nobody is twice.
		arguments = {"problem": problem, "message": message, "mark": mark}
		background_work.ask([Request(MESSAGE, mark, problem, arguments)])
	told = _tell(numbers, message, mark)
	return {"told": len(told.done), "skipped": list(told.refused), "later": later}


def step(arguments: dict[str, Any], last: str) -> Progress:
	"""A worker's part of `tell_customers`: the next tickets behind that one. Each customer is told once for a mark."""
	numbers = _open_tickets(arguments["problem"], last)
	tell = partial(conversation.agent_message, text=arguments["message"], key=arguments["mark"])
	refused = each(numbers, tell)
	return Progress(numbers[-1], len(numbers), refused=refused) if numbers else Progress(is_done=True)


def _open_tickets(problem: str, after: str = "") -> list[str]:
	filters = {"problem": problem, "state_category": ("in", OPEN_CATEGORIES), "name": (">", after)}
	return list(
		frappe.get_all("SD Ticket", filters=filters, pluck="name", order_by="name asc", limit=MOST_TOLD)
	)


def _tell(numbers: Sequence[str], message: str, mark: str) -> Outcome:
	return for_each(numbers, lambda number: conversation.agent_message(number, message, key=mark))


def resolve(problem: str, numbers: Sequence[str], resolution: str) -> dict[str, Any]:
	"""Resolve tickets of a problem, each by its own workflow's step; return which, and why the others were not."""
	doc = frappe.get_doc(PROBLEM, problem)
	doc.check_permission("write")
	words = clean_lines(resolution) or (doc.solution or "")
	outcome = for_each(numbers, lambda number: _resolve_one(number, problem, words))
	refused = [{"ticket": number, "reason": reason} for number, reason in outcome.refused.items()]
	return {"resolved": outcome.done, "refused": refused}


def _resolve_one(number: str, problem: str, words: str) -> None:
	ticket = transitions.locked(number)
	ticket.check_permission("write")
	if ticket.problem != problem:
		frappe.throw(_("This request is not one of the problem's."), Conflict)
	steps = _resolving(ticket)
	if not steps:
		frappe.throw(
			_("In the state {0} it cannot be resolved.").format(ticket.workflow_state or ""), Conflict
		)
	demanded = demands.FIELD_OF_DEMAND.get(steps[0].get("sd_requires") or "")
	given = {"resolution": words, **({demanded: words} if demanded else {})}
	conversation.agent_step(number, steps[0].action, demands.Words(**given))


def _resolving(ticket: Any) -> list[Any]:
	"""The steps that a person may take now and that lead to a solution."""
	return [
		row for row in states.buttons(ticket) if states.category_of(row.next_state) is StateCategory.RESOLVED
	]


def _counts(problem: str) -> dict[str, int]:
	counts = {"open": 0, "resolved": 0, "closed": 0, "customers": 0}
	for row in frappe.db.sql(COUNTS, {"problem": problem}, as_dict=True):
		if row.state_category is None:
			counts["customers"] = row.customers
		elif is_open(StateCategory(row.state_category)):
			counts["open"] += row.tickets
		elif row.state_category == str(StateCategory.RESOLVED):
			counts["resolved"] += row.tickets
		else:
			counts["closed"] += row.tickets
	return counts


def _shown(row: Any) -> dict[str, Any]:
	return {
		"ticket": row.name,
		"subject": unshield(row.subject),
		"state": row.workflow_state,
		"category": row.state_category,
		"customer": frappe.get_cached_value("SD Customer", row.customer, "customer_name") or row.customer,
		"agent_name": full_name(row.agent),
		"steps": _steps_to_solution(row.workflow_state),
	}


def _steps_to_solution(state: str) -> list[dict[str, str]]:
	"""The reader's steps from that state to a solution; whether a ticket's own conditions hold is asked when it is done."""
	roles = frappe.get_roles()
	return [
		{"action": step.action, "demands": step.get("sd_requires") or ""}
		for step in states.steps_of(state, TransitionTrigger.BUTTON)
		if step.allowed in roles and states.category_of(step.next_state) is StateCategory.RESOLVED
	]
