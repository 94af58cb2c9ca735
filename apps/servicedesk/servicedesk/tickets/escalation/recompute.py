"""After a rule was made or changed: when clocks and tickets are next of interest to it, worked out in the background.

Clocks go through the renewal that an edited SLA goes through, tickets of a state through that of an edited workflow:
both outlive a worker that is killed, and hold nobody up.
"""

from typing import Any

from servicedesk.domain.lifecycle import StateCategory
from servicedesk.service_levels import renewals
from servicedesk.service_levels.escalation_rules import CLOCK
from servicedesk.shared.errors import NotSetUp
from servicedesk.tickets import states, timers


def follow_rule(doc: Any) -> None:
	"""Have a worker renew whatever the rule concerns, and what it concerned before."""
	for version in (doc.get_doc_before_save(), doc):
		if version:
			_renew(version)


def _renew(rule: Any) -> None:
	if rule.counts == CLOCK:
		renewals.ask([rule.sla] if rule.sla else renewals.slas_of_kind(rule.clock_kind))
	elif names := states_meant(rule):
		timers.recompute_later(names)


def states_meant(rule: Any) -> list[str]:
	"""The states in which a rule counts the time: its own, or all with the meaning that it names."""
	if rule.workflow_state:
		return [str(rule.workflow_state)]
	try:
		rows = states.workflow().states
	except NotSetUp:
		return []
	meant = StateCategory(rule.state_category)
	return list(dict.fromkeys(row.state for row in rows if states.category_of(row.state) is meant))
