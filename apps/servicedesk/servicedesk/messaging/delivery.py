"""Delivery of queued messages by a worker: claim, send, record; each in its own transaction.

A worker may be killed at any moment. Killed before the claim, the message is still queued; killed while
sending, its claim grows stale and it is tried again under the same Message-ID.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import frappe
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.email.smtp import SMTPServer
from frappe.utils import now_datetime
from rq.timeouts import JobTimeoutException

from servicedesk.messaging.composition import TemplateMissing, compose
from servicedesk.messaging.outbox import awake

BATCH = 20
# Hourly at the end: a mail server may be away for three days before a message is given up.
MAXIMUM_ATTEMPTS = 80
LONGEST_PAUSE = timedelta(hours=1)
SERVER_SECONDS = 60
GATHERING_SECONDS = 1
STALE_CLAIM = timedelta(minutes=15)
FIRST_PAUSE = timedelta(minutes=1)


def deliver_soon() -> int:
	"""Wait a moment for what else is being queued, then deliver it all: one job, one connection, for a burst."""
	time.sleep(GATHERING_SECONDS)
	return deliver_due()


def deliver_due() -> int:
	"""Send every message that is due; return how many were sent. Runs in a worker, and each minute."""
	awake()
	if frappe.are_emails_muted():
		return 0
	servers: dict[str, SMTPServer] = {}
	sent = 0
	with _limited_waiting():
		while claims := _claim():
			sent += sum(_deliver(name, attempt, servers) for name, attempt in claims)
		for server in servers.values():
			server.quit()
	return sent


@contextmanager
def _limited_waiting() -> Iterator[None]:
	"""The framework's connection to a mail server waits for ever; here it may not."""
	before = socket.getdefaulttimeout()
	socket.setdefaulttimeout(SERVER_SECONDS)
	try:
		yield
	finally:
		socket.setdefaulttimeout(before)


def _claim() -> list[tuple[str, int]]:
	"""Take what is due for this worker; give names with the number of this attempt, which is the claim's token."""
	now = now_datetime()
	rows = frappe.db.sql(
		"""select name, attempts from `tabSD Outgoing Message`
		where state in ('Queued', 'Sending') and next_attempt_at <= %s
		order by next_attempt_at limit %s for update skip locked""",
		(now, BATCH),
	)
	names = [name for name, _attempts in rows]
	if names:
		message = frappe.qb.DocType("SD Outgoing Message")
		(
			frappe.qb.update(message)
			.set(message.state, "Sending")
			.set(message.attempts, message.attempts + 1)
			.set(message.next_attempt_at, now + STALE_CLAIM)
			.where(message.name.isin(names))
		).run()
	# The claim must be seen by other workers before anything is sent.
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return [(name, attempts + 1) for name, attempts in rows]


def _is_still_claimed(name: str, attempt: int) -> bool:
	"""Whether no other worker has taken the message since; if not, this worker's claim is made new."""
	frappe.db.sql(
		"""update `tabSD Outgoing Message` set next_attempt_at = %s
		where name = %s and state = 'Sending' and attempts = %s""",
		(now_datetime() + STALE_CLAIM, name, attempt),
	)
	renewed = bool(frappe.db._cursor.rowcount)
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return renewed


def _deliver(name: str, attempt: int, servers: dict[str, SMTPServer]) -> bool:
	if not _is_still_claimed(name, attempt):
		return False
	message = frappe.get_doc("SD Outgoing Message", name)
	try:
		composed = compose(message)
		server = _server_for(composed.sender, servers)
		server.session.send_message(composed.mime, composed.sender, [composed.recipient])
	except TemplateMissing as problem:
		_record(message, {"state": "Failed", "error": str(problem)})
		return False
	except JobTimeoutException:
		# The worker's time is up, perhaps after the server said yes: the claim is left to grow stale.
		raise
	except Exception as problem:  # noqa: BLE001 — whatever is wrong with one message must not hold up the others
		_record(message, _after_failure(message, problem))
		return False
	_record(
		message,
		{
			"state": "Sent",
			"sent_at": now_datetime(),
			"subject": composed.subject[:140],
			"body": composed.body,
			"error": None,
		},
	)
	return True


def _server_for(sender: str, servers: dict[str, SMTPServer]) -> SMTPServer:
	"""The sender's mail server; one connection serves all messages of a delivery."""
	if sender not in servers:
		account = EmailAccount.find_outgoing(match_by_email=sender, _raise_error=True)
		servers[sender] = account.get_smtp_server()
	return servers[sender]


def _after_failure(message: "frappe.Document", problem: Exception) -> dict[str, object]:
	given_up = message.attempts >= MAXIMUM_ATTEMPTS
	pause = min(FIRST_PAUSE * 2 ** min(max(message.attempts - 1, 0), 6), LONGEST_PAUSE)
	return {
		"state": "Failed" if given_up else "Queued",
		"next_attempt_at": now_datetime() + pause,
		"error": f"{type(problem).__name__}: {problem}"[:500],
	}


def _record(message: "frappe.Document", values: dict[str, object]) -> None:
	frappe.db.set_value("SD Outgoing Message", message.name, values)
	# What was sent must be known even if the next message kills the worker.
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
