"""The queue of notices. A notice carries a key (ticket, event, recipient): queueing it twice makes one message.

What only the recipient may know (a link that sets a password, a generated password) waits encrypted in the queue, and
is gone from it once the mail is sent or given up.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import frappe
from frappe.utils import now_datetime
from frappe.utils.password import encrypt

from servicedesk.domain.reply_marks import MarkPurpose
from servicedesk.messaging.push import queue_push
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values
from servicedesk.shared.signing import sign

WAKING = "servicedesk_waking_delivery"
WAKING_SECONDS = 30
# Under this name the secret values stand in a message's values, encrypted together. No placeholder can have it.
SECRETS = "_secrets"
# Under these, as whom its recipient may answer a message by mail, and the ticket's team.
ANSWERED_AS, TEAM = "_answered_as", "_team"
QUEUED, GATHERED = "Queued", "Gathered"
COLUMNS = (
	*STANDARD_COLUMNS,
	"state",
	"recipient",
	"event",
	"language",
	"ticket",
	"reference",
	"message_key",
	"message_identifier",
	"in_reply_to",
	"attempts",
	"next_attempt_at",
	"context",
)


@dataclass(frozen=True)
class Notice:
	"""One notice to one recipient. `occasion` tells this event from others of its kind on the same ticket.

	A notice that is not about a ticket has a `reference` instead, e.g. "contract:K-17". `secrets` are values that are
	nowhere stored in plain. `user`: whose devices are told, too; none where it is empty. `answered_as`: as whom the
	recipient may answer by mail; nobody answers one without. `team`: the ticket's, whose mailbox gets the answers.
	"""

	event: str
	occasion: str
	ticket: str
	recipient: str
	language: str
	values: Mapping[str, str]
	reference: str = ""
	secrets: Mapping[str, str] = field(default_factory=dict)
	user: str = ""
	answered_as: MarkPurpose | None = None
	team: str = ""

	@property
	def key(self) -> str:
		"""What makes this notice itself, and no other."""
		return f"{self.ticket or self.reference}:{self.event}:{self.occasion}:{self.recipient}".lower()


def queue(notices: Sequence[Notice], *, gathered: bool = False) -> int:
	"""Put the notices into the queue, in the running transaction; return how many were handed in.

	One statement for all, and `push.queue_push`'s. A notice whose key is already there is left as it is. The delivery starts after the
	commit, so that no mail server can hold up or undo what is being saved. `gathered`: to wait until the sweep that
	they come from has ended, so that many to one person become one mail (`messaging.gathering`).
	"""
	if not notices:
		return 0
	now = now_datetime()
	state = GATHERED if gathered else QUEUED
	rows = [_row(notice, now, state) for notice in notices]
	insert_rows("SD Outgoing Message", COLUMNS, rows, ignore_existing=True)
	if not gathered:
		queue_push(notices)
		frappe.db.after_commit.add(wake_delivery)
	return len(notices)


def without_secrets(context: str) -> str:
	"""A message's stored values without the encrypted ones: for a message that will not be sent any more."""
	values = json.loads(context or "{}")
	values.pop(SECRETS, None)
	return json.dumps(values, ensure_ascii=False)


def wake_delivery() -> None:
	"""Ask a worker to deliver what is due; whoever comes while one is being woken need not ask again.

	Should the wake-up be lost, the delivery that runs each minute finds the message all the same.
	"""
	if frappe.cache.set(frappe.cache.make_key(WAKING), 1, nx=True, ex=WAKING_SECONDS):
		frappe.enqueue("servicedesk.messaging.delivery.deliver_soon", queue="short")


def awake() -> None:
	"""The delivery has begun: who queues from now on has to wake it again."""
	frappe.cache.delete(frappe.cache.make_key(WAKING))


def message_identifier(key: str, domain: str) -> str:
	"""The Message-ID of a notice: the same for every attempt, so that a doubled delivery can be recognised.

	Signed: whoever names it in an answer has seen the mail, and has not put it together from a ticket's number.
	"""
	return f"<{sign('message-identifier', key)}@{domain}>"


def thread_identifier(ticket: str, domain: str) -> str:
	"""The Message-ID that every notice of a ticket refers to, so that mail programs show one thread."""
	return f"<ticket.{ticket.lower()}@{domain}>"


def sender_domain() -> str:
	"""The domain in Message-IDs: of the sender's address, or of the site."""
	sender = frappe.get_cached_doc("SD Settings").sender_email or ""
	return sender.partition("@")[2] or frappe.local.site


def _row(notice: Notice, now: object, state: str) -> tuple[object, ...]:
	domain = sender_domain()
	return (
		*standard_values(hashlib.sha256(notice.key.encode()).hexdigest()[:24], now),
		state,
		notice.recipient,
		notice.event,
		notice.language,
		notice.ticket,
		notice.reference,
		notice.key,
		message_identifier(notice.key, domain),
		thread_identifier(notice.ticket, domain) if notice.ticket else "",
		0,
		now,
		json.dumps(_context(notice), ensure_ascii=False),
	)


def _context(notice: Notice) -> dict[str, str]:
	values = dict(notice.values)
	if notice.answered_as:
		values |= {ANSWERED_AS: str(notice.answered_as), TEAM: notice.team}
	if notice.secrets:
		values[SECRETS] = encrypt(json.dumps(dict(notice.secrets)))
	return values
