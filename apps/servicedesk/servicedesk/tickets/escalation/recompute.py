"""After a rule was made or changed: when clocks and tickets are next of interest to it, worked out in the background.

Clocks go through the renewal that an edited SLA goes through, tickets of a state through that of an edited workflow.
"""

from typing import Any

from servicedesk.service_levels import renewals
from servicedesk.service_levels.escalation_rules import CLOCK
from servicedesk.shared.errors import NotSetUp
from servicedesk.tickets import state_renewal, states


def follow_rule(doc: Any) -> None:
	"""Have a worker renew whatever the rule concerns, and what it concerned before."""
	for version in (doc.get_doc_before_save(), doc):
		if version:
			_renew(version)


def _renew(rule: Any) -> None:
	if rule.counts == CLOCK:
		renewals.ask([rule.sla] if rule.sla else renewals.slas_of_kind(rule.clock_kind))
		return
	try:
		table = states.workflow()
	except NotSetUp:
		return
	state_renewal.ask(states_meant(rule, table))


def states_meant(rule: Any, table: Any) -> list[str]:
	"""The workflow's states in which a rule counts the time: its own, or all with the meaning that it names."""
	return list(
		dict.fromkeys(
			row.state
			for row in table.states
			if row.state == rule.workflow_state
			or (not rule.workflow_state and rule.state_category == str(states.category_of_row(row)))
		)
	)
