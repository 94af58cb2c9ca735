"""The sweep of each minute for escalation rules: 100 tickets come due among 1,000, and among 1,000,000.

What is due are real tickets, acted on with all that belongs to it: locked, read, told of, written into the history,
committed one by one. The rest are clocks and tickets past the framework, each with a moment that lies ahead. Both sizes
cannot be measured in turns; so the quickest of several runs counts.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

import frappe

from benchmarks import site, ticket_queue
from benchmarks.growth import reads
from servicedesk.shared.compat import to_microseconds, utc_now
from servicedesk.tickets import clock_batches, intake
from servicedesk.tickets.escalation import sweep

FEW, MANY, DUE = 1_000, 1_000_000, 100
RUNS = 3
AGO_SECONDS = 6 * 3600
MICROSECONDS = 1_000_000
RULE, SLA, CLOCK = "Benchmark Rule", "Benchmark SLA", "Resolve"
CLOCKS = """insert into `tabSD Ticket Clock`
		(name, creation, modified, owner, modified_by, ticket, label, measure, sla, calendar, target_seconds, clock_state,
		cycle, started_at, due_at, next_change_at, next_change_key, threshold_key)
	select concat(%(prefix)s, lpad(seq, 7, '0'), ':Resolve'), now(), now(), 'Administrator', 'Administrator',
		concat(%(prefix)s, lpad(seq, 7, '0')), 'Resolve', 'Resolve', 'Bench', 'Bench', 7200, 'running', 1, now(),
		now() + interval (600 + seq) minute, now() + interval (600 + seq) minute,
		%(now)s + (600 + seq) * 60000000, %(now)s + (500 + seq) * 60000000
	from seq_1_to_1000000 where seq between %(first)s and %(last)s"""


@dataclass(frozen=True)
class Cost:
	"""Milliseconds of a sweep, SQL statements of it, and rows and index entries that the database reads."""

	milliseconds: float
	statements: int
	reads: int


@dataclass(frozen=True)
class Growth:
	"""One sweep with the same number due at both sizes."""

	few: Cost
	many: Cost

	@property
	def ratio(self) -> float:
		"""How many times longer with many."""
		return self.many.milliseconds / self.few.milliseconds


def rows() -> list[tuple[str, ...]]:
	"""The line of the table."""
	found = growth()
	few, many = found.few, found.many
	return [
		(
			f"sweep for escalation, {DUE} due, {MANY} open tickets",
			f"{many.milliseconds:.0f} ms, {many.statements} SQL, {many.reads} rows read",
			f"{few.milliseconds:.0f} ms, {few.statements} SQL, {few.reads} rows, {FEW} tickets",
			f"{found.ratio:.2f}",
			"1.5",
		)
	]


def growth(many: int = MANY) -> Growth:
	"""Measure at both sizes; the site is full of made-up tickets afterwards."""
	frappe.set_user("Administrator")
	# A slow machine must not cut a sweep short: the rest would be the next minute's.
	sweep.LONGEST_SECONDS = 3600
	_make_rule()
	due = _make_tickets()
	_grow(0, FEW)
	few = _measure(due)
	_grow(FEW, many)
	return Growth(few, _measure(due))


def _make_rule() -> None:
	"""One rule that tells the supervisors, and an SLA by which its tickets are told from all others."""
	calendar = frappe.get_all("SD Work Calendar", {"always_open": 1}, pluck="name", limit=1)[0]
	target = {"label": CLOCK, "measure": CLOCK, "target": 7200}
	if not frappe.db.exists("SD SLA", SLA):
		frappe.get_doc(
			{"doctype": "SD SLA", "title": SLA, "calendar": calendar, "targets": [target]}
		).insert()
	frappe.db.sql("update `tabSD Escalation Rule` set enabled = 0")
	frappe.get_doc(
		{
			"doctype": "SD Escalation Rule",
			"title": RULE,
			"counts": "Clock",
			"clock_kind": CLOCK,
			"percent": 50,
			"also_passed": 1,
			"sla": SLA,
			"actions": [{"action": "Notify", "whom": "Supervisors"}],
		}
	).insert()
	frappe.db.commit()


def _make_tickets() -> list[str]:
	"""Real tickets, as old as it takes."""
	names = []
	for _number in range(DUE):
		frappe.set_user(site.REQUESTER)
		request = intake.TicketRequest(
			site.REQUEST_TYPE, site.CUSTOMER, site.REQUESTER, "Portal", site.ANSWERS
		)
		names.append(str(intake.open_ticket(request).name))
	frappe.set_user("Administrator")
	frappe.db.sql(
		"""update `tabSD Ticket Event` set occurred_at = occurred_at - interval %(seconds)s second,
			occurred_microseconds = occurred_microseconds - %(microseconds)s where ticket in %(names)s""",
		{"seconds": AGO_SECONDS, "microseconds": AGO_SECONDS * MICROSECONDS, "names": names},
	)
	frappe.db.set_value("SD Ticket", {"name": ("in", names)}, "sla", SLA, update_modified=False)
	frappe.db.commit()
	return names


def _grow(before: int, tickets: int) -> None:
	ticket_queue.grow(before, tickets)
	now = to_microseconds(utc_now())
	for first in range(before + 1, tickets + 1, ticket_queue.STEP):
		last = min(first + ticket_queue.STEP - 1, tickets)
		# query-in-loop: one statement for each hundred thousand
		frappe.db.sql(CLOCKS, {"prefix": ticket_queue.PREFIX, "first": first, "last": last, "now": now})
		frappe.db.commit()
	frappe.db.sql_ddl("analyze table `tabSD Ticket Clock`")


def _measure(due: list[str]) -> Cost:
	times = []
	for _run in range(RUNS):
		_make_due(due)
		start = time.perf_counter()
		acted = sweep.run()
		assert acted == DUE, f"{acted} tickets were acted on, not {DUE}"
		times.append(time.perf_counter() - start)
	_make_due(due)
	before = reads()
	with site.counted() as statements:
		sweep.run()
	return Cost(min(times) * 1000, len(statements), reads() - before)


def _make_due(names: list[str]) -> None:
	"""As if no rule had acted on them yet."""
	for doctype, condition in (
		("SD Escalation Entry", {}),
		("SD Ticket Event", {"event": "escalated"}),
		("SD Outgoing Message", {"event": "escalated"}),
	):
		# query-in-loop: one statement a table
		frappe.db.delete(doctype, {"ticket": ("in", names), **condition})
	frappe.db.delete("SD Outgoing Message", {"event": "escalation_digest"})
	assert clock_batches.renew(names, utc_now(), wait=True) == []
	moment = to_microseconds(utc_now() - timedelta(minutes=1))
	counted = {"measure": CLOCK, "ticket": ("in", names)}
	frappe.db.set_value("SD Ticket Clock", counted, "threshold_key", moment, update_modified=False)
	frappe.db.commit()
