"""What must hold of a contract as it is stored; the dates' and states' rules stand in `domain.contract_term`."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_workflow, get_workflow_name
from frappe.utils import getdate, today

from servicedesk.domain.contract_term import ChangeProblem, ContractState, Term, change_problem
from servicedesk.shared.errors import refuse


def check(contract: Any) -> None:
	"""Raise Refused with a sentence for each field of the contract that cannot be stored as it is."""
	problems: dict[str, str] = {}
	before = contract.get_doc_before_save()
	if problem := _term_problem(contract, before):
		field, sentence = _sentences()[problem]
		problems[field] = sentence
	if _repeated([row.service for row in contract.services]):
		problems["services"] = _("A service stands twice in this contract.")
	if sentence := _sites_problem(contract):
		problems["sites"] = sentence
	if before and before.customer != contract.customer and before.contract_state != str(ContractState.DRAFT):
		problems["customer"] = _("The customer of a contract can be changed only while it is a draft.")
	if problems:
		refuse(problems)


def check_registration(contract: Any) -> None:
	"""A new contract may be entered in the state it is in, by whom the workflow lets put contracts into that state.

	Into Expired leads no step but the calendar; a contract that is entered so covers nothing, and anybody may do it.
	"""
	name = get_workflow_name("SD Contract")
	if not name:
		return
	workflow = get_workflow("SD Contract")
	state = contract.contract_state
	if state in (None, "", workflow.states[0].state, str(ContractState.EXPIRED)):
		return
	roles = frappe.get_roles()
	if not any(row.next_state == state and row.allowed in roles for row in workflow.transitions):
		refuse({"contract_state": _("You may register contracts only as drafts.")})


def keep_termination(contract: Any) -> None:
	"""When and why a contract was terminated is said of terminated ones only."""
	if contract.contract_state == str(ContractState.TERMINATED):
		contract.terminated_on = contract.terminated_on or today()
	else:
		contract.terminated_on = contract.termination_reason = None


def _term_problem(contract: Any, before: Any | None) -> ChangeProblem | None:
	if not contract.start_date:
		return None  # mandatory, which the framework says
	term = Term(
		number=contract.name or "",
		state=ContractState(contract.contract_state or str(ContractState.DRAFT)),
		start=_day(contract.start_date),
		end=_day(contract.end_date) if contract.end_date else None,
	)
	state_before = ContractState(before.contract_state) if before else None
	return change_problem(term, state_before, contract.termination_reason or "", _day(today()))


def _day(value: Any) -> date:
	day = getdate(value)
	assert day, "an empty date is asked about before"  # noqa: S101 — for the type checker
	return day


def _sentences() -> dict[ChangeProblem, tuple[str, str]]:
	return {
		ChangeProblem.ENDS_BEFORE_START: ("end_date", _("The contract ends before it starts.")),
		ChangeProblem.HAS_ENDED: (
			"end_date",
			_("The contract's end is past. Give a later end to put it in force."),
		),
		ChangeProblem.NO_REASON: ("termination_reason", _("Say why the contract is terminated.")),
	}


def _sites_problem(contract: Any) -> str:
	sites = [row.site for row in contract.sites]
	if _repeated(sites):
		return _("A site stands twice in this contract.")
	if not sites:
		return ""
	strange = frappe.get_all(
		"SD Site",
		filters={"name": ("in", sites), "customer": ("!=", contract.customer)},
		pluck="site_name",
	)
	return _("Not a site of this customer: {0}").format(", ".join(strange)) if strange else ""


def _repeated(names: Sequence[str]) -> bool:
	return len(names) != len(set(names))
