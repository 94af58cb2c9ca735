"""What only time brings about: running clocks that are past due are marked, each minute.

The sweep asks an index for running clocks that are due, so its cost follows what has just come due and not the
number of tickets. The reading itself stays a function of the history; this only renews the stored copy.
"""

import frappe
from frappe.utils import now_datetime

BATCH = 500


def mark_breaches() -> int:
	"""Mark the clocks that have passed their due time; return how many. Marking twice changes nothing."""
	clock = frappe.qb.DocType("SD Ticket Clock")
	marked = 0
	while due := _due_batch(clock):
		(
			frappe.qb.update(clock)
			.set(clock.clock_state, "breached")
			.set(clock.breached, 1)
			.set(clock.breached_at, clock.due_at)
			.where(clock.name.isin(due))
			.where(clock.clock_state == "running")
		).run()
		# Each batch stands by itself, so that a killed worker leaves no long transaction.
		frappe.db.commit()  # nosemgrep: a worker's own transaction
		marked += len(due)
	return marked


def _due_batch(clock: "frappe.qb.DocType") -> list[str]:
	rows = (
		frappe.qb.from_(clock)
		.select(clock.name)
		.where(clock.clock_state == "running")
		.where(clock.due_at < now_datetime())
		.limit(BATCH)
	).run()
	return [row[0] for row in rows]
