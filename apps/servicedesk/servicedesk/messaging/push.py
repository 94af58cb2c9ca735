"""Notices told on people's devices beside the mail: queued in the same transaction, under the same keys.

Where nobody has a device, nothing is asked and nothing is written. What a device is told is no more than a mail's
subject, and comes from the same template; whoever wants to read the rest opens the request.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Protocol

import frappe
from frappe.utils import now_datetime

from servicedesk.messaging.push_subscriptions import devices_of
from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values

NOTICE = "SD Push Notice"
WAKING = "servicedesk_waking_push"
# So long a worker that was called may be kept from beginning by what else its queue holds.
WAKING_SECONDS = 300
# Of all that a mail may say, what may stand on a locked screen: what subjects of mails say. No words of anybody's.
SHOWN = ("number", "subject", "state", "other_number", "visit_time", "colleague", "view_link")
DUE = """select 1 from `tabSD Push Notice` where state in ('Queued', 'Sending') and next_attempt_at <= %s limit 1"""
COLUMNS = (
	*STANDARD_COLUMNS,
	"state",
	"subscription",
	"event",
	"language",
	"ticket",
	"attempts",
	"next_attempt_at",
	"context",
)


class Told(Protocol):
	"""What a device is told: an `outbox.Notice` with a `user`."""

	@property
	def event(self) -> str: ...
	@property
	def ticket(self) -> str: ...
	@property
	def language(self) -> str: ...
	@property
	def values(self) -> Mapping[str, str]: ...
	@property
	def user(self) -> str: ...
	@property
	def key(self) -> str: ...


def queue_push(notices: Iterable[Told]) -> None:
	"""Put these into the queue for the devices of their users, in the running transaction; each once, as the mail.

	At most two statements, and none where nobody has a device.
	"""
	by_user: dict[str, list[Told]] = {}
	for notice in notices:
		if notice.user and notice.ticket:
			by_user.setdefault(notice.user, []).append(notice)
	now = now_datetime()
	rows = [
		_row(notice, device, now) for device, user in devices_of(set(by_user)) for notice in by_user[user]
	]
	if rows:
		insert_rows(NOTICE, COLUMNS, rows, ignore_existing=True)
		frappe.db.after_commit.add(wake_push)


def wake_push() -> None:
	"""Ask a worker to tell what is due; whoever comes while one is being woken need not ask again.

	Not in the queue of the mail: services that people's browsers name may be as slow as they like.
	"""
	if frappe.cache.set(frappe.cache.make_key(WAKING), 1, nx=True, ex=WAKING_SECONDS):
		frappe.enqueue("servicedesk.messaging.push_delivery.deliver_due", queue="long")


def resume_due() -> None:
	"""Have told what was put off or left lying, each minute. One statement where there is nothing."""
	if frappe.db.sql(DUE, now_datetime()):
		wake_push()


def awake() -> None:
	"""The delivery has begun: who queues from now on has to wake it again."""
	frappe.cache.delete(frappe.cache.make_key(WAKING))


def _row(notice: Told, device: str, now: object) -> tuple[object, ...]:
	name = hashlib.sha256(f"{notice.key}:{device}".encode()).hexdigest()[:24]
	shown = {key: notice.values[key] for key in SHOWN if notice.values.get(key)}
	return (
		*standard_values(name, now),
		"Queued",
		device,
		notice.event,
		notice.language,
		notice.ticket,
		0,
		now,
		json.dumps(shown, ensure_ascii=False),
	)
