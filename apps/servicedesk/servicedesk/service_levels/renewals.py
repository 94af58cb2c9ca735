"""Clocks of open tickets that have to be read anew because their SLA, its calendar or a kind of clock was edited.

What is asked for is a row for each SLA, written in the transaction of the edit: it says how far a worker has come
(`tickets.clock_renewal` does the work), outlives a worker that is killed, and begins anew when somebody edits again.
"""

from collections.abc import Iterable, Sequence

import frappe
from frappe.utils import now_datetime

from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values

DOCTYPE = "SD Clock Renewal"
WORKER = "servicedesk.tickets.clock_renewal.work"
JOB = "servicedesk_clock_renewal"
TIMEOUT_SECONDS = 3600


def ask(slas: Iterable[str]) -> None:
	"""Have the clocks of open tickets with these SLAs read anew, from the first ticket on. Two statements."""
	names = sorted(set(slas))
	if names:
		note(names)
		call_a_worker()


def note(names: Sequence[str]) -> None:
	"""Write down what is asked for; the job of each minute calls a worker if nobody else does."""
	frappe.db.delete(DOCTYPE, {"name": ("in", names)})
	stamp = frappe.generate_hash(length=16)
	rows = [(*standard_values(name, now_datetime()), stamp, "") for name in names]
	insert_rows(DOCTYPE, (*STANDARD_COLUMNS, "stamp", "last_ticket"), rows)


def call_a_worker() -> None:
	"""One worker sees to all that is asked for; a second call while one waits is no second job."""
	frappe.enqueue(
		WORKER,
		queue="long",
		timeout=TIMEOUT_SECONDS,
		job_id=JOB,
		deduplicate=True,
		enqueue_after_commit=True,
	)


def slas_of_calendar(calendar: str) -> list[str]:
	"""The SLAs whose clocks run in the calendar."""
	return frappe.get_all("SD SLA", filters={"calendar": calendar}, pluck="name", limit=0)


def slas_of_kind(kind: str) -> list[str]:
	"""The SLAs that have a clock of this kind."""
	return frappe.get_all("SD SLA Target", filters={"measure": kind}, pluck="parent", distinct=True, limit=0)
