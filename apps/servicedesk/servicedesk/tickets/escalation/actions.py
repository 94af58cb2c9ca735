"""What a rule does on a ticket, action by action, in the sweep's transaction.

What cannot be done (a team that hands on to none, a specialist whose time is taken) is undone by itself, and what was
said is kept as the outcome: the rule's other actions are done all the same, and staff read in the history why not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import is_transition_condition_satisfied
from frappe.utils import now_datetime, strip_html
from pymysql import OperationalError
from rq.timeouts import JobTimeoutException

from servicedesk.domain.thresholds import Moment
from servicedesk.messaging.outbox import queue
from servicedesk.service_levels.escalation_rules import RULE, EscalationRule
from servicedesk.shared.compat import to_microseconds
from servicedesk.shared.people import full_name
from servicedesk.tickets import assignment, history, priority, states, tiers, transitions, visit_draft
from servicedesk.tickets.escalation import state_times, telling

SAVEPOINT = "escalation_action"
TELLING = ("Notify", "Remind Customer")
# The transaction is lost: nothing of this ticket was done, and all is begun again.
LOST = (OperationalError, frappe.QueryDeadlockError, frappe.QueryTimeoutError)


class NotDone(Exception):
	"""An action that has nothing to do here; the text is for the history."""


@dataclass(frozen=True)
class Act:
	"""An action of a rule on a ticket. `occasion` tells it from every other, for the keys of notices."""

	ticket: str
	rule: EscalationRule
	row: Any
	clock: dict[str, Any] | None
	occasion: str
	told: set[str]
	"""The staff that the rule has told already at this moment: who is of a team and supervises it is told once."""

	@property
	def reason(self) -> str:
		"""What the ticket's history says of why."""
		return self.row.words or self.rule.title


def may_change(rule: EscalationRule) -> bool:
	"""Whether the ticket may be another one after the rule's actions."""
	return any(row.action not in TELLING for row in _rows(rule))


def perform(ticket: str, rule: EscalationRule, moment: Moment, clock: dict[str, Any] | None) -> list[str]:
	"""Do everything that the rule does, one after another; return what was done, or why it was not."""
	told: set[str] = set()
	return [
		_perform(
			Act(ticket, rule, row, clock, f"{rule.name}:{moment.occasion}:{moment.number}:{row.idx}", told)
		)
		for row in _rows(rule)
	]


def _rows(rule: EscalationRule) -> Sequence[Any]:
	return frappe.get_cached_doc(RULE, rule.name).actions


def _perform(act: Act) -> str:
	frappe.db.savepoint(SAVEPOINT)
	try:
		return ACTIONS[act.row.action](act)
	except (*LOST, JobTimeoutException):
		raise
	except NotDone as reason:
		return str(reason)
	except Exception as problem:  # noqa: BLE001 — whatever one action raises, the others and the entry have to be done
		frappe.db.rollback(save_point=SAVEPOINT)
		return _failed(act, problem)


def _failed(act: Act, problem: Exception) -> str:
	if not isinstance(problem, frappe.ValidationError):
		title = "An action of an escalation rule failed"
		frappe.log_error(title=title, reference_doctype="SD Ticket", reference_name=act.ticket)
	frappe.local.message_log = []
	return _("{0} was not possible: {1}").format(
		_(act.row.action), strip_html(str(problem)) or type(problem).__name__
	)


def _notify(act: Act) -> str:
	ticket = _ticket(act)
	if act.row.whom == "Requester":
		event = telling.CUSTOMER_EVENT
		found = telling.customer_notices(
			ticket, act.row, event, act.rule, act.clock, act.occasion, all_sharing=False
		)
		queue(found)
	else:
		found = _staff_notices(act, ticket)
		queue(found, gathered=True)
	told = ", ".join(dict.fromkeys(notice.recipient for notice in found))
	return _("Told: {0}").format(told or "–")


def _staff_notices(act: Act, ticket: Any) -> list[Any]:
	if act.row.whom == "Address":
		return telling.address_notices(ticket, act.row.address, act.row, act.rule, act.clock, act.occasion)
	users = [act.row.person] if act.row.whom == "Person" else telling.audience(ticket, act.row.whom)
	users = [user for user in users if user not in act.told]
	act.told.update(users)
	return telling.staff_notices(ticket, users, act.row, act.rule, act.clock, act.occasion)


