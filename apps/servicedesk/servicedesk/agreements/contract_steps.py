"""Steps of a contract's workflow together with what they demand: a renewal its end, a termination its reason."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model.workflow import get_transitions, has_approval_access

from servicedesk.domain.contract_term import ContractState
from servicedesk.shared.errors import Conflict, refuse


def take_step(number: str, action: str, *, until: str = "", reason: str = "") -> Any:
	"""Take the workflow's step called `action` as the signed-in user; return the contract.

	`until` becomes the contract's end (YYYY-MM-DD), `reason` stands beside a termination. Raises Conflict when the
	contract's state of now has no such step for this user, Refused when the step demands what is missing, and when `until` is no date.
	"""
	end = _date(until)
	contract = frappe.get_doc("SD Contract", number, for_update=True)
	contract.check_permission("write")
	transition = _transition(contract, action)
	contract.contract_state = transition.next_state
	if end:
		contract.end_date = end
	if transition.next_state == str(ContractState.TERMINATED):
		contract.termination_reason = reason
	contract.save()
	contract.add_comment("Workflow", _(transition.next_state))
	return contract


def _date(until: str) -> date | None:
	if not until:
		return None
	try:
		return date.fromisoformat(until)
	except ValueError:
		refuse({"until": _("Please give a date.")})


def _transition(contract: Any, action: str) -> Any:
	for row in get_transitions(contract):
		if row.action == action and has_approval_access(frappe.session.user, contract, row):
			return row
	state = _(contract.contract_state)
	frappe.throw(_("This is not possible any more: the contract is {0}.").format(state), Conflict)
