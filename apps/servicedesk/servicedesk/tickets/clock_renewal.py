"""Clocks of open tickets read anew after an edit of their SLA, its calendar or a kind of clock: a worker's steps.

Tickets are taken in the order of their numbers, a batch at a time; a ticket read twice is none the worse.
"""

from collections.abc import Sequence
from typing import Any

import frappe

from servicedesk.domain.lifecycle import FINAL, StateCategory
from servicedesk.shared.background_work import Progress
from servicedesk.shared.compat import utc_now
from servicedesk.tickets.clock_batches import renew
from servicedesk.tickets.ticket_turns import in_turn

BATCH = 200
# A resolved ticket can be opened again, and then goes by today's rules.
RENEWED = tuple(str(category) for category in StateCategory if category not in FINAL)
# One piece for each category, each cut off at the batch: the index yields a category's tickets in their order.
_PIECE = """(select name from `tabSD Ticket`
	where sla = %(sla)s and state_category = '{category}' and name > %(last)s order by name limit %(batch)s)"""
NEXT_TICKETS = (
	" union all ".join(_PIECE.format(category=category) for category in RENEWED)
	+ " order by name limit %(batch)s"
)


def step(arguments: dict[str, Any], last: str) -> Progress:
	"""Renew the next tickets with the SLA that the arguments name."""
	names = next_tickets(arguments["sla"], last)
	in_turn(names, _renew)
	return Progress(names[-1], len(names)) if names else Progress(is_done=True)


def next_tickets(sla: str, last: str) -> list[str]:
	"""The next open tickets with that SLA in the order of their numbers. One statement, a batch from the index."""
	return frappe.db.sql(NEXT_TICKETS, {"sla": sla, "last": last, "batch": BATCH}, pluck=True)


def _renew(names: Sequence[str], wait: bool) -> list[str]:
	return renew(names, utc_now(), wait=wait)
