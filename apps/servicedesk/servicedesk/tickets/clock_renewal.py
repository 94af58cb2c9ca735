"""Clocks of open tickets read anew after an edit of their SLA, its calendar or a kind of clock: a worker's job.

Tickets are taken in the order of their numbers, a batch in a transaction of its own, and then it is noted how far this
came. So a worker may be killed at any moment: the next one goes on behind the last batch, and a ticket read twice is
none the worse. While it waits for a ticket that somebody works on, it holds nothing that others could wait for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe

from servicedesk.domain.lifecycle import FINAL, StateCategory
from servicedesk.service_levels.renewals import DOCTYPE, call_a_worker
from servicedesk.shared.compat import utc_now
from servicedesk.tickets.clock_batches import renew

BATCH = 200
TURN_SECONDS = 1
# A resolved ticket can be opened again, and then goes by today's rules.
RENEWED = tuple(str(category) for category in StateCategory if category not in FINAL)
# One piece for each category, each cut off at the batch: the index yields a category's tickets in their order.
_PIECE = """(select name from `tabSD Ticket`
	where sla = %(sla)s and state_category = '{category}' and name > %(last)s order by name limit %(batch)s)"""
NEXT_TICKETS = (
	" union all ".join(_PIECE.format(category=category) for category in RENEWED)
	+ " order by name limit %(batch)s"
)


def resume_waiting() -> None:
	"""Take up what a killed worker has left. Runs every minute; one statement where nothing waits."""
	if frappe.db.get_value(DOCTYPE, {}, "name"):
		call_a_worker()


def work() -> None:
	"""Renew whatever is asked for. Runs in a worker; does nothing while another one has the turn."""
	with _turn() as is_mine:
		while is_mine and (request := _next_request()):
			_follow(request)


def _next_request() -> Any | None:
	_end_batch()
	rows = frappe.db.sql(
		"select name, stamp, last_ticket from `tabSD Clock Renewal` order by creation limit 1", as_dict=True
	)
	return rows[0] if rows else None


def _follow(request: Any) -> None:
	"""Renew batch after batch until the SLA's tickets are done, or somebody has asked anew."""
	while names := next_tickets(request.name, request.last_ticket):
		_renew_batch(names)
		request.last_ticket = names[-1]
		if not _note_progress(request):
			return
	frappe.db.delete(DOCTYPE, {"name": request.name, "stamp": request.stamp})


def _renew_batch(names: list[str]) -> None:
	"""Renew the tickets that nobody works on at once; then, holding nothing, wait for each of the others."""
	_end_batch()
	busy = renew(names, utc_now())
	for name in busy:
		_end_batch()
		renew([name], utc_now(), wait=True)
	_end_batch()


def next_tickets(sla: str, last: str) -> list[str]:
	"""The next open tickets with that SLA in the order of their numbers. One statement, a batch from the index."""
	return frappe.db.sql(NEXT_TICKETS, {"sla": sla, "last": last or "", "batch": BATCH}, pluck=True)


def _note_progress(request: Any) -> bool:
	"""Say how far it came; False when somebody has asked anew meanwhile."""
	frappe.db.sql(
		"update `tabSD Clock Renewal` set last_ticket = %s where name = %s and stamp = %s",
		(request.last_ticket, request.name, request.stamp),
	)
	is_noted = bool(frappe.db.sql("select row_count()")[0][0])
	_end_batch()
	return is_noted


def _end_batch() -> None:
	"""Let everybody see what was done, and see what everybody else has done, edited rules included."""
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	frappe.local.cache.clear()


@contextmanager
def _turn() -> Iterator[bool]:
	"""The site's one turn, held by this connection: it ends with the worker, however that ends."""
	key = f"servicedesk_clocks:{frappe.conf.db_name}"[:64]
	is_mine = bool(frappe.db.sql("select get_lock(%s, %s)", (key, TURN_SECONDS))[0][0])
	try:
		yield is_mine
	finally:
		if is_mine:
			frappe.db.sql("select release_lock(%s)", key)
