"""Delivery of queued messages by a worker: claim a batch, send each, record each at once.

What a worker's death at any moment can cost stands in `messaging.claims`; whose fault a failure is, in
`messaging.mail_session`. The account's trouble ends the run and costs no message an attempt.
"""

import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import now_datetime
from rq.timeouts import JobTimeoutException

from servicedesk.customers import returned_mail
from servicedesk.messaging import claims, hold
from servicedesk.messaging.claims import Claim, ClaimLost
from servicedesk.messaging.composition import TemplateMissing, compose, sender_address
from servicedesk.messaging.mail_session import AccountTrouble, MailSession, Refused
from servicedesk.messaging.outbox import SECRETS, awake, wake_delivery, without_secrets
from servicedesk.shared.plain_text import shield

# Hourly at the end: a recipient's server may be away for three days before a message is given up.
MAXIMUM_ATTEMPTS = 80
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
# With four answers and the last one (`mail_session.DATA_SECONDS`) after it, a run ends before its worker's 300 seconds.
RUN_SECONDS = 150
SERVER_SECONDS = 20
# "Addressing" (RFC 3463, 3.2): there is no such address.
NO_SUCH_ADDRESS = " 5.1."
# "Security or policy" (RFC 3463, 3.8), in a permanent refusal.
DENIED, MOST_DENIED = " 5.7.", 3
CALM_SECONDS = 1
LONGEST_GATHERING_SECONDS = 5


@dataclass
class Run:
	"""A run of the delivery; `until` is on `time.monotonic`'s clock."""

	name: str
	session: MailSession
	until: float = field(default_factory=lambda: time.monotonic() + RUN_SECONDS)
	sent: int = 0
	denied: int = 0
	is_proved: bool = False
	stopped: bool = False

	def is_over(self) -> bool:
		"""Whether nothing more is to be sent."""
		return self.stopped or time.monotonic() >= self.until


def deliver_soon() -> int:
	"""Wait until the burst is over, at most five seconds, then deliver it all: one job, one connection."""
	for _turn in range(LONGEST_GATHERING_SECONDS // CALM_SECONDS):
		time.sleep(CALM_SECONDS)
		if not _more_is_coming():
			break
	return deliver_due()


def _more_is_coming() -> bool:
	"""Whether something was queued within the last second; asked of an index of its own."""
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
	# A new transaction: what this one has seen already may be long past.
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	claims.take_over()
	sender = sender_address()
	if hold.is_on(sender):
		return 0
	with _limited_waiting(), claims.living_run() as name:
		run = Run(name, MailSession(sender))
		_work(run)
		run.session.quit()
	return run.sent


def _work(run: Run) -> None:
	while not run.is_over() and (batch := claims.claim(run.name)):
		_deliver_batch(batch, run)
	if not run.stopped and run.is_over():
		wake_delivery()


@contextmanager
def _limited_waiting() -> Iterator[None]:
	"""The framework's connection to a mail server waits for ever; here it may not."""
	before = socket.getdefaulttimeout()
	socket.setdefaulttimeout(SERVER_SECONDS)
	try:
		yield
	finally:
		socket.setdefaulttimeout(before)


def _deliver_batch(batch: Sequence[Claim], run: Run) -> None:
	"""One after the other; what the run does not come to is given back, for others do not see it meanwhile."""
	for number, claim in enumerate(batch):
		rest = batch[number:]
		if run.is_over():
			claims.give_back(rest)
			return
		try:
			_deliver(claim, run)
		except AccountTrouble as problem:
			run.stopped = True
			hold.begin(run.session.sender, str(problem))
			# Behind the others next time, should it have been this one that the server did not like.
			claims.give_back(rest, error=str(problem), last=claim.name)
			return
		except ClaimLost:
			run.stopped = True
			return
		except Refused:
			# Another such wait must not hold up what is behind it in this run's hands.
			claims.give_back(rest[1:])
			claims.put_off(claim.recipient, now_datetime() + FIRST_PAUSE)
			return


def _deliver(claim: Claim, run: Run) -> None:
	"""Send one and record it. Raises AccountTrouble, ClaimLost, and Refused where waiting was all that came of it."""
	if claim.attempts >= MAXIMUM_ATTEMPTS:
		_give_up(claim, _("It was tried too often."))
		return
	try:
		composed = compose(claim, claim.origin)
		run.session.send(composed)
	except (JobTimeoutException, AccountTrouble):
		# The worker's time is up, perhaps after the server said yes: the claim is left to whoever comes next.
		raise
	except TemplateMissing as problem:
		_give_up(claim, str(problem))
	except Refused as problem:
		_note_refusal(run, problem)
		_note_address(claim, problem)
		_record_refusal(claim, str(problem), is_permanent=problem.permanent)
		if problem.silent:
			raise
	except Exception as problem:  # noqa: BLE001 — whatever is wrong with one message must not hold up the others
		_record_refusal(claim, f"{type(problem).__name__}: {problem}"[:500], is_permanent=False)
	else:
		claims.record(
			claim,
			"Sent",
			attempts=claim.attempts + 1,
			sent_at=now_datetime(),
			subject=composed.subject[:140],
			body=composed.body,
			context=composed.context,
			error=None,
		)
		run.sent += 1
		run.denied = 0
		_note_health(run)


def _note_health(run: Run) -> None:
	"""The server talks of messages: whatever was the trouble is over."""
	if not run.is_proved:
		hold.end(run.session.sender)
		run.is_proved = True


def _note_refusal(run: Run, problem: Refused) -> None:
	"""Raise AccountTrouble where one after the other is denied by policy: then it is not the recipients.

	Such a server lets nobody's mail through ("relay access denied"), and the whole queue would be given up.
	"""
	run.denied = run.denied + 1 if problem.permanent and DENIED in str(problem) else 0
	if run.denied >= MOST_DENIED:
		raise AccountTrouble(str(problem))
	if not problem.silent:
		_note_health(run)


def _note_address(claim: Claim, problem: Refused) -> None:
	"""Have staff see an address that there is not, as one from which mail comes back."""
	if problem.permanent and NO_SUCH_ADDRESS in str(problem):
		returned_mail.mark(claim.recipient, shield(str(problem)))


def _record_refusal(claim: Claim, words: str, *, is_permanent: bool) -> None:
	"""Queue the message again for later, each time after a longer pause; in the end, give it up."""
	attempts = claim.attempts + 1
	if is_permanent or attempts >= MAXIMUM_ATTEMPTS:
		_give_up(claim, words)
		return
	pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, 6), LONGEST_PAUSE)
	claims.record(claim, "Queued", attempts=attempts, next_attempt_at=now_datetime() + pause, error=words)


def _give_up(claim: Claim, words: str) -> None:
	claims.record(
		claim,
		"Failed",
		attempts=claim.attempts + 1,
		context=without_secrets(claim.context),
		secrets_removed=int(f'"{SECRETS}"' in (claim.context or "")),
		error=words,
	)