def _remind_customer(act: Act) -> str:
	ticket = _ticket(act)
	if _has_answered(ticket):
		raise NotDone(_("Not reminded: the customer has answered."))
	found = telling.customer_notices(
		ticket, act.row, telling.REMINDER, act.rule, act.clock, act.occasion, all_sharing=True
	)
	queue(found)
	told = ", ".join(dict.fromkeys(notice.recipient for notice in found))
	return _("Reminded: {0}").format(told or "–")


def _has_answered(ticket: Any) -> bool:
	"""Whether the customer has written since the ticket came into its state, where that changes no state."""
	since = state_times.since(ticket)
	return since is not None and any(
		entry.event == history.CUSTOMER_REPLY and entry.occurred_microseconds > to_microseconds(since)
		for entry in history.entries(ticket.name, current=True)
	)


def _raise_priority(act: Act) -> str:
	ticket = transitions.locked(act.ticket)
	higher = _next_priority(ticket.priority)
	if not higher:
		raise NotDone(_("The priority is the highest already."))
	before = ticket.priority
	priority.override(ticket, higher, act.reason)
	ticket.save()
	return _("Priority: {0} → {1}").format(before or "–", higher)


def _next_priority(current: str | None) -> str:
	"""The priority one level more urgent; of none, the least urgent."""
	level = frappe.get_cached_value("SD Priority", current, "level") if current else None
	filters = {"level": ("<", level)} if level is not None else {}
	found = frappe.get_all(
		"SD Priority", filters=filters, pluck="name", order_by="level desc, name asc", limit=1
	)
	return str(found[0]) if found else ""


def _hand_on(act: Act) -> str:
	ticket = tiers.hand_on(act.ticket, act.row.team or None, act.reason)
	return _("Handed on to {0}").format(ticket.team)


def _field_visit(act: Act) -> str:
	ticket = _ticket(act)
	specialist = act.row.person or ticket.agent
	if not specialist:
		raise NotDone(_("No visit planned: nobody has the ticket, and the rule names no specialist."))
	starts = now_datetime().replace(second=0, microsecond=0) + timedelta(hours=int(act.row.visit_after or 0))
	ends = starts + timedelta(hours=int(act.row.visit_hours or 1))
	known = visit_draft.draft(ticket)
	place = known["place"] or _("To be agreed with the customer")
	more = {name: known[name] for name in ("site", "contact_person", "contact_phone")}
	tiers.field_visit(act.ticket, specialist, starts, ends, place, act.reason, **more)
	return _("Visit planned for {0}").format(full_name(specialist))


def _assign(act: Act) -> str:
	ticket = transitions.locked(act.ticket)
	team = act.row.team or ticket.team
	if not team:
		raise NotDone(_("Not assigned: the ticket has no team."))
	ticket = assignment.assign(ticket, team=team)
	return _("Assigned: {0}, {1}").format(ticket.team, full_name(ticket.agent) or "–")


def _take_step(act: Act) -> str:
	ticket = transitions.locked(act.ticket)
	step = _step(ticket, act.row.step)
	if not step:
		raise NotDone(_("No step {0} from the state {1}.").format(act.row.step, ticket.workflow_state))
	transitions.apply(ticket, step, act.row.words or "")
	return _("Step: {0}").format(act.row.step)


def _step(ticket: Any, action: str) -> Any | None:
	"""The transition of that name, as one that time takes: nobody's button, and nobody becomes the agent by it."""
	for row in states.workflow().transitions:
		named = row.state == ticket.workflow_state and row.action == action
		if named and is_transition_condition_satisfied(row, ticket):
			return frappe._dict(row.as_dict(), sd_trigger="Elapsed Time")
	return None


def _ticket(act: Act) -> Any:
	return frappe.get_doc("SD Ticket", act.ticket)


ACTIONS: dict[str, Callable[[Act], str]] = {
	"Notify": _notify,
	"Raise Priority": _raise_priority,
	"Hand On": _hand_on,
	"Field Visit": _field_visit,
	"Assign": _assign,
	"Take Step": _take_step,
	"Remind Customer": _remind_customer,
}
