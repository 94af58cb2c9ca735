"""What only time brings about: running clocks whose target is used up are marked, each minute.

The sweep asks an index for running clocks whose moment of breach (the reading's own `next_change_at`, which may lie
behind the next opening) has come, so its cost follows what has just come due and not the number of tickets. It goes by
the moment's key, which has an order in every hour of the year. The reading itself stays a function of the history;
this only renews the stored copy.
"""

from datetime import datetime

import frappe

from servicedesk.shared.compat import to_microseconds, utc_now

BATCH = 500
# The longest due first: in the order of the index, which therefore is what the database reads.
DUE_CLOCKS = """
	select name from `tabSD Ticket Clock` where clock_state = 'running' and next_change_key between 1 and %(now)s
	order by next_change_key limit %(batch)s
"""
# Whoever has read the clock anew meanwhile knows better, so it must still be due. The breach is noted before the time is
# taken away: the database sets one column after the other.
MARK = """
	update `tabSD Ticket Clock`
	set clock_state = 'breached', breached = 1, breached_at = next_change_at, next_change_at = null, next_change_key = 0
	where name in %(names)s and clock_state = 'running' and next_change_key between 1 and %(now)s
"""


def mark_breaches() -> int:
	"""Mark the clocks that have breached by now; return how many. Marking twice changes nothing."""
	marked = 0
	while count := mark_due(utc_now()):
		marked += count
		# Each batch stands by itself, so that a killed worker leaves no long transaction.
		frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return marked


def mark_due(now: datetime) -> int:
	"""Mark one batch of clocks that have breached by `now` (an aware instant); return how many."""
	moment = to_microseconds(now)
	due = frappe.db.sql(DUE_CLOCKS, {"now": moment, "batch": BATCH}, pluck=True)
	if due:
		frappe.db.sql(MARK, {"now": moment, "names": tuple(due)})
	return len(due)
