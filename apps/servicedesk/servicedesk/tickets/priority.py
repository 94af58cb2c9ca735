"""A ticket's priority: what the desk's rules say, or an agent's own choice with its reason.

Source: integrator 6 (impact sets the priority), outsourcer 8 (line 1 gives it). What the rules said stays beside an
override; history keeps both.
"""

from typing import Any

import frappe
from frappe import _

from servicedesk.domain.priority_matrix import Basis, PriorityDecision, settled
from servicedesk.service_levels import priority_rules
from servicedesk.shared.errors import refuse
from servicedesk.shared.visibility import is_staff

# When none of these changes, a ticket keeps its priority, though the rules may have become others.
DECIDING_FIELDS = ("impact", "urgency", "request_type", "priority", "priority_reason")
SETTLED_FIELDS = ("priority_by_matrix", "priority_basis")


def settle(doc: Any) -> None:
	"""Give the ticket its priority; called in validate, before clocks and queue are. Raises Refused by the field.

	Customers choose impact and urgency where their form asks for them, never the priority.
	"""
	before = doc.get_doc_before_save()
	if not _may_override(doc):
		doc.priority = before.priority if before else None
		doc.priority_reason = before.priority_reason if before else None
	if before and not any(_differs(before, doc, name) for name in DECIDING_FIELDS):
		for name in SETTLED_FIELDS:
			doc.set(name, before.get(name))
		return
	decision = _settled(doc, before)
	doc.priority = decision.priority or None
	doc.priority_by_matrix = decision.by_matrix or None
	doc.priority_basis = str(decision.basis)
	doc.priority_reason = decision.reason or None


def override(doc: Any, priority: str, reason: str) -> None:
	"""Want another priority for the ticket than the rules give; the caller saves it. For the desk's own rules too."""
	doc.priority, doc.priority_reason = priority, reason
	doc.flags.priority_by_desk = True


def take_back(doc: Any) -> None:
	"""Want what the rules say; the caller saves the ticket."""
	override(doc, "", "")


def in_words(doc: Any) -> str:
	"""What history keeps of a change beside the two priorities: what the rules said, and the reason for another one."""
	if doc.priority_basis != Basis.OVERRIDE.value:
		return ""
	return _("By the rules: {0}. Reason: {1}").format(doc.priority_by_matrix or "–", doc.priority_reason)


def _settled(doc: Any, before: Any | None) -> PriorityDecision:
	decision = priority_rules.decide(doc.impact, doc.urgency, _fallback(doc))
	wanted, reason = doc.priority or "", doc.priority_reason or ""
	try:
		return settled(decision, _standing(before), wanted, reason)
	except ValueError:
		rules_say = decision.priority or "–"
		refuse(
			{
				"priority_reason": _("The rules give the priority {0}. Write why it is another one.").format(
					rules_say
				)
			}
		)


def _standing(before: Any | None) -> PriorityDecision | None:
	"""The ticket's priority as it is stored. A ticket from before the rules has one that nobody chose."""
	if not before:
		return None
	basis = Basis(before.priority_basis or Basis.FALLBACK.value)
	return PriorityDecision(
		before.priority or "", basis, before.priority_by_matrix or "", before.priority_reason or ""
	)


def _fallback(doc: Any) -> str:
	"""Where no rule fits: the request type's, else the desk's."""
	of_type = frappe.get_cached_doc("SD Request Type", doc.request_type).priority if doc.request_type else ""
	return of_type or frappe.get_cached_doc("SD Settings").default_priority or ""


def _may_override(doc: Any) -> bool:
	return bool(doc.flags.priority_by_desk) or is_staff(frappe.session.user)


def _differs(before: Any, doc: Any, name: str) -> bool:
	return (before.get(name) or "") != (doc.get(name) or "")
