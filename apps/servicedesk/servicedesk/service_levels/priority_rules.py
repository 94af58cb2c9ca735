"""The priority matrix of this desk, from the records that staff keep, and the levels of priorities."""

import frappe

from servicedesk.domain.priority_matrix import PriorityDecision, PriorityMatrix, PriorityRule
from servicedesk.domain.queue_order import rank_of
from servicedesk.shared.forgetting import KeptValues

RULE = "SD Priority Rule"
KEPT = KeptValues("servicedesk_priority_rules")
KEY = "rules"


def decide(impact: str | None, urgency: str | None, fallback: str) -> PriorityDecision:
	"""The priority that the rules give, `fallback` where none fits. One statement on a cold cache, none on a warm one."""
	rules = rules_of_desk() if impact or urgency else []
	return PriorityMatrix(rules, fallback).decide(impact or "", urgency or "")


def rules_of_desk() -> list[PriorityRule]:
	"""Every cell once. Of two that contradict each other (they came in past the form) the older one counts."""
	cells: dict[tuple[str, str], str] = {}
	for impact, urgency, priority in KEPT.value(KEY, _read):
		cells.setdefault((impact, urgency), priority)
	return [PriorityRule(*cell, priority) for cell, priority in cells.items()]


def forget_rules() -> None:
	"""Make the next reader see changed rules."""
	KEPT.forget(KEY)


def rank_of_priority(priority: str | None) -> int:
	"""The priority's rank in the queue; the last for none. Cached."""
	return rank_of(frappe.get_cached_value("SD Priority", priority, "level") if priority else None)


def _read(_key: str) -> list[tuple[str, str, str]]:
	rows = frappe.get_all(
		RULE, fields=["impact", "urgency", "priority"], order_by="creation asc, name asc", as_list=True
	)
	return [(impact or "", urgency or "", priority) for impact, urgency, priority in rows]
