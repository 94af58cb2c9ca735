"""Delivery of queued messages by a worker: claim, send, record; each in its own transaction.

A worker may be killed at any moment. Killed before the claim, the message is still queued; killed while
sending, its claim grows stale and it is tried again under the same Message-ID.
"""

from datetime import timedelta

import frappe
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.email.smtp import SMTPServer
from frappe.utils import now_datetime

from servicedesk.messaging.composition import TemplateMissing, compose
from servicedesk.messaging.outbox import awake

BATCH = 20
MAXIMUM_ATTEMPTS = 8
STALE_CLAIM = timedelta(minutes=15)
FIRST_PAUSE = timedelta(minutes=1)


def deliver_due() -> int:
	"""Send every message that is due; return how many were sent. Runs in a worker, and each minute."""
	awake()
	if frappe.are_emails_muted():
		return 0
	servers: dict[str, SMTPServer] = {}
	sent = 0
	while names := _claim():
		sent += sum(_deliver(name, servers) for name in names)
	for server in servers.values():
		server.quit()
	return sent


def _claim() -> list[str]:
	now = now_datetime()
	rows = frappe.db.sql(
		"""select name from `tabSD Outgoing Message`
		where state in ('Queued', 'Sending') and next_attempt_at <= %s
		order by next_attempt_at limit %s for update skip locked""",
		(now, BATCH),
	)
	names = [row[0] for row in rows]
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
	return names


def _deliver(name: str, servers: dict[str, SMTPServer]) -> bool:
	message = frappe.get_doc("SD Outgoing Message", name)
	try:
		composed = compose(message)
		server = _server_for(composed.sender, servers)
		server.session.send_message(composed.mime, composed.sender, [composed.recipient])
	except TemplateMissing as problem:
		_record(message, {"state": "Failed", "error": str(problem)})
		return False
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
	pause = FIRST_PAUSE * 2 ** max(message.attempts - 1, 0)
	return {
		"state": "Failed" if given_up else "Queued",
		"next_attempt_at": now_datetime() + pause,
		"error": f"{type(problem).__name__}: {problem}"[:500],
	}


def _record(message: "frappe.Document", values: dict[str, object]) -> None:
	frappe.db.set_value("SD Outgoing Message", message.name, values)
	# What was sent must be known even if the next message kills the worker.
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
