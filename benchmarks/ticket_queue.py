"""The queue and the desk's list of tickets with 1,000 tickets and with 1,000,000: what is shown stays as long.

Tickets are made by one statement, past the framework, which would need a day. Of ten, one waits in the queue of one of
four teams or of none, two are worked on or wait for somebody, the rest has ended. How it is measured, see `growth`.
"""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import frappe

from benchmarks.growth import Cost, Growth, cost, desk_list, line
from servicedesk.tickets import queue_place, triage

FEW, MANY = 1_000, 1_000_000
RUNS = 25
STEP = 100_000
PREFIX, AGENT = "QUEUE-", "bogdan.moraru@example.ro"
TEAMS = tuple(f"Benchmark Team {number}" for number in range(1, 5))
OPEN = ["new", "active", "waiting_for_customer", "waiting_for_others"]
FIELDS = (
	"name",
	"subject",
	"workflow_state",
	"customer",
	"priority",
	"agent",
	"state_category",
	"raised_at",
	"modified",
)
# `seq` counts from the newest; a ticket every minute. The numbers of the columns are the same at every size.
TICKETS = """insert into `tabSD Ticket`
		(name, creation, modified, owner, modified_by, subject, customer, raised_at, last_activity_at, categorised_at,
		workflow_state, state_category, agent, team, queue_rank, queue_key, queued_at, priority)
	select concat(%(prefix)s, lpad(seq, 7, '0')), at, at, 'Administrator', 'Administrator', concat('Subject ', seq),
		%(customer)s, at, at, if(kind = 0 and seq mod 3 = 0, at, null),
		if(kind = 0, %(waiting)s, if(kind < 3, %(working)s, %(ended)s)),
		elt(1 + least(kind, 3), 'new', 'active', 'waiting_for_customer', 'closed'),
		if(kind = 0, null, elt(1 + seq mod 3, %(agent)s, 'agent-2@benchmark.test', 'agent-3@benchmark.test')),
		if(seq mod 5 = 0, null, concat('Benchmark Team ', seq mod 5)),
		if(kind = 0, 1 + (seq div 10) mod 4, 0), if(kind = 0, 1800000000000000 - seq * 60000000, 0),
		if(kind = 0, at, null), null
	from (
		select seq, (seq div 7) mod 10 as kind, now() - interval seq minute as at
		from seq_1_to_1000000 where seq between %(first)s and %(last)s
	) as made"""


def rows() -> list[tuple[str, ...]]:
	"""The lines of the table."""
	return [line(found, FEW, MANY, "tickets") for found in growths()]


def growths(many: int = MANY) -> list[Growth]:
	"""Measure everything at both sizes; the site is full of made-up tickets afterwards."""
	_prepare()
	grow(0, FEW)
	few = _measure()
	grow(FEW, many)
	found = _measure()
	return [Growth(label, few[label], found[label]) for label in few]


def grow(before: int, tickets: int) -> None:
	"""Make tickets number `before` + 1 to `tickets`, and let the database look at the table."""
	states, customer = _states(), frappe.db.get_value("SD Customer", {}, "name")
	for first in range(before + 1, tickets + 1, STEP):
		last = min(first + STEP - 1, tickets)
		values = {
			"prefix": PREFIX,
			"agent": AGENT,
			"first": first,
			"last": last,
			**states,
			"customer": customer,
		}
		# query-in-loop: one statement for each hundred thousand
		frappe.db.sql(TICKETS, values)
		frappe.db.commit()
	frappe.db.sql_ddl("analyze table `tabSD Ticket`")
	frappe.clear_cache()


def _prepare() -> None:
	"""A team with the agent in it, and a workflow whose first state waits in the queue."""
	frappe.set_user("Administrator")
	member = {"user": AGENT, "available": 1}
	for title in TEAMS:
		if not frappe.db.exists("SD Team", title):
			frappe.get_doc({"doctype": "SD Team", "title": title, "tier": 1, "members": [member]}).insert()
	for row in queue_place.states.workflow().states[:1]:
		frappe.db.set_value("Workflow Document State", row.name, "sd_queue", 1)
	frappe.db.commit()
	frappe.clear_cache()


def _states() -> dict[str, str]:
	"""A state of the site's workflow for each kind of made-up ticket."""
	by_category = {row.sd_category: row.state for row in reversed(queue_place.states.workflow().states)}
	return {
		"waiting": queue_place.states.initial_state(),
		"working": by_category["active"],
		"ended": by_category["closed"],
	}


def _measure() -> dict[str, Cost]:
	frappe.set_user(AGENT)
	fifth = queue_place.waiting([TEAMS[0]], 5)[-1]
	found = {
		"queue, take next (and give back)": _cost(_take_next),
		"queue, what is next": _cost(lambda: queue_place.shown(None, most=1)),
		"queue, first 20": _cost(lambda: queue_place.shown(None, most=20)),
		"queue, a ticket's place": _cost(lambda: queue_place.place(fifth)),
		"triage, waiting": _triage(),
		"desk, list of open tickets": _cost(_desk_list([["SD Ticket", "state_category", "in", OPEN, False]])),
		"desk, list of all tickets": _cost(_desk_list([])),
		"desk, my open tickets": _cost(
			_desk_list([["SD Ticket", "agent", "=", AGENT], ["SD Ticket", "state_category", "=", "active"]])
		),
	}
	frappe.set_user("Administrator")
	return found


def _triage() -> Cost:
	"""As if the first state came before triage, whatever the site's workflow says."""
	before_triage = [queue_place.states.initial_state()]
	with patch.object(triage, "states_before_triage", lambda: before_triage):
		return _cost(lambda: triage.waiting_for_triage(20))


def _take_next() -> None:
	queue_place.take_next()
	frappe.db.rollback()


def _cost(show: Callable[[], Any]) -> Cost:
	return cost(show, RUNS)


def _desk_list(filters: list[list[Any]]) -> Callable[[], Any]:
	return desk_list("SD Ticket", FIELDS, filters, newest_by="raised_at")
