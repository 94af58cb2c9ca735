"""A workflow for tickets is checked before it is saved: what would strand tickets is refused, with the place and the reason.

The rules are pure (`domain.workflow_rules`); what only the site can tell is asked here: whether a condition runs, and
whether tickets stand in a state that is going away.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import is_transition_condition_satisfied
from frappe.utils import cint, now_datetime

from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.workflow_rules import Fault, State, Step, WorkflowProblem, problems
from servicedesk.shared.errors import refuse
from servicedesk.tickets import states

DOCTYPE = "SD Ticket"
# What a ticket has that has been through everything: a condition may ask for any of it.
SAMPLE_OF_TYPE = {"Datetime": now_datetime, "Int": int, "Check": int, "Long Int": int, "Float": float}


def check(doc: Any) -> None:
	"""Refuse a workflow of tickets that would strand them; raises Refused with a sentence for each place."""
	if doc.document_type != DOCTYPE:
		return
	found = [(_place(problem.table, problem.row), _sentence(problem)) for problem in _of_rules(doc)]
	found += _of_conditions(doc) + _of_document_states(doc)
	if found:
		# Of two faults at one place the first is said first.
		refuse({place: sentence for place, sentence in reversed(found)})


def state_rows(doc: Any) -> list[State]:
	"""The workflow's states as the rules read them."""
	return [
		State(row.idx, row.state, StateCategory(row.sd_category) if row.get("sd_category") else None)
		for row in doc.states
	]


def step_rows(doc: Any) -> list[Step]:
	"""The workflow's transitions as the rules read them."""
	return [
		Step(
			row.idx,
			row.state,
			row.action,
			row.next_state,
			states.trigger_of(row),
			cint(row.get("sd_after")),
			bool(row.get("sd_requires")),
		)
		for row in doc.transitions
	]


def _of_rules(doc: Any) -> list[WorkflowProblem]:
	return problems(state_rows(doc), step_rows(doc))


def _of_conditions(doc: Any) -> list[tuple[str, str]]:
	"""Conditions that do not compile, or that raise on a ticket that has everything a condition may ask for."""
	sentence = _("Row {0} of the transitions, {1}: its condition does not work. {2}")
	return [
		(_place("transitions", row.idx), sentence.format(row.idx, row.action, error))
		for row in doc.transitions
		if row.condition and (error := _raised(row))
	]


def _raised(row: Any) -> str:
	try:
		is_transition_condition_satisfied(row, _sample(row.state))
	except Exception as error:  # noqa: BLE001 — staff's own line may raise anything; whatever it is, it is told
		return f"{type(error).__name__}: {error}"
	return ""


def _sample(state: str) -> Any:
	"""A ticket as it may stand in that state, with something in every field that a condition could compare."""
	ticket = frappe.new_doc(DOCTYPE)
	for field in ticket.meta.get_valid_columns():
		fieldtype = getattr(ticket.meta.get_field(field), "fieldtype", "")
		ticket.set(field, SAMPLE_OF_TYPE.get(fieldtype, str)())
	ticket.workflow_state = state
	return ticket


def _of_document_states(doc: Any) -> list[tuple[str, str]]:
	"""Tickets are never submitted: a state that asks for it could not be entered."""
	sentence = _("Row {0} of the states, {1}: the document status must be 0.")
	return [
		(_place("states", row.idx), sentence.format(row.idx, row.state))
		for row in doc.states
		if cint(row.doc_status)
	]


def _place(table: str, row: int) -> str:
	return f"{table}.{row}"


def _sentence(problem: WorkflowProblem) -> str:
	where = _("states") if problem.table == "states" else _("transitions")
	return _("Row {0} of the {1}, {2}: {3}").format(
		problem.row, where, problem.names[0], _reason(problem.fault)
	)


def _reason(fault: Fault) -> str:
	return {
		Fault.NO_CATEGORY: _("say what this state means."),
		Fault.TWO_CATEGORIES: _("the same state stands twice and means two things."),
		Fault.FIRST_NOT_NEW: _("tickets begin in the first state, so it has to mean: new."),
		Fault.NO_WAY_ON: _("a ticket that comes here can never leave, and this is no end."),
		Fault.NO_WAY_TO: _("no transition leads here."),
		Fault.NO_END: _("from here no way leads to an end, closed or cancelled."),
		Fault.NO_DURATION: _("say after how much time this happens."),
		Fault.LOOP: _("it happens by itself and leads back to where it began, again and again."),
		Fault.DEMANDS_OF_NOBODY: _("it happens by itself, so nobody is there to write what it demands."),
	}[fault]
