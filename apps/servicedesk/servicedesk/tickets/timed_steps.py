"""What time brings about: each minute, tickets whose time has come take the step that the workflow has for that.

An index yields the tickets that are due, one after another, each locked, done and committed by itself: a worker that
is killed loses at most the step it was in, which the next run takes, and two workers never take the same ticket. A step
is taken once because it takes the ticket out of the state, in the transaction that writes its history and notices.
"""

from datetime import timedelta
from time import monotonic
from typing import Any

import frappe

from servicedesk.messaging.gathering import release_gathered
from servicedesk.shared.compat import to_microseconds, utc_now
from servicedesk.tickets import provenance, timers, transitions
from servicedesk.tickets.escalation import due
from servicedesk.tickets.escalation.actions import LOST

# Behind which a ticket has to wait whose step failed, so that it holds up no other.
PAUSE_AFTER_FAILURE = timedelta(minutes=15)
# At most so many a run, and no longer: the next one begins a minute later anyhow.
MOST = 2_000
LONGEST_SECONDS = 45
# So often others may have stood in the way; then they have the next minute for themselves.
MOST_LOST = 5
# So many at the front are tried: more than one only while people or other workers are at them.
LOOKED_AT = 20
NEXT_DUE = """
	select name from `tabSD Ticket` force index (by_timer_key)
	where timer_key between 1 and %(now)s and name not in %(lost)s order by timer_key limit %(most)s
"""
# By its primary key, as everybody locks a ticket: an entry of the index that was locked first would keep waiting whoever
# holds the ticket, perhaps with its team, which the step may then ask for.
LOCK = """select name from `tabSD Ticket`
	where name = %(name)s and timer_key between 1 and %(now)s for update skip locked"""


def run_due() -> int:
	"""Take every timed step that is due; return how many tickets were looked at."""
	looked_at, until = 0, monotonic() + LONGEST_SECONDS
	lost: set[str] = set()
	while looked_at < MOST and len(lost) < MOST_LOST and monotonic() < until and take_next(lost):
		looked_at += 1
	release_gathered()
	return looked_at


def take_next(lost: set[str]) -> bool:
	"""Take the next ticket that is due, in a transaction of its own; return whether there was one.

	`lost`: those at which others stood in the way in this run. They are passed by, and one more may be added.
	"""
	name = _lock_next(lost)
	if not name:
		return False
	try:
		with provenance.acting_via(provenance.TIME):
			take_step(name)
	except LOST:
		# Two transactions stood in each other's way: nothing is wrong, and the next run does it.
		frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
		lost.add(name)
	except Exception:  # noqa: BLE001 — whatever a company's condition or rule raises, other tickets' time has come too
		frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
		_put_off(name)
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return True


def _lock_next(lost: set[str]) -> str | None:
	"""Lock the next ticket that is due and free; return its name. The lock is the transaction's first statement."""
	now = to_microseconds(utc_now())
	values = {"now": now, "lost": tuple(lost) or ("",), "most": LOOKED_AT}
	for name in frappe.db.sql(NEXT_DUE, values, pluck=True):
		frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
		# query-in-loop: one row at a time, and hardly ever more than one, until one is free
		if frappe.db.sql(LOCK, {"name": name, "now": now}):
			return str(name)
	frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
	return None


def take_step(name: str) -> bool:
	"""Take the timed step of a ticket if one is due; return whether one was. Without one, its timer is set anew."""
	ticket = transitions.locked(name)
	now = utc_now()
	if due.act(ticket, now):
		# What rules do for a ticket that stays too long in a state, they do first; the ticket may be another one then.
		ticket = transitions.locked(name)
	step = timers.step_due(ticket, now)
	if step:
		transitions.apply(ticket, step)
		return True
	_set_timer(ticket, timers.stored_timer(ticket, now))
	return False


def _put_off(name: str) -> None:
	frappe.log_error(
		title="A timed step of a ticket failed", reference_doctype="SD Ticket", reference_name=name
	)
	_set_timer(frappe.get_doc("SD Ticket", name), to_microseconds(utc_now() + PAUSE_AFTER_FAILURE))


def _set_timer(ticket: Any, timer: int) -> None:
	frappe.db.set_value("SD Ticket", ticket.name, "timer_key", timer, update_modified=False)
