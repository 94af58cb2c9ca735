"""What only time brings about: running clocks whose target is used up are marked, each minute.

The sweep asks an index for running clocks whose moment of breach (the reading's own `next_change_at`, which may lie
behind the next opening) has come, so its cost follows what has just come due and not the number of tickets. The
reading itself stays a function of the history; this only renews the stored copy.
"""

from datetime import datetime

import frappe
from frappe.utils import now_datetime

BATCH = 500


def mark_breaches() -> int:
	"""Mark the clocks that have breached by now; return how many. Marking twice changes nothing."""
	marked = 0
	while count := mark_due(now_datetime()):
		marked += count
		# Each batch stands by itself, so that a killed worker leaves no long transaction.
		frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return marked


def mark_due(now: datetime) -> int:
	"""Mark one batch of clocks that have breached by `now` (a time of the site's zone); return how many."""
	clock = frappe.qb.DocType("SD Ticket Clock")
	due = (
		frappe.qb.from_(clock)
		.select(clock.name)
		.where(clock.clock_state == "running")
		.where(clock.next_change_at <= now)
		.limit(BATCH)
	).run(pluck=True)
	if due:
		(
			frappe.qb.update(clock)
			.set(clock.clock_state, "breached")
			.set(clock.breached, 1)
			# In this order: the database sets one column after the other.
			.set(clock.breached_at, clock.next_change_at)
			.set(clock.next_change_at, None)
			.where(clock.name.isin(due))
			.where(clock.clock_state == "running")
			.where(clock.next_change_at <= now)
		).run()
	return len(due)
