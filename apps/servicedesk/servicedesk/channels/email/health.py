"""How mail goes, in and out: for the page that administrators look at. A handful of statements, each by an index."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from servicedesk.channels.email import mailbox_state
from servicedesk.messaging import hold
from servicedesk.messaging.composition import sender_address

MOST_MAILBOXES = 200
LOOKED_BACK = timedelta(hours=24)
WAITING, FAILED = ("Queued", "Gathered", "Sending"), "Failed"
FIELDS = [
	*("name", "address", "enabled", "creation", "modified", "last_fetch_at", "last_message_at"),
	*("failing_since", "last_error", "silent_minutes"),
]
COUNTS = """
	select mailbox, state, count(*) from `tabSD Incoming Mail`
	where state in ('Waiting', 'Held', 'Quarantined', 'Refused') and creation >= %s group by mailbox, state"""


def state() -> dict[str, Any]:
	"""Each mailbox with its state and the mails that need somebody, the outgoing queue, and trouble of the mail server."""
	now = now_datetime()
	mailboxes = frappe.get_all(
		"SD Mailbox", fields=FIELDS, order_by="enabled desc, name", limit=MOST_MAILBOXES
	)
	counts = _counts(now - LOOKED_BACK)
	rows = [_mailbox(row, counts.get(row.name, {})) for row in mailboxes]
	return {"mailboxes": rows, "outgoing": _outgoing(now), "trouble": _trouble()}


def _mailbox(row: Any, counts: dict[str, int]) -> dict[str, Any]:
	silent = mailbox_state.is_silent(row, mailbox_state.silent_since(row))
	return {
		"name": row.name,
		"enabled": bool(row.enabled),
		"silent": bool(row.enabled) and silent,
		"last_fetch_at": row.last_fetch_at,
		"last_message_at": row.last_message_at,
		"failing_since": row.failing_since,
		"last_error": row.last_error or "",
		"counts": counts,
	}


def _counts(since: datetime) -> dict[str, dict[str, int]]:
	"""By mailbox and state, the mails of the last 24 hours that went no straight way. One statement."""
	rows: Sequence[tuple[str, str, int]] = frappe.db.sql(COUNTS, since)
	counts: dict[str, dict[str, int]] = {}
	for mailbox, kind, number in rows:
		counts.setdefault(mailbox, {})[kind] = number
	return counts


def _outgoing(now: datetime) -> dict[str, Any]:
	"""How many messages wait, for how many minutes the oldest has, and how many were given up in 24 hours. Two statements."""
	number, oldest = frappe.db.sql(
		"select count(*), min(creation) from `tabSD Outgoing Message` where state in %s", (WAITING,)
	)[0]
	failed = frappe.db.sql(
		"select count(*) from `tabSD Outgoing Message` where state = %s and next_attempt_at >= %s",
		(FAILED, now - LOOKED_BACK),
	)[0][0]
	return {"waiting": number, "oldest_minutes": _minutes(oldest, now), "failed": failed}


def _trouble() -> dict[str, Any]:
	"""The outgoing mail server's, in its words, and for how many minutes; empty where all is well."""
	found = hold.trouble(sender_address())
	return {"words": found["words"], "minutes": int((time.time() - found["since"]) // 60)} if found else {}


def _minutes(since: datetime | None, now: datetime) -> int:
	return max(int((now - since).total_seconds() // 60), 0) if since else 0
