"""Clocks: the pure rules by themselves, the sweep of each minute at two sizes, and the renewal after an edit.

The rules are timed in seconds of the processor, since nothing but the processor takes part. The sweep's sizes cannot be
measured in turns, so the quickest of many runs counts, as with the registers.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

import frappe

from benchmarks import intake, site
from servicedesk.domain.business_calendar import BusinessCalendar, Interval
from servicedesk.service_levels import sweep
from servicedesk.shared.compat import to_microseconds, utc_now
from servicedesk.tickets import background_worker, clock_check

HOUR = 3600
TARGET_SECONDS = 400 * HOUR
HOLIDAYS, QUESTIONS, ROUNDS = 200, 20_000, 5
FEW, MANY, DUE = 1_000, 1_000_000, 100
RUNS = 100
RENEWED = 20_000
FIRST = datetime(2026, 1, 1, tzinfo=timezone.utc)
# Running clocks of tickets that there need not be; a few of them have come due, the rest will within the next years.
FILL_CLOCKS = """
	insert into `tabSD Ticket Clock`
		(name, creation, modified, owner, modified_by, ticket, label, measure, sla, calendar, target_seconds,
		clock_state, started_at, due_at, next_change_at, next_change_key)
	select concat('BENCH-', seq, ':Resolve'), now(), now(), 'Administrator', 'Administrator', concat('BENCH-', seq),
		'Resolve', 'Resolve', 'Bench', 'Bench', 7200, 'running', now(), now(), now() + interval (60 + seq) minute,
		%s + (60 + seq) * 60000000
	from seq_{first}_to_{last}
"""
MAKE_DUE = "update `tabSD Ticket Clock` set next_change_key = %s where name in %s"


@dataclass(frozen=True)
class Speed:
	"""Questions a second of the processor."""

	due: float
	elapsed: float


@dataclass(frozen=True)
class SweepGrowth:
	"""Milliseconds of one sweep that finds the same number of due clocks."""

	few: float
	many: float

	@property
	def ratio(self) -> float:
		"""How many times longer with many."""
		return self.many / self.few


@dataclass(frozen=True)
class Renewal:
	"""Seconds to follow an edit of an SLA on its open tickets, and tickets a second of the check of stored clocks."""

	seconds: float
	checked: float


def speed() -> Speed:
	"""The rules over a calendar of office hours with many holidays, its tables built."""
	calendar = _office()
	starts = [FIRST + timedelta(minutes=13 * number) for number in range(QUESTIONS)]
	ends = [calendar.add_seconds(start, TARGET_SECONDS) or start for start in starts]

	def due() -> None:
		for start in starts:
			calendar.add_seconds(start, TARGET_SECONDS)

	def elapsed() -> None:
		for start, end in zip(starts, ends, strict=True):
			calendar.seconds_between(start, end)

	return Speed(_a_second(due), _a_second(elapsed))


def _office() -> BusinessCalendar:
	hours = (Interval(9 * HOUR, 13 * HOUR), Interval(14 * HOUR, 18 * HOUR))
	days = (date(2026, 1, 1) + timedelta(days=9 * number) for number in range(HOLIDAYS))
	return BusinessCalendar(
		"Europe/Bucharest", {weekday: hours for weekday in range(5)}, {day: () for day in days}
	)


def _a_second(work: Callable[[], None]) -> float:
	times = []
	for _round in range(ROUNDS):
		start = time.process_time()
		work()
		times.append(time.process_time() - start)
	return QUESTIONS / min(times)


def sweep_growth() -> SweepGrowth:
	"""One sweep with few running clocks and with many, the same number due. Leaves the site full of clocks."""
	frappe.db.truncate("SD Ticket Clock")
	frappe.db.sql(FILL_CLOCKS.format(first=1, last=FEW), to_microseconds(utc_now()))
	few = _sweep_milliseconds()
	frappe.db.sql(FILL_CLOCKS.format(first=FEW + 1, last=MANY), to_microseconds(utc_now()))
	frappe.db.commit()
	frappe.db.sql("analyze table `tabSD Ticket Clock`")
	return SweepGrowth(few, _sweep_milliseconds())


def _sweep_milliseconds() -> float:
	now = utc_now()
	due = tuple(f"BENCH-{number}:Resolve" for number in range(1, DUE + 1))
	frappe.db.sql(MAKE_DUE, (to_microseconds(now - timedelta(hours=1)), due))
	frappe.db.commit()
	times = []
	for _run in range(RUNS):
		start = time.perf_counter()
		marked = sweep.mark_due(now)
		times.append(time.perf_counter() - start)
		assert marked == DUE, f"{marked} clocks were marked, not {DUE}"
		frappe.db.rollback()
	return min(times) * 1000


def renewal() -> Renewal:
	"""Follow an edit of the SLA of many open tickets, as a worker does. Leaves the site full of tickets."""
	frappe.db.truncate("SD Ticket Clock")
	ticket = _many_tickets()
	sla = frappe.get_doc("SD SLA", ticket.sla)
	for row in sla.targets:
		row.target = int(row.target) + HOUR
	sla.save()
	frappe.db.commit()
	start = time.perf_counter()
	background_worker.work()
	seconds = time.perf_counter() - start
	start = time.perf_counter()
	found = list(clock_check.check())
	took = time.perf_counter() - start
	assert not [row for _tickets, rows in found for row in rows if row.ticket.startswith("BENCH")]
	return Renewal(seconds, sum(tickets for tickets, _rows in found) / took)


def _many_tickets() -> frappe._dict:
	"""Copies of one new ticket, with its history and its clocks; returns the ticket."""
	frappe.set_user(site.REQUESTER)
	intake.open_one()
	frappe.set_user("Administrator")
	ticket = frappe.get_last_doc("SD Ticket")
	_copy("SD Ticket", "name", ticket.name, {"name": "concat('BENCH-', seq)", "intake_key": "null"})
	row = {"name": "concat('BENCH-', seq)", "ticket": "concat('BENCH-', seq)"}
	_copy("SD Ticket Event", "ticket", ticket.name, row)
	_copy(
		"SD Ticket Clock",
		"ticket",
		ticket.name,
		{**row, "name": "concat('BENCH-', seq, ':', source.measure)"},
	)
	frappe.db.commit()
	return ticket


def _copy(doctype: str, key: str, value: str, changed: dict[str, str]) -> None:
	columns = frappe.db.get_table_columns(doctype)
	values = ", ".join(changed.get(column, f"source.`{column}`") for column in columns)
	names = ", ".join(f"`{column}`" for column in columns)
	frappe.db.sql(
		f"""insert into `tab{doctype}` ({names}) select {values}
		from `tab{doctype}` source join seq_1_to_{RENEWED} where source.`{key}` = %s""",  # noqa: S608 - names of our own
		value,
	)
