"""Factories of escalation rules for tests, and time that passes on a ticket."""

import json
from typing import Any

import frappe

from servicedesk.service_levels import clock_store
from servicedesk.shared.compat import utc_now
from servicedesk.shared.testing import AGENT, DeskTestCase, make_account, make_customer, make_user
from servicedesk.tickets import history, transitions
from servicedesk.tickets.escalation import state_times, sweep
from servicedesk.tickets.testing import make_ticket

CUSTOMER, PERSON, SUPERVISOR = "T Escalation", "person@escalation.test", "supervisor@escalation.test"
MINUTE = 60
MICROSECONDS = 1_000_000


def make_rule(title: str, *actions: dict[str, Any], **values: Any) -> Any:
	"""A rule in force: half of the clock "Take Over", unless told otherwise; without actions, the agent is told."""
	given: dict[str, Any] = {"counts": "Clock", "clock_kind": "Take Over", "percent": 50, **values}
	rows = list(actions) or [{"action": "Notify", "whom": "Agent"}]
	return frappe.get_doc(
		{"doctype": "SD Escalation Rule", "title": title, **given, "actions": rows}
	).insert()


def let_pass(ticket: str, minutes: float) -> None:
	"""As if the whole history of the ticket lay so much further back; its clocks and rules know of it."""
	seconds, stay = int(minutes * MINUTE), _stay(ticket)
	frappe.db.sql(
		"""update `tabSD Ticket Event` set occurred_at = occurred_at - interval %(seconds)s second,
			occurred_microseconds = occurred_microseconds - %(microseconds)s where ticket = %(ticket)s""",
		{"ticket": ticket, "seconds": seconds, "microseconds": seconds * MICROSECONDS},
	)
	frappe.db.sql(
		"""update `tabSD Ticket` set state_since = state_since - interval %s second,
			state_since_key = state_since_key - %s where name = %s""",
		(seconds, seconds * MICROSECONDS, ticket),
	)
	frappe.db.sql(
		"update `tabSD Escalation Rule` set active_from = active_from - interval %s second", seconds
	)
	frappe.db.sql(
		"update `tabSD Escalation Entry` set occasion = %s where ticket = %s and occasion = %s",
		(_stay(ticket), ticket, stay),
	)
	frappe.cache.delete_value("servicedesk_escalation_rules")
	clock_store.refresh(ticket, history.clock_events(ticket), utc_now())


def _stay(ticket: str) -> str:
	begin = state_times.since(frappe.get_doc("SD Ticket", ticket))
	return state_times.occasion_of(begin) if begin else ""


def entries(ticket: str) -> list[tuple[str, int, str]]:
	"""What rules did on the ticket: title, number, outcome; in order."""
	rows = frappe.get_all(
		"SD Escalation Entry",
		{"ticket": ticket},
		["rule_title", "number", "outcome"],
		order_by="acted_at, due_at, name",
	)
	return [(row.rule_title, row.number, row.outcome) for row in rows]


def messages(ticket: str, *events: str) -> list[tuple[str, str, str]]:
	"""Messages of these events that wait for the ticket: event, state, recipient; in order."""
	rows = frappe.get_all(
		"SD Outgoing Message",
		{"ticket": ticket, "event": ("in", events)},
		["event", "state", "recipient"],
		order_by="event, recipient",
	)
	return [(row.event, row.state, row.recipient) for row in rows]


def context(event: str, recipient: str) -> dict[str, str]:
	"""The values of the newest message of that event to that person."""
	found = frappe.get_last_doc("SD Outgoing Message", {"event": event, "recipient": recipient})
	return dict(json.loads(found.context))


class EscalationCase(DeskTestCase):
	"""On tickets with half an hour to take over and two hours to a solution."""

	def setUp(self) -> None:
		"""A ticket of a customer, and no rules but the test's own."""
		super().setUp()
		frappe.db.delete("SD Escalation Rule")
		make_customer(CUSTOMER)
		make_account(PERSON, {CUSTOMER: "Requester"})
		make_user(SUPERVISOR, "Service Desk Supervisor")
		self.ticket = make_ticket(PERSON, CUSTOMER)

	def swept(self, minutes: float = 0, name: str = "") -> list[tuple[str, int, str]]:
		"""Let time pass, sweep the ticket, and return what rules did on it so far."""
		ticket = name or self.ticket.name
		if minutes:
			let_pass(ticket, minutes)
		sweep.act_on(ticket)
		return entries(ticket)

	def act(self, action: str, **words: str) -> None:
		"""Take a step as the agent."""
		frappe.set_user(AGENT)
		transitions.perform(self.ticket.name, action, **words)
		frappe.set_user("Administrator")
