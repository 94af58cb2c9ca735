"""A site full of tickets whose escalation rules all have something to do, and the account of what they did."""

import json
import os
from collections import Counter
from typing import Any

import frappe

from servicedesk.service_levels.escalation_rules import forget_rules
from servicedesk.shared.compat import to_microseconds, to_system, utc_now
from servicedesk.tickets.clock_batches import renew
from servicedesk.tickets.escalation.testing import make_rule
from servicedesk.tickets.intake import TicketRequest, open_ticket

SITE = os.environ.get("SERVICEDESK_TEST_SITE", "test.localhost")
# People and words of the preset that `up` loads.
REQUEST_TYPE, CUSTOMER, REQUESTER = (
	"Solicitare Helpdesk",
	"cristina-srl",
	"cristina.tanasescu@example.com",
)
# By which these tickets are told from all others of the site, those of an earlier run included.
SLA = f"Fault {os.getpid()}"
ANSWERS = {
	"rezumat": "Escaladare cu procese întrerupte",
	"detalii": "Nimic nu se pierde.",
	"nume_solicitant": "Cristina Tănăsescu",
	"retailer": "Profi",
}
CLOCK = "Resolve"
BACK_SECONDS = 400 * 3600
MICROSECONDS = 1_000_000
TITLE = "Fault "
RULES: tuple[dict[str, Any], ...] = (
	{"percent": 20, "actions": [{"action": "Notify", "whom": "Supervisors"}]},
	{"percent": 40, "actions": [{"action": "Raise Priority"}, {"action": "Notify", "whom": "Supervisors"}]},
	{"percent": 60, "actions": [{"action": "Notify", "whom": "Requester"}]},
	{"moment": "Minutes after Due", "minutes": 1, "actions": [{"action": "Notify", "whom": "Agent"}]},
	{
		"counts": "Time in State",
		"state_category": "new",
		"after": 1,
		"after_unit": "Hours",
		"actions": [{"action": "Notify", "whom": "Supervisors"}],
	},
)
MOMENTS_EACH = len(RULES)


def make_rules() -> list[str]:
	"""The rules of this run, in force since long ago; every other rule rests. Returns the names of those that rest."""
	if not frappe.db.exists("SD SLA", SLA):
		calendar = frappe.get_all("SD Work Calendar", {"always_open": 1}, pluck="name", limit=1)[0]
		target = {"label": CLOCK, "measure": CLOCK, "target": 7200}
		frappe.get_doc(
			{"doctype": "SD SLA", "title": SLA, "calendar": calendar, "targets": [target]}
		).insert()
	others = frappe.get_all("SD Escalation Rule", {"enabled": 1}, pluck="name")
	rest(others, enabled=0)
	for number, rule in enumerate(RULES, start=1):
		values = {key: value for key, value in rule.items() if key != "actions"}
		if values.get("counts") is None:
			values["clock_kind"] = CLOCK
		make_rule(
			f"{TITLE}{number}",
			*rule["actions"],
			also_passed=1,
			sla=SLA,
			**values,
		)
	forget_rules()
	frappe.db.commit()
	return others


def rest(names: list[str], *, enabled: int) -> None:
	"""Take rules out of force, or put them back."""
	for name in names:
		frappe.db.set_value("SD Escalation Rule", name, "enabled", enabled)
	forget_rules()
	frappe.db.commit()


def clear_rules() -> None:
	"""Take this run's rules away."""
	for name in frappe.get_all("SD Escalation Rule", {"title": ("like", f"{TITLE}%")}, pluck="name"):
		frappe.delete_doc("SD Escalation Rule", name)
	forget_rules()
	frappe.db.commit()


def make_tickets(count: int) -> list[str]:
	"""Tickets of one requester, just made."""
	names = []
	for _number in range(count):
		frappe.set_user(REQUESTER)
		ticket = open_ticket(TicketRequest(REQUEST_TYPE, CUSTOMER, REQUESTER, "Portal", ANSWERS))
		names.append(str(ticket.name))
	frappe.set_user("Administrator")
	frappe.db.commit()
	return names


