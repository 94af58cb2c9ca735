"""The worker behind `shared.background_work`: takes what is asked for, a step at a time, and notes how far it came.

It may be killed at any instruction: the next one goes on behind the last step that was noted, and every step may be
done twice. Kinds of work take turns, so that a long one holds up none of the others; of one kind the older goes first.
A step that fails is told in the error log and tried again later, while the next in line goes on.
"""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from time import monotonic
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
from frappe.utils import escape_html, now_datetime, strip_html
from rq.timeouts import JobTimeoutException

from servicedesk.shared import background_work
from servicedesk.shared.background_work import DOCTYPE, Progress, end_batch
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.turns import turn
from servicedesk.tickets import clock_renewal, problems, reassignment, state_renewal, workflow_rename
from servicedesk.tickets.bulk import LOST

Step = Callable[[dict[str, Any], str], Progress]
STEPS: dict[str, Step] = {
	background_work.CLOCKS: clock_renewal.step,
	background_work.TICKETS_OF_STATE: state_renewal.step,
	background_work.HISTORY: workflow_rename.step,
	background_work.MESSAGE: problems.step,
	background_work.HANDING_OVER: reassignment.step,
}
TURN_SECONDS = 1
# Then the worker makes room for others in its queue; the job of the next minute goes on.
LONGEST_SECONDS = 900
LONGEST_PAUSE_MINUTES = 60
LONGEST_PROBLEM = 140
# In the heading of a notice; all of them stand in its text.
MOST_NAMED = 5
ANY_READY = "select name from `tabSD Background Work` where not_before is null or not_before <= %s limit 1"
IN_LINE = """select name, kind from `tabSD Background Work` where not_before is null or not_before <= %s
	order by creation, name"""
LEAST_RECENT = """select name, kind, owner, arguments, stamp, last_done, failures from `tabSD Background Work`
	where name in %s order by modified, creation, name limit 1"""
NOTE = """update `tabSD Background Work` set last_done = %(last)s, done = done + %(seen)s, failures = 0,
	problem = '', not_before = %(not_before)s, modified = %(now)s where name = %(name)s and stamp = %(stamp)s"""
PUT_OFF = """update `tabSD Background Work` set failures = failures + 1, problem = %(problem)s,
	not_before = %(not_before)s, modified = %(now)s where name = %(name)s and stamp = %(stamp)s"""


def resume_waiting() -> None:
	"""Take up what a killed worker has left. Runs every minute; one statement where nothing waits."""
	if frappe.db.sql(ANY_READY, to_system(utc_now())):
		background_work.call_a_worker(f"{utc_now():%Y-%m-%dT%H:%M}")


def work() -> None:
	"""Do whatever is asked for. Runs in a worker; does nothing while another one has the turn."""
	user, until = frappe.session.user, monotonic() + LONGEST_SECONDS
	try:
		with turn("work", TURN_SECONDS) as is_mine:
			while is_mine and monotonic() < until and (request := next_request()):
				_take_step(request)
	finally:
		frappe.set_user(user)  # nosemgrep: user-swapped - whoever the job runs as, again


def next_request() -> Any | None:
	"""The request whose turn it is: of the oldest ones of each kind, the one that has waited longest for a step."""
	end_batch()
	oldest: dict[str, str] = {}
	for name, kind in frappe.db.sql(IN_LINE, to_system(utc_now())):
		oldest.setdefault(kind, name)
	rows = frappe.db.sql(LEAST_RECENT, (tuple(oldest.values()),), as_dict=True) if oldest else []
	return rows[0] if rows else None


def _take_step(request: Any) -> None:
	"""Take the request's next step in the name of whoever asked, as a job of theirs would be."""
	if frappe.session.user != request.owner:
		frappe.set_user(request.owner)  # nosemgrep: user-swapped - as the queue's own jobs run
	try:
		progress = STEPS[request.kind](json.loads(request.arguments), request.last_done or "")
	except JobTimeoutException:
		raise
	except LOST as error:
		# Somebody stood in the way for long: nothing is wrong, and nothing to be told.
		_put_off(request, error)
	except Exception as error:  # noqa: BLE001 — whatever one kind of work raises, the others have to be done
		_put_off(request, error, is_told=True)
	else:
		_note(request, progress)


def _note(request: Any, progress: Progress) -> None:
	"""Say how far it came; nothing is said where somebody has asked anew meanwhile.

	The step's own transaction ends first: whoever asks anew just now may wait for what it holds.
	"""
	end_batch()
	if progress.refused:
		_tell_asker(request, progress.refused)
	if progress.is_done:
		frappe.db.delete(DOCTYPE, {"name": request.name, "stamp": request.stamp})
	else:
		pause = timedelta(seconds=progress.pause_seconds)
		not_before = to_system(utc_now() + pause) if pause else None
		values = {"last": progress.last, "seen": progress.seen, "not_before": not_before}
		frappe.db.sql(NOTE, {**values, "now": now_datetime(), "name": request.name, "stamp": request.stamp})
	end_batch()


def _tell_asker(request: Any, refused: Mapping[str, str]) -> None:
	"""Say in the desk's own notices what could not be done, and why."""
	lines = [f"<p>{escape_html(name)}: {escape_html(strip_html(why))}</p>" for name, why in refused.items()]
	notice = {
		"type": "Alert",
		"from_user": request.owner,
		"subject": _("{0}: not possible for {1}").format(
			_(request.kind),
			", ".join(list(refused)[:MOST_NAMED]) + ("…" if len(refused) > MOST_NAMED else ""),
		),
		"email_content": "".join(lines),
	}
	make_notification_logs(frappe._dict(notice), [request.owner])


def _put_off(request: Any, error: Exception, *, is_told: bool = False) -> None:
	"""Leave nothing of the step behind, and let the request wait: a minute, and twice as long after each failure."""
	frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
	if is_told:
		frappe.log_error(
			title=f"Background work failed: {request.kind}",
			reference_doctype=DOCTYPE,
			reference_name=request.name,
		)
	minutes = min(2 ** min(request.failures, 10), LONGEST_PAUSE_MINUTES)
	values = {
		"problem": f"{type(error).__name__}: {error}"[:LONGEST_PROBLEM],
		"not_before": to_system(utc_now() + timedelta(minutes=minutes)),
		"now": now_datetime(),
	}
	frappe.db.sql(PUT_OFF, {**values, "name": request.name, "stamp": request.stamp})
	end_batch()
