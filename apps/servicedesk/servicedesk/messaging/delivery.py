"""Delivery of queued messages by a worker: claim, send, record; each in its own transaction.

A worker may be killed at any moment. Killed before the claim, the message is still queued; killed while
sending, its claim grows stale and it is tried again under the same Message-ID.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import frappe
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.email.smtp import SMTPServer
from frappe.utils import now_datetime
from rq.timeouts import JobTimeoutException

from servicedesk.messaging.composition import TemplateMissing, compose
from servicedesk.messaging.outbox import awake, without_secrets

BATCH = 20
# Hourly at the end: a mail server may be away for three days before a message is given up.
MAXIMUM_ATTEMPTS = 80
LONGEST_PAUSE = timedelta(hours=1)
SERVER_SECONDS = 60
CALM_SECONDS = 1
LONGEST_GATHERING_SECONDS = 5
STALE_CLAIM = timedelta(minutes=15)
# A claim younger than this cannot have gone stale while its message waits for its turn in the batch.
FRESH_CLAIM = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True)
class Claim:
	"""A queued message in this worker's hands; `attempts` counts this one too and is the claim's token."""

	name: str
	attempts: int
	claimed_at: datetime
	recipient: str
	event: str
	language: str
	message_identifier: str
	in_reply_to: str
	context: str


def deliver_soon() -> int:
	"""Wait until the burst is over, at most five seconds, then deliver it all: one job, one connection."""
	for _turn in range(LONGEST_GATHERING_SECONDS // CALM_SECONDS):
		time.sleep(CALM_SECONDS)
		if not _more_is_coming():
			break
	return deliver_due()


def _more_is_coming() -> bool:
	"""Whether something was queued within the last second; asked of the index that the delivery uses."""
	# Without this, the transaction would go on seeing the queue as it was at its first look.
	frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
	now = now_datetime()
	newest = frappe.db.sql(
		"""select max(next_attempt_at) from `tabSD Outgoing Message`
		where state = 'Queued' and next_attempt_at <= %s""",
		now,
	)[0][0]
	return bool(newest) and now - newest < timedelta(seconds=CALM_SECONDS)


def deliver_due() -> int:
	"""Send every message that is due; return how many were sent. Runs in a worker, and each minute."""
	awake()
	if frappe.are_emails_muted():
		return 0
	servers: dict[str, SMTPServer] = {}
	sent = 0
	with _limited_waiting():
		while claims := _claim():
			sent += sum(_deliver(claim, servers) for claim in claims)
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


def _claim() -> list[Claim]:
	"""Take what is due for this worker; others see it taken before anything is sent."""
	now = now_datetime()
	rows = frappe.db.sql(
		"""select name, attempts + 1, recipient, event, language, message_identifier, in_reply_to, context
		from `tabSD Outgoing Message`
		where state in ('Queued', 'Sending') and next_attempt_at <= %(now)s
		order by next_attempt_at limit %(batch)s for update skip locked""",
		{"now": now, "batch": BATCH},
	)
	claims = [Claim(name, attempts, now, *rest) for name, attempts, *rest in rows]
	if claims:
		message = frappe.qb.DocType("SD Outgoing Message")
		(
			frappe.qb.update(message)
			.set(message.state, "Sending")
			.set(message.attempts, message.attempts + 1)
			.set(message.next_attempt_at, now + STALE_CLAIM)
			.where(message.name.isin([claim.name for claim in claims]))
		).run()
	# The claim must be seen by other workers before anything is sent.
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return claims


def _is_still_held(claim: Claim) -> bool:
	"""Whether no other worker can have taken the message since; an old claim is asked about, and made new."""
	if now_datetime() - claim.claimed_at < FRESH_CLAIM:
		return True
	frappe.db.sql(
		"""update `tabSD Outgoing Message` set next_attempt_at = %s
		where name = %s and state = 'Sending' and attempts = %s""",
		(now_datetime() + STALE_CLAIM, claim.name, claim.attempts),
	)
	renewed = bool(frappe.db._cursor.rowcount)
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return renewed


def _deliver(claim: Claim, servers: dict[str, SMTPServer]) -> bool:
	if not _is_still_held(claim):
		return False
	try:
		composed = compose(claim)
		server = _server_for(composed.sender, servers)
		server.session.send_message(composed.mime, composed.sender, [composed.recipient])
	except TemplateMissing as problem:
		_record(claim, "Failed", error=str(problem), context=without_secrets(claim.context))
		return False
	except JobTimeoutException:
		# The worker's time is up, perhaps after the server said yes: the claim is left to grow stale.
		raise
	except Exception as problem:  # noqa: BLE001 — whatever is wrong with one message must not hold up the others
		_record_failure(claim, problem)
		return False
	_record(
		claim,
		"Sent",
		sent_at=now_datetime(),
		subject=composed.subject[:140],
		body=composed.body,
		context=composed.context,
		error=None,
	)
	return True


def _server_for(sender: str, servers: dict[str, SMTPServer]) -> SMTPServer:
	"""The sender's mail server; one connection serves all messages of a delivery."""
	if sender not in servers:
		account = EmailAccount.find_outgoing(match_by_email=sender, _raise_error=True)
		servers[sender] = account.get_smtp_server()
	return servers[sender]


def _record_failure(claim: Claim, problem: Exception) -> None:
	"""Queue the message again for later, each time after a longer pause; in the end, give it up."""
	pause = min(FIRST_PAUSE * 2 ** min(max(claim.attempts - 1, 0), 6), LONGEST_PAUSE)
	given_up = claim.attempts >= MAXIMUM_ATTEMPTS
	_record(
		claim,
		"Failed" if given_up else "Queued",
		context=without_secrets(claim.context) if given_up else claim.context,
		next_attempt_at=now_datetime() + pause,
		error=f"{type(problem).__name__}: {problem}"[:500],
	)


def _record(claim: Claim, state: str, **values: object) -> None:
	"""Write down how it went, at once: it must be known even if the next message kills the worker."""
	message = frappe.qb.DocType("SD Outgoing Message")
	update = frappe.qb.update(message).set(message.state, state).where(message.name == claim.name)
	for column, value in values.items():
		update = update.set(message[column], value)
	update.run()
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
