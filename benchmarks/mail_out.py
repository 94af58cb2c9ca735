"""Mail that goes out: a long queue drained by one run of the delivery after the other, into the bench's post office."""

import shutil
import time

import frappe

from benchmarks import site
from localbench.sent_mail import FOLDER
from servicedesk.messaging import hold
from servicedesk.messaging.composition import sender_address
from servicedesk.messaging.delivery import deliver_due
from servicedesk.messaging.outbox import Notice, queue

MESSAGES = 10_000
BOX = "benchmark-queue@out.test"
SLICE = 500


def rows() -> list[tuple[str, ...]]:
	"""How fast it goes, and at what cost in statements."""
	seconds, statements = drained(MESSAGES)
	return [
		(
			f"queue of {MESSAGES:,} messages out",
			f"{MESSAGES / seconds:.0f} a second, {seconds:.1f} s",
			"",
			"",
			"the server's pace",
		),
		("a message out, SQL statements", f"{statements:.2f}", "", "", "3"),
	]


def drained(count: int) -> tuple[float, float]:
	"""Seconds for that many, and SQL statements a message. Raises RuntimeError where one is left."""
	frappe.set_user("Administrator")
	frappe.db.sql("delete from `tabSD Outgoing Message`")
	for first in range(0, count, SLICE):
		queue([_notice(number) for number in range(first, min(first + SLICE, count))])
		frappe.db.after_commit.reset()
		frappe.db.commit()
	hold.end(sender_address())
	try:
		started = time.perf_counter()
		with site.counted() as statements:
			sent = 0
			while sent < count and (more := deliver_due()):
				sent += more
		seconds = time.perf_counter() - started
	finally:
		shutil.rmtree(FOLDER / BOX, ignore_errors=True)
	if sent != count:
		raise RuntimeError(f"of {count} messages {sent} were sent")
	return seconds, len(statements) / count


def _notice(number: int) -> Notice:
	return Notice("ticket_received", "1", "", BOX, "en", {}, reference=f"benchmark:{number}")
