"""Figures of the desk's first page: counted on indexes, and no further than anybody needs to know."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import frappe
from frappe.utils import getdate, today

from servicedesk.domain.lifecycle import OPEN
from servicedesk.shared.compat import to_microseconds, utc_now
from servicedesk.shared.people import full_name
from servicedesk.shared.visibility import STAFF_ROLES
from servicedesk.tickets import triage

MOST_COUNTED = 1000
DAYS = 30
KEPT_SECONDS = 300
SOON = timedelta(hours=1)
OPEN_CATEGORIES = tuple(sorted(str(category) for category in OPEN))

WAITING = """select count(*) from (select 1 from `tabSD Ticket` force index (by_queue)
	where (team is null or team in %(teams)s) and queue_rank > 0 limit %(most)s) as waiting"""
OF_AGENT = """select count(*) from (select 1 from `tabSD Ticket` force index (by_agent)
	where agent = %(agent)s and state_category in %(open)s limit %(most)s) as mine"""
UNASSIGNED = """select count(*) from (select 1 from `tabSD Ticket` force index (by_agent)
	where (agent is null or agent = '') and state_category in %(open)s limit %(most)s) as nobodys"""
LATE = """select count(distinct ticket) from (select ticket from `tabSD Ticket Clock`
	where clock_state = 'breached' limit %(most)s) as late"""
DUE_SOON = """select count(distinct ticket) from (select ticket from `tabSD Ticket Clock`
	where clock_state = 'running' and next_change_key between 1 and %(until)s limit %(most)s) as soon"""
LOAD = """select agent, count(*) number from `tabSD Ticket` force index (by_agent)
	where agent in %(staff)s and state_category in %(open)s group by agent order by number desc, agent limit 20"""
OPENED = """select date(raised_at) day, count(*) number from `tabSD Ticket`
	where raised_at >= %(since)s group by date(raised_at)"""
RESOLVED = """select date(resolved_at) day, count(*) number from `tabSD Ticket`
	where resolved_at >= %(since)s group by date(resolved_at)"""
CLOCKS_OF_RESOLVED = """select date(ticket.resolved_at) day, sum(clock.clock_state = 'met') met,
		sum(clock.clock_state = 'met_late') late
	from `tabSD Ticket` ticket join `tabSD Ticket Clock` clock on clock.ticket = ticket.name
	where ticket.resolved_at >= %(since)s group by date(ticket.resolved_at)"""

Chart = dict[str, Any]


def waiting_in_queue() -> int:
	"""Tickets that wait to be taken, in all queues."""
	return _count(WAITING, teams=tuple(frappe.get_all("SD Team", pluck="name")) or ("",))


def my_open_tickets() -> int:
	"""What the signed-in agent has to do."""
	return _count(OF_AGENT, agent=frappe.session.user)


def unassigned() -> int:
	"""Open tickets that nobody has."""
	return _count(UNASSIGNED)


def late() -> int:
	"""Open tickets with a clock that has run out."""
	return _count(LATE)


def due_soon() -> int:
	"""Open tickets with a clock that runs out within the hour."""
	return _count(DUE_SOON, until=to_microseconds(utc_now() + SOON))


def waiting_for_triage() -> int:
	"""Tickets that nobody has categorised yet."""
	return len(triage.waiting_for_triage())


def load_by_agent() -> Chart:
	"""Open tickets by agent, the most first. Asked of each member of the staff, so that ended tickets are not read."""
	rows = frappe.db.sql(LOAD, {"staff": _staff(), "open": OPEN_CATEGORIES}, as_dict=True)
	return {
		"labels": [full_name(row.agent) for row in rows],
		"datasets": [{"name": frappe._("Open tickets"), "values": [row.number for row in rows]}],
	}


def opened_and_resolved() -> Chart:
	"""Tickets that came and that were resolved, by day."""
	return _kept("opened", _opened_and_resolved)


def clocks_met_and_missed() -> Chart:
	"""Clocks of the tickets resolved on a day: met in time, and late."""
	return _kept("clocks", _clocks_met_and_missed)


def _opened_and_resolved() -> Chart:
	since = _first_day()
	opened = {row.day: row.number for row in frappe.db.sql(OPENED, {"since": since}, as_dict=True)}
	resolved = {row.day: row.number for row in frappe.db.sql(RESOLVED, {"since": since}, as_dict=True)}
	return _by_day(since, {frappe._("Opened"): opened, frappe._("Resolved"): resolved})


def _clocks_met_and_missed() -> Chart:
	since = _first_day()
	rows = frappe.db.sql(CLOCKS_OF_RESOLVED, {"since": since}, as_dict=True)
	met = {row.day: int(row.met or 0) for row in rows}
	late_ones = {row.day: int(row.late or 0) for row in rows}
	return _by_day(since, {frappe._("Met"): met, frappe._("Missed"): late_ones})


def _staff() -> tuple[str, ...]:
	"""Everybody who may have tickets, also who cannot sign in any more. One statement."""
	filters = {"parenttype": "User", "role": ("in", sorted(STAFF_ROLES))}
	return tuple(frappe.get_all("Has Role", filters, pluck="parent", distinct=True)) or ("",)


def _count(statement: str, **values: Any) -> int:
	return int(frappe.db.sql(statement, {"open": OPEN_CATEGORIES, "most": MOST_COUNTED, **values})[0][0])


def _first_day() -> date:
	return getdate(today()) - timedelta(days=DAYS - 1)


def _by_day(since: date, lines: dict[str, dict[date, int]]) -> Chart:
	days = [since + timedelta(days=number) for number in range(DAYS)]
	return {
		"labels": [frappe.utils.formatdate(day, "dd.MM") for day in days],
		"datasets": [
			{"name": name, "values": [int(numbers.get(day, 0)) for day in days]}
			for name, numbers in lines.items()
		],
	}


def _kept(name: str, make: Callable[[], Chart]) -> Chart:
	"""Everybody's first page asks for the same: it is worked out once in five minutes, a language each."""
	key = f"servicedesk_figures:{name}:{frappe.local.lang}"
	chart = frappe.cache.get_value(key)
	if chart is None:
		chart = make()
		frappe.cache.set_value(key, chart, expires_in_sec=KEPT_SECONDS)
	return chart
