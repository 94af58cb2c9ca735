"""The sweep of each minute: tickets of which a clock has reached a moment of an escalation rule.

An index on the moments yields the tickets, so the cost follows what has come due and not the number of tickets. Each
ticket is locked, acted on and committed by itself: a worker that is killed leaves the ticket it was at as it was, and
two that run at once never take the same one. Times in a state come the same way by `tickets.timed_steps`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import frappe

from servicedesk.messaging.gathering import release_gathered
from servicedesk.shared.compat import to_microseconds, utc_now
from servicedesk.tickets import provenance
from servicedesk.tickets.escalation import due
from servicedesk.tickets.escalation.actions import LOST

BATCH = 100
# Longer a run does not go on: what it has gathered is sent on, and the next one begins a minute later anyhow.
LONGEST_SECONDS = 45
# So long a ticket waits whose rules failed, so that it holds up no other.
PAUSE_AFTER_FAILURE = timedelta(minutes=15)
DUE = """
	select threshold_key, name, ticket from `tabSD Ticket Clock`
	where threshold_key between %(at)s and %(now)s and (threshold_key, name) > (%(at)s, %(name)s)
	order by threshold_key, name limit %(batch)s
"""
LOCK = "select name from `tabSD Ticket` where name = %s for update skip locked"
# A clock that waits for nothing has 0.
LONG_AGO = 1


def run() -> int:
	"""Act on everything that has come due by now; return on how many tickets something was done. Hook: each minute."""
	acted, until = 0, monotonic() + LONGEST_SECONDS
	for ticket in _due_tickets():
		acted += _act_alone(ticket)
		if monotonic() > until:
			break
	release_gathered()
	return acted


def _due_tickets() -> Iterator[str]:
	"""The tickets in the order in which their moments came, each once; those that another worker has are passed by."""
	at, name = LONG_AGO, ""
	seen: set[str] = set()
	while rows := _batch(at, name):
		at, name = rows[-1][0], rows[-1][1]
		for _at, _clock, ticket in rows:
			if ticket not in seen:
				seen.add(ticket)
				yield ticket


def _batch(at: int, name: str) -> list[Any]:
	rows = frappe.db.sql(DUE, {"now": to_microseconds(utc_now()), "at": at, "name": name, "batch": BATCH})
	# The next look sees the tables as they are then.
	frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
	return list(rows)


def _act_alone(ticket: str) -> bool:
	"""One ticket in a transaction of its own; whatever its rules raise, the others' time has come too."""
	try:
		with provenance.acting_via(provenance.TIME):
			acted = act_on(ticket)
	except LOST:
		# Two transactions stood in each other's way: nothing is wrong, and the next run does it.
		frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
		acted = False
	except Exception:  # noqa: BLE001 — see above; it is logged, and begun again later
		frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
		_put_off(ticket)
		acted = False
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return acted


def act_on(ticket: str) -> bool:
	"""Do what rules have to do on the ticket, unless somebody works on it at this moment; return whether anything was."""
	if not frappe.db.sql(LOCK, ticket):
		return _forget_without_ticket(ticket)
	now = utc_now()
	acted = due.act(frappe.get_doc("SD Ticket", ticket), now)
	_look_again(ticket, now)
	return acted


def _look_again(ticket: str, now: datetime) -> None:
	"""Store when each of the ticket's clocks is next of interest: the moments of now were acted on, or not meant it."""
	for clock, moments in due.clock_moments(ticket, now, frozenset()):
		coming = [moment.at for moment in moments if moment.at > now]
		key = to_microseconds(min(coming)) if coming else 0
		if key != clock["threshold_key"]:
			_store(clock["name"], key)


def _store(clock: str, threshold_key: int) -> None:
	frappe.db.set_value("SD Ticket Clock", clock, "threshold_key", threshold_key, update_modified=False)


def _forget_without_ticket(ticket: str) -> bool:
	"""A clock whose ticket is gone waits for nothing; one whose ticket is locked is left for the next run."""
	if not frappe.db.exists("SD Ticket", ticket):
		frappe.db.delete("SD Ticket Clock", {"ticket": ticket})
	return False


def _put_off(ticket: str) -> None:
	frappe.log_error(
		title="Escalation rules failed on a ticket", reference_doctype="SD Ticket", reference_name=ticket
	)
	clock = frappe.qb.DocType("SD Ticket Clock")
	(
		frappe.qb.update(clock)
		.set(clock.threshold_key, to_microseconds(utc_now() + PAUSE_AFTER_FAILURE))
		.where(clock.ticket == ticket)
		.where(clock.threshold_key[1 : to_microseconds(utc_now())])
	).run()
