"""Escalation rules as clocks and tickets are asked about them: read once, kept until somebody changes one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe

from servicedesk.domain.thresholds import Basis, Threshold
from servicedesk.shared.compat import from_system
from servicedesk.shared.forgetting import KeptValues

RULE, ENTRY = "SD Escalation Rule", "SD Escalation Entry"
CLOCK, STATE = "Clock", "Time in State"
# What staff choose, and what it is called in the rules.
MOMENTS = {
	"Percent of the Target": Basis.PERCENT,
	"Minutes before Due": Basis.BEFORE_DUE,
	"Minutes after Due": Basis.AFTER_DUE,
}
# A rule's condition on the ticket's field of the same name; empty for any.
CONDITIONS = ("priority", "team", "request_type", "customer", "category", "sla")
COLUMNS = (
	*("name", "title", "counts", "clock_kind", "workflow_state", "state_category", "after", "after_unit"),
	*("moment", "percent", "minutes", "repeat_every", "at_most", "also_passed", "active_from", "condition"),
	*CONDITIONS,
)
RULES = KeptValues("servicedesk_escalation_rules")
ALL = "all"


@dataclass(frozen=True)
class EscalationRule:
	"""A rule in force, without what it does."""

	name: str
	title: str
	clock_kind: str
	"""Empty for a rule that counts the time in a state."""
	state: str
	category: str
	unit: str
	"""Of the time in a state."""
	threshold: Threshold
	wanted: tuple[tuple[str, str], ...]
	"""Fields of the ticket and the values that they must have."""
	condition: str


def rules() -> Sequence[EscalationRule]:
	"""Every rule in force. No statement while none changes, and just after a change one for a request or a job."""
	found = RULES.value(ALL, _read)
	# Soon after a change nothing is kept for others, who may see the tables as they were; this request goes by one view.
	frappe.local.cache.setdefault(frappe.cache.make_key(RULES.name), {})[ALL] = found
	return found


def forget_rules() -> None:
	"""Make the next reader see changed rules."""
	RULES.forget(ALL)


def of_clock(measure: str, sla: str | None) -> list[EscalationRule]:
	"""The rules that count this clock on tickets with this SLA."""
	return [
		rule for rule in rules() if rule.clock_kind == measure and dict(rule.wanted).get("sla", sla) == sla
	]


def of_state(state: str, category: str) -> list[EscalationRule]:
	"""The rules that count the time in this state, or in any that means the same."""
	return [
		rule
		for rule in rules()
		if not rule.clock_kind and (rule.state == state or (not rule.state and rule.category == category))
	]


def threshold_of(doc: Any) -> Threshold:
	"""The moments of a rule, stored or about to be; raises ThresholdError for what cannot be."""
	basis = Basis.IN_STATE if doc.get("counts") == STATE else MOMENTS[doc.get("moment")]
	amounts = {Basis.IN_STATE: "after", Basis.PERCENT: "percent"}
	every = int(doc.get("repeat_every") or 0)
	return Threshold(
		rule=doc.get("name") or "",
		basis=basis,
		amount=int(doc.get(amounts.get(basis, "minutes")) or 0),
		every=every,
		at_most=int(doc.get("at_most") or 1) if every else 1,
		since=_since(doc.get("also_passed"), doc.get("active_from")),
	)


def _since(also_passed: Any, active_from: datetime | None) -> datetime | None:
	return None if also_passed or not active_from else from_system(active_from)


def _read(_key: str) -> list[EscalationRule]:
	rows = frappe.get_all(RULE, filters={"enabled": 1}, fields=list(COLUMNS), order_by="title", limit=0)
	return [_rule(row) for row in rows]


def _rule(row: Any) -> EscalationRule:
	counts_clock = row.counts == CLOCK
	return EscalationRule(
		name=row.name,
		title=row.title,
		clock_kind=row.clock_kind or "" if counts_clock else "",
		state="" if counts_clock else row.workflow_state or "",
		category="" if counts_clock else row.state_category or "",
		unit=row.after_unit or "",
		threshold=threshold_of(row),
		wanted=tuple((name, row[name]) for name in CONDITIONS if row[name]),
		condition=row.condition or "",
	)