def make_due(names: list[str]) -> None:
	"""As if the tickets were so old that every rule's moment has come; clocks and timers know of it."""
	shift = {"seconds": BACK_SECONDS, "microseconds": BACK_SECONDS * MICROSECONDS, "names": names}
	frappe.db.sql(
		"""update `tabSD Ticket Event` set occurred_at = occurred_at - interval %(seconds)s second,
			occurred_microseconds = occurred_microseconds - %(microseconds)s where ticket in %(names)s""",
		shift,
	)
	frappe.db.sql(
		"""update `tabSD Ticket` set state_since = state_since - interval %(seconds)s second,
			state_since_key = state_since_key - %(microseconds)s, timer_key = %(now)s, sla = %(sla)s where name in %(names)s""",
		{**shift, "now": to_microseconds(utc_now()), "sla": SLA},
	)
	assert renew(names, utc_now(), wait=True) == []
	frappe.db.commit()


def entry_count(names: list[str]) -> int:
	"""How many moments were acted on, as committed now."""
	frappe.db.rollback()
	return int(frappe.db.count("SD Escalation Entry", {"ticket": ("in", names)}))


def is_quiet(names: list[str]) -> bool:
	"""Whether nothing waits any more: no moment of these tickets, no gathered notice of them, no message, no list."""
	if entry_count(names) < len(names) * MOMENTS_EACH:
		return False
	waiting = {"state": ("in", ("Gathered", "Queued", "Sending"))}
	of_tickets = frappe.db.count("SD Outgoing Message", {**waiting, "ticket": ("in", names)})
	return not of_tickets and not frappe.db.count(
		"SD Outgoing Message", {**waiting, "event": "escalation_digest"}
	)


def release_stale_claims() -> None:
	"""A message in a killed worker's hands is tried again a quarter of an hour later: let it have passed."""
	frappe.db.sql(
		"update `tabSD Outgoing Message` set next_attempt_at = %s where state = 'Sending'",
		to_system(utc_now()),
	)
	frappe.db.commit()


def acts(names: list[str]) -> Counter[tuple[str, str]]:
	"""How often each rule acted on each ticket, as the tickets' own history tells: (ticket, rule's title)."""
	rows = frappe.get_all(
		"SD Ticket Event", {"ticket": ("in", names), "event": "escalated"}, ["ticket", "detail"], limit=0
	)
	return Counter((row.ticket, row.detail.partition(":")[0]) for row in rows)


def priority_changes(names: list[str]) -> Counter[str]:
	"""How often each ticket's priority was changed."""
	rows = frappe.get_all(
		"SD Ticket Event", {"ticket": ("in", names), "event": "priority_changed"}, pluck="ticket", limit=0
	)
	return Counter(rows)


def messages(names: list[str]) -> list[Any]:
	"""Every message of these tickets' escalations."""
	return frappe.get_all(
		"SD Outgoing Message",
		{"ticket": ("in", names), "event": ("in", ("escalated", "customer_delayed"))},
		["name", "event", "state", "recipient", "ticket", "reference", "error"],
		limit=0,
	)


def digests(keys: set[str]) -> dict[str, int]:
	"""How many notices each of these lists says that it holds, by the list's key."""
	rows = frappe.get_all(
		"SD Outgoing Message", {"message_key": ("in", list(keys))}, ["message_key", "context"], limit=0
	)
	return {row.message_key: int(json.loads(row.context)["count"]) for row in rows}


def merged_into(keys: set[str]) -> Counter[str]:
	"""How many notices went into each of these lists, those of other tickets that were gathered with ours included."""
	rows = frappe.get_all(
		"SD Outgoing Message", {"reference": ("in", list(keys))}, pluck="reference", limit=0
	)
	return Counter(rows)
