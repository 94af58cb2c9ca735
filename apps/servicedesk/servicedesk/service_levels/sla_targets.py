"""The clocks that an SLA gives a ticket: which target of each kind, and why.

Which SLA a ticket has is settled before (`tickets.sla_choice`); which of its targets, in `domain.target_choice`.
"""

import json
from typing import Any

import frappe

from servicedesk.domain.target_choice import CONDITIONS, Conditions, Target, choose

# Where the SLA came from (`sla_source`), and the field of the ticket that names it.
NAMED_BY = {
	"contract_service": "contract",
	"contract": "contract",
	"customer": "customer",
	"service": "service",
	"request_type": "request_type",
}


def targets_of(sla: Any) -> list[Target]:
	"""The rows of an SLA's document as the rules read them."""
	return [Target(row.measure, conditions_of(row)) for row in sla.targets]


def conditions_of(source: Any) -> Conditions:
	"""What a target's row demands, or what a ticket has."""
	return Conditions(**{name: source.get(name) or "" for name in CONDITIONS})


def rule_rows(ticket: Any) -> list[dict[str, Any]]:
	"""The rule of each clock that the ticket has by its SLA, as columns of SD Ticket Clock; none without an SLA.

	`ticket`: its document, or a row with name, sla, sla_source, customer, contract, service, request_type, priority.
	"""
	if not ticket.get("sla"):
		return []
	sla = frappe.get_cached_doc("SD SLA", ticket.get("sla"))
	positions = choose(targets_of(sla), conditions_of(ticket))
	return [_rule_row(ticket, sla, sla.targets[position]) for position in positions]


def _rule_row(ticket: Any, sla: Any, target: Any) -> dict[str, Any]:
	return {
		"ticket": ticket.get("name"),
		"label": target.label,
		"measure": target.measure,
		"sla": sla.name,
		"calendar": sla.calendar,
		"target_seconds": int(target.target),
		"pauses_for_customer": int(target.pauses_for_customer or 0),
		"pauses_for_others": int(target.pauses_for_others or 0),
		"shown_to_customer": int(target.shown_to_customer or 0),
		"reason": _reason(ticket, target),
	}


def _reason(ticket: Any, target: Any) -> str:
	"""Where the SLA came from and which conditions chose the target: stored as codes and names, told in any language."""
	source = ticket.get("sla_source") or ""
	named_by = NAMED_BY.get(source)
	reason = {
		"source": source,
		"named": (ticket.get(named_by) if named_by else None) or "",
		"conditions": {name: target.get(name) for name in conditions_of(target).named},
	}
	return json.dumps(reason, ensure_ascii=False, sort_keys=True)
