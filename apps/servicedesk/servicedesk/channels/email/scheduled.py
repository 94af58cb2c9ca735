"""Each minute every mailbox is read, each by a job of its own: a slow server holds up nobody else's mail."""

import frappe

from servicedesk.channels.email import mailbox_state
from servicedesk.shared.compat import utc_now

MOST_MAILBOXES = 200
TIMEOUT_SECONDS = 1800
WORKER = "servicedesk.channels.email.inbound.fetch_one"
STATE = [
	*(
		"name",
		"creation",
		"modified",
		"last_fetch_at",
		"failing_since",
		"silent_minutes",
		"told_at",
		"last_error",
	),
]


def fetch_all() -> None:
	"""Have every mailbox read. Runs every minute; a job too many ends at once."""
	asked_since = mailbox_state.note_asked()
	for mailbox in frappe.get_all("SD Mailbox", {"enabled": 1}, STATE, limit=MOST_MAILBOXES):
		mailbox_state.tell_of_silence(mailbox, asked_since)
		# A worker that died leaves its job standing as begun for a while: each minute's has its own name.
		read_soon(mailbox.name, f"{utc_now():%H:%M}")


def read_soon(mailbox: str, occasion: str) -> None:
	"""Have one mailbox read by a worker; asked twice on one occasion, once."""
	frappe.enqueue(
		WORKER,
		queue="long",
		timeout=TIMEOUT_SECONDS,
		job_id=f"servicedesk_mail:{mailbox}:{occasion}",
		deduplicate=True,
		enqueue_after_commit=True,
		mailbox=mailbox,
	)
