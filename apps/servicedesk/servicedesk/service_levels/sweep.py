"""What only time brings about: running clocks whose target is used up are marked, each minute.

The sweep asks an index for running clocks whose moment of breach (the reading's own `next_change_at`, which may lie
behind the next opening) has come, so its cost follows what has just come due and not the number of tickets. The
reading itself stays a function of the history; this only renews the stored copy.
"""

from datetime import datetime

import frappe
from frappe.utils import now_datetime

BATCH = 500
# The longest due first: in the order of the index, which therefore is what the database reads.
DUE_CLOCKS = """
	select name from `tabSD Ticket Clock` where clock_state = 'running' and next_change_at <= %(now)s
	order by next_change_at limit %(batch)s
"""
# Whoever has read the clock anew meanwhile knows better, so it must still be due. The breach is noted before the time is
# taken away: the database sets one column after the other.
MARK = """
	update `tabSD Ticket Clock`
	set clock_state = 'breached', breached = 1, breached_at = next_change_at, next_change_at = null
	where name in %(names)s and clock_state = 'running' and next_change_at <= %(now)s
"""


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
	due = frappe.db.sql(DUE_CLOCKS, {"now": now, "batch": BATCH}, pluck=True)
	if due:
		frappe.db.sql(MARK, {"now": now, "names": tuple(due)})
	return len(due)
