"""Whom a rule tells, and of what. Staff's notices are gathered: many to one person in one sweep become one mail."""

from collections.abc import Callable, Sequence
from typing import Any

import frappe

from servicedesk.domain.notice_table import Recipient
from servicedesk.messaging.outbox import Notice
from servicedesk.service_levels.escalation_rules import EscalationRule
from servicedesk.shared.compat import from_system
from servicedesk.shared.people import full_name
from servicedesk.shared.written_dates import written_moment
from servicedesk.tickets import notices
from servicedesk.tickets.teams import supervisors, told_for
from servicedesk.tickets.visit_notices import zone_of

STAFF_EVENT, CUSTOMER_EVENT, REMINDER = "escalated", "customer_delayed", "customer_reminder"


def staff_notices(
	ticket: Any, users: Sequence[str], row: Any, rule: EscalationRule, clock: Any, occasion: str
) -> list[Notice]:
	"""The same notice to each of them, with the action's words."""
	event = row.message_event or STAFF_EVENT
	return [
		notice
		for user in users
		for notice in notices.told_to(
			user, ticket, event, occasion, _values(ticket, rule, clock), row.words or ""
		)
	]


def address_notices(
	ticket: Any, address: str, row: Any, rule: EscalationRule, clock: Any, occasion: str
) -> list[Notice]:
	"""The notice to an address that is nobody's account: no links but the desk's own."""
	language = frappe.get_cached_doc("SD Settings").default_language or "en"
	values = _values(ticket, rule, clock)(Recipient("", address, language, muted=False))
	event = row.message_event or STAFF_EVENT
	return notices.told_at(address, language, ticket, event, occasion, values, row.words or "")


def customer_notices(
	ticket: Any, row: Any, event: str, rule: EscalationRule, clock: Any, occasion: str, *, all_sharing: bool
) -> list[Notice]:
	"""To the requester, or to everybody the ticket is shared with, as far as they want to hear of such things."""
	found = notices.told_by_rule(
		ticket, row.message_event or event, occasion, _values(ticket, rule, clock), row.words or ""
	)
	if all_sharing:
		return found
	address = frappe.get_cached_value("User", ticket.requester, "email") if ticket.requester else ""
	return [notice for notice in found if notice.recipient == address]


def audience(ticket: Any, whom: str) -> list[str]:
	"""The staff meant: whoever is there, from the agent over the team to the supervisors."""
	if whom == "Agent" and ticket.agent:
		return [str(ticket.agent)]
	if whom in ("Agent", "Team"):
		return told_for(ticket.team)
	if whom == "Account Manager":
		manager = frappe.get_cached_value("SD Customer", ticket.customer, "account_manager")
		if manager:
			return [str(manager)]
	return supervisors()


def _values(ticket: Any, rule: EscalationRule, clock: Any) -> Callable[[Recipient], dict[str, str]]:
	"""What an escalation's notice says beside the ticket's own values; its time as the reader's own clock shows it."""
	due_at = from_system(clock["due_at"]) if clock and clock["due_at"] else None
	label = clock["label"] if clock else ""
	agent = full_name(ticket.agent) or "–"

	def of(reader: Recipient) -> dict[str, str]:
		written = written_moment(due_at, zone_of(reader.user), reader.language) if due_at else ""
		due = f"{label}: {written}" if written else ""
		return {"rule": rule.title, "clock": label, "due": due, "agent": agent}

	return of
