"""Delivery of what people's devices are told, by a worker: claim, send, record; each in its own transaction.

Beside the mail and never in its way: another table, another job, another queue. A worker may be killed at any moment; what it had in
its hands is tried again after a while, and a browser shows two notices of one request as one.
"""

import hashlib
import json
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import frappe
from cryptography.hazmat.primitives.asymmetric import ec
from frappe.utils import get_url, now_datetime
from rq.timeouts import JobTimeoutException

from servicedesk.domain.message_template import fill, single_line
from servicedesk.messaging.composition import TemplateMissing, find_template
from servicedesk.messaging.push import NOTICE, awake
from servicedesk.messaging.push_key import own_key
from servicedesk.messaging.push_sealing import BadKeys, authorization, encoded, filled_up, seal
from servicedesk.messaging.push_service import CONNECT_SECONDS, NoService, Reply, origin_of, post
from servicedesk.messaging.push_subscriptions import SUBSCRIPTION, gone

BATCH = 20
# A run ends before the worker's time does, and lets others of its queue have their turn; each minute's goes on.
RUN_SECONDS = 120
MOST_ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)
STALE_CLAIM = timedelta(minutes=10)
# Older news is none: for so long a service keeps a message for a device that is off.
LIFE = timedelta(days=1)
KEPT = timedelta(days=14)
PURGED_AT_ONCE = 10_000
# A device whose service refuses so often in a row is set up no more.
MOST_FAILURES = 10
LONGEST_TITLE, LONGEST_TEXT = 60, 180
GONE = (404, 410)
CLAIMED = """select notice.name, notice.creation, notice.attempts, notice.event, notice.language, notice.ticket, notice.context,
		notice.subscription, device.endpoint, device.browser_key, device.secret, device.failures, user.enabled
	from `tabSD Push Notice` notice
	left join `tabSD Push Subscription` device on device.name = notice.subscription
	left join tabUser user on user.name = device.user
	where notice.name in %(names)s order by notice.next_attempt_at, notice.name"""


@dataclass(frozen=True)
class Sender:
	"""What is the same for all messages of a run."""

	key: ec.EllipticCurvePrivateKey
	contact: str


@dataclass
class Run:
	"""How long a run goes on (`time.monotonic`), and the hosts that have kept it waiting for nothing."""

	until: float
	slow: set[str] = field(default_factory=set)

	def is_over(self) -> bool:
		"""Whether the time is up."""
		return time.monotonic() >= self.until


def deliver_due() -> int:
	"""Tell what is due; return how many services took a message. Runs in a worker, called where something is due."""
	awake()
	sender: Sender | None = None
	run, sent = Run(time.monotonic() + RUN_SECONDS), 0
	while not run.is_over() and (claims := _claim()):
		sender = sender or _sender()
		sent += _deliver_all(claims, sender, run)
	return sent


def purge() -> None:
	"""Forget what was told two weeks ago: the keys in it keep nothing from being told twice any more."""
	frappe.db.sql(
		"""delete from `tabSD Push Notice` where state in ('Sent', 'Failed') and next_attempt_at < %s limit %s""",
		(now_datetime() - KEPT, PURGED_AT_ONCE),
	)


def _claim() -> list[Any]:
	"""Take what is due for this worker; others see it taken before anything is sent."""
	now = now_datetime()
	names = frappe.db.sql_list(
		"""select name from `tabSD Push Notice` where state in ('Queued', 'Sending') and next_attempt_at <= %s
		order by next_attempt_at limit %s for update skip locked""",
		(now, BATCH),
	)
	if names:
		frappe.db.sql(
			"""update `tabSD Push Notice` set state = 'Sending', attempts = attempts + 1, next_attempt_at = %s
			where name in %s""",
			(now + STALE_CLAIM, tuple(names)),
		)
	# The claim must be seen by other workers before anything is sent.
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return list(frappe.db.sql(CLAIMED, {"names": tuple(names)}, as_dict=True)) if names else []


def _deliver_all(claims: list[Any], sender: Sender, run: Run) -> int:
	"""One after the other; what there is no time for, or waits for a slow host, is given back as if never claimed.

	Whoever signs in names a host: one that never answers costs a run one wait, however many notices are for it.
	"""
	sent, put_off = 0, []
	for number, claim in enumerate(claims):
		if run.is_over():
			_give_back(claims[number:], now_datetime())
			break
		if _host_of(claim) in run.slow:
			put_off.append(claim)
		else:
			sent += _deliver(claim, sender, run)
	_give_back(put_off, now_datetime() + FIRST_PAUSE)
	return sent


def _give_back(claims: list[Any], due: datetime) -> None:
	if not claims:
		return
	frappe.db.sql(
		"""update `tabSD Push Notice` set state = 'Queued', attempts = attempts - 1, next_attempt_at = %s
		where name in %s""",
		(due, tuple(claim.name for claim in claims)),
	)
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction


def _host_of(claim: Any) -> str:
	"""The host and port of the device's service; never fails, whatever the address is."""
	return (claim.endpoint or "").partition("//")[2].partition("/")[0].lower()


