"""Which tickets a rule is for."""

from typing import Any

import frappe

from servicedesk.domain.ticket_condition import Condition, ConditionError, Kind, read_condition
from servicedesk.service_levels.escalation_rules import EscalationRule, rules

KINDS = {
	"Data": Kind.TEXT,
	"Link": Kind.TEXT,
	"Select": Kind.TEXT,
	"Small Text": Kind.TEXT,
	"Text": Kind.TEXT,
	"Int": Kind.NUMBER,
	"Float": Kind.NUMBER,
	"Check": Kind.NUMBER,
}
DEEPEST_CATEGORY = 20


def condition(text: str) -> Condition:
	"""A rule's condition, read; raises ConditionError for one that could not be answered about every ticket."""
	fields = frappe.get_meta("SD Ticket").fields
	kinds = {field.fieldname: KINDS[field.fieldtype] for field in fields if field.fieldtype in KINDS}
	return read_condition(text, kinds)


def fits(rule: EscalationRule, ticket: Any) -> bool:
	"""Whether the rule is for this ticket as it is now. No statement on a warm cache."""
	return all(_has(ticket, field, value) for field, value in rule.wanted) and _holds(rule, ticket)


def fields_of_clock_rules() -> set[str]:
	"""The ticket's fields on which it hangs whether rules that count a clock are for it. No statement on a warm cache."""
	found: set[str] = set()
	for rule in rules():
		if rule.clock_kind:
			found.update(name for name, _value in rule.wanted)
			found.update(_fields_asked(rule))
	return found


def _fields_asked(rule: EscalationRule) -> frozenset[str]:
	if not rule.condition:
		return frozenset()
	try:
		return condition(rule.condition).fields()
	except ConditionError:
		return frozenset()


def _has(ticket: Any, field: str, value: str) -> bool:
	if field == "category":
		return value in _with_ancestors(ticket.get("category"))
	return bool(ticket.get(field) == value)


def _with_ancestors(category: str | None) -> list[str]:
	"""A category and whatever it is part of: a rule for printers is one for their paper too."""
	found: list[str] = []
	while category and category not in found and len(found) < DEEPEST_CATEGORY:
		found.append(category)
		# query-in-loop: a few levels, from the cache
		category = frappe.get_cached_value("SD Ticket Category", category, "parent_category")
	return found


def _holds(rule: EscalationRule, ticket: Any) -> bool:
	if not rule.condition:
		return True
	try:
		return condition(rule.condition).holds(ticket)
	except ConditionError:
		# A field that the condition names is gone since it was written: a rule that nobody can read does nothing.
		return False
