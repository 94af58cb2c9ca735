"""A manager's report of a year: with 10 requests of one's own among 1,000 and among 1,000,000, and with 10,000 of one's own.

What others have must cost nothing; one's own is counted whole, so rows read grow with it and with nothing else. Tickets
and clocks are made by one statement each, past the framework. How it is measured, see `growth`.
"""

from datetime import datetime, timedelta

import frappe

from benchmarks.growth import Cost, Growth, cost, line
from servicedesk.domain.report_periods import Period, PeriodKind
from servicedesk.insight.period_report import figures
from servicedesk.shared.compat import utc_now, zone

FEW, MANY = 1_000, 1_000_000
SMALL, LARGE = "benchmark-report-small", "benchmark-report-large"
OWN = {SMALL: 10, LARGE: 10_000}
RUNS = 15
STEP = 100_000
# Of others each customer has a thousand; all are spread over the last eleven months.
TICKETS = """insert into `tabSD Ticket`
		(name, creation, modified, owner, modified_by, subject, customer, requester, raised_at, last_activity_at,
		resolved_at, state_since, workflow_state, state_category, service, request_type)
	select concat(%(prefix)s, seq), at, at, 'Administrator', 'Administrator', concat('Subject ', seq),
		coalesce(%(customer)s, concat('benchmark-report-', seq div 1000)),
		concat('person-', seq mod 20, '@benchmark.test'), at, at, if(seq mod 4 = 0, null, at + interval 3 hour), at,
		%(state)s, if(seq mod 4 = 0, 'new', 'resolved'), concat('Service ', seq mod 6), concat('Type ', seq mod 5)
	from (
		select seq, %(newest)s - interval (seq * 331) mod 475200 minute at
		from seq_1_to_1000000 where seq between %(first)s and %(last)s
	) made"""
CLOCKS = """insert into `tabSD Ticket Clock`
		(name, creation, modified, owner, modified_by, idx, ticket, label, measure, clock_state, elapsed_seconds,
		shown_to_customer)
	select concat(ticket.name, ':', kind.seq), now(), now(), 'Administrator', 'Administrator', kind.seq, ticket.name,
		concat('Clock ', kind.seq), concat('Clock ', kind.seq),
		if(ticket.state_category = 'new', 'running', if(length(ticket.name) mod 5 = 0, 'met_late', 'met')),
		60 * length(ticket.name) * kind.seq, 1
	from `tabSD Ticket` ticket join seq_1_to_2 kind where ticket.customer = %(customer)s"""


def rows() -> list[tuple[str, ...]]:
	"""The lines of the table; the site is full of made-up tickets afterwards."""
	for customer in OWN:
		_make(customer, customer, 0, OWN[customer])
		frappe.db.sql(CLOCKS, {"customer": customer})
	_make("REPORT-", None, 0, FEW)
	few = _measure(SMALL)
	_make("REPORT-", None, FEW, MANY)
	many, large = _measure(SMALL), _measure(LARGE)
	small_own, large_own = OWN[SMALL], OWN[LARGE]
	return [
		line(Growth(f"report, {small_own} own requests", few, many), FEW, MANY, "of others"),
		(
			f"report, {large_own:,} own requests, {MANY} of others",
			f"{large.milliseconds:.1f} ms, {large.reads / large_own:.1f} rows read for each own",
			f"{many.milliseconds:.1f} ms, {many.reads / small_own:.1f} rows for each of {small_own} own",
			"",
			"",
		),
	]


def _make(prefix: str, customer: str | None, before: int, tickets: int) -> None:
	newest = frappe.utils.now_datetime() - timedelta(days=1)
	state = frappe.db.get_value("SD Ticket", {}, "workflow_state")
	for first in range(before + 1, tickets + 1, STEP):
		last = min(first + STEP - 1, tickets)
		values = {"prefix": prefix, "customer": customer, "newest": newest, "state": state}
		# query-in-loop: one statement for each hundred thousand
		frappe.db.sql(TICKETS, {**values, "first": first, "last": last})
		frappe.db.commit()
	frappe.db.sql_ddl("analyze table `tabSD Ticket`")
	frappe.db.sql_ddl("analyze table `tabSD Ticket Clock`")


def _measure(customer: str) -> Cost:
	edges = _a_year()
	return cost(lambda: figures([customer], edges), RUNS)


def _a_year() -> list[datetime]:
	here = zone("Europe/Bucharest")
	today = utc_now().astimezone(here).date()
	return Period(PeriodKind.OWN, today - timedelta(days=364), today).edges(here)