def _deliver(claim: Any, sender: Sender, run: Run) -> bool:
	is_given_up = claim.attempts > MOST_ATTEMPTS or claim.creation < now_datetime() - LIFE
	if is_given_up or not claim.endpoint or not claim.enabled:
		_record(claim, "Failed", error="given up" if is_given_up else "no device")
		return False
	began = time.monotonic()
	try:
		reply = _send(claim, sender)
	except (NoService, BadKeys, TemplateMissing) as problem:
		_record(claim, "Failed", error=f"{type(problem).__name__}: {problem}"[:140])
		return False
	except JobTimeoutException:
		# The worker's time is up: the claim is left to grow stale.
		raise
	except (OSError, HTTPException) as problem:
		# One that is cut off after a long wait looks as if the other side had hung up.
		if isinstance(problem, TimeoutError) or time.monotonic() - began >= CONNECT_SECONDS:
			run.slow.add(_host_of(claim))
		_again(claim, f"{type(problem).__name__}: {problem}")
		return False
	except Exception as problem:  # noqa: BLE001 — whatever is wrong with one message must not hold up the others
		_record(claim, "Failed", error=f"{type(problem).__name__}: {problem}"[:140])
		return False
	return _answered(claim, reply)


def _answered(claim: Any, reply: Reply) -> bool:
	"""RFC 8030: 201 is yes, 404 and 410 say that there is no such device; 429 and 5xx ask for patience."""
	if 200 <= reply.status < 300:
		if claim.failures:
			frappe.db.set_value(SUBSCRIPTION, claim.subscription, "failures", 0, update_modified=False)
		_record(claim, "Sent", error=None)
		return True
	if reply.status in GONE:
		gone(claim.subscription)
		_record(claim, "Failed", error=f"HTTP {reply.status}")
	elif reply.status == 429 or reply.status >= 500:
		_again(claim, f"HTTP {reply.status}", reply.pause_seconds)
	else:
		_count_failure(claim)
		_record(claim, "Failed", error=f"HTTP {reply.status}")
	return False


def _send(claim: Any, sender: Sender) -> Reply:
	content = json.dumps(_content(claim), ensure_ascii=False).encode()
	headers = {
		"Authorization": authorization(sender.key, origin_of(claim.endpoint), sender.contact),
		"Content-Encoding": "aes128gcm",
		"Content-Type": "application/octet-stream",
		"TTL": str(int(LIFE.total_seconds())),
		# For a device that is off, the newest about a request takes the place of an older one.
		"Topic": encoded(hashlib.sha256(claim.ticket.encode()).digest()[:24]),
		"Urgency": "normal",
	}
	return post(claim.endpoint, seal(filled_up(content), claim.browser_key, claim.secret), headers)


def _content(claim: Any) -> dict[str, str]:
	"""What the device shows (public/js/portal/push_worker.js): the mail's subject and the state, and nothing more."""
	shown = json.loads(claim.context or "{}")
	company = frappe.get_cached_doc("SD Settings").company_name or shown.get("number", "")
	return {
		"title": _short(company, LONGEST_TITLE),
		"text": _short(_text(find_template(claim.event, claim.language).subject, shown), LONGEST_TEXT),
		"address": urlsplit(shown.get("view_link", "")).path,
		"tag": claim.ticket,
		"language": claim.language,
	}


def _text(subject: str, shown: dict[str, str]) -> str:
	"""The subject without the company, which is the title; and the state, where it does not say it."""
	text = single_line(fill(subject, shown)).removeprefix("[]").strip()
	state = shown.get("state", "")
	return f"{text} · {state}" if state and state not in text else text


def _short(text: str, most: int) -> str:
	return text if len(text) <= most else f"{text[: most - 1]}…"


def _sender() -> Sender:
	"""The desk's key; and whom the service's people may write to, should something be wrong."""
	contact = frappe.get_cached_doc("SD Settings").contact_email
	key = own_key()
	# A key that was made just now must be there for whoever signs up next.
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return Sender(key, f"mailto:{contact}" if contact else get_url())


def _again(claim: Any, error: str, pause_seconds: int = 0) -> None:
	"""Once more later, each time after a longer pause; in the end it is given up."""
	if claim.attempts >= MOST_ATTEMPTS:
		_count_failure(claim)
		_record(claim, "Failed", error=error[:140])
		return
	pause = max(FIRST_PAUSE * 3 ** (claim.attempts - 1), timedelta(seconds=pause_seconds))
	_record(claim, "Queued", error=error[:140], next_attempt_at=now_datetime() + pause)


def _count_failure(claim: Any) -> None:
	if claim.failures + 1 >= MOST_FAILURES:
		gone(claim.subscription)
	else:
		frappe.db.set_value(
			SUBSCRIPTION, claim.subscription, "failures", claim.failures + 1, update_modified=False
		)


def _record(claim: Any, state: str, **values: object) -> None:
	"""Write down how it went, at once: it must be known even if the next message kills the worker."""
	frappe.db.set_value(NOTICE, claim.name, {"state": state, **values}, update_modified=False)
	frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
