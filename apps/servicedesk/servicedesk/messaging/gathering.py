"""Notices of one sweep to one person become one mail: a morning after a quiet night must not begin with forty.

What a sweep queues as gathered waits, stored, until the sweep ends. Then each person's are taken together: one goes as
it is, several go as a list in one message. A worker that is killed in between leaves them gathered, for the next one.
Only notices to the desk's own people are gathered; customers read each of theirs.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import frappe
from frappe.utils import now_datetime

from servicedesk.messaging.outbox import GATHERED, QUEUED, Notice, queue, wake_delivery

DIGEST = "escalation_digest"
MERGED = "Merged"
# Of what stands in a notice, what its line in the list says; whichever of these it has.
LINE = ("number", "subject", "rule", "due")
# A longer list is nobody's to read: the rest is a number.
LONGEST_LIST = 100
WAITING = "select distinct recipient, language from `tabSD Outgoing Message` where state = %s"
OF_PERSON = """
	select name, context from `tabSD Outgoing Message`
	where state = %s and recipient = %s and language = %s order by creation, name for update skip locked
"""


def release_gathered() -> int:
	"""Send on what was gathered, a transaction for each person; return to how many. Runs at the end of a sweep."""
	people = frappe.db.sql(WAITING, GATHERED)
	for recipient, language in people:
		release(recipient, language)
		frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return len(people)


def release(recipient: str, language: str) -> None:
	"""Send on what waits for one person: one notice as it is, several as a list; the caller ends the transaction."""
	rows = frappe.db.sql(OF_PERSON, (GATHERED, recipient, language), as_dict=True)
	if len(rows) == 1:
		_put(rows, QUEUED, "")
		frappe.db.after_commit.add(wake_delivery)
	elif rows:
		digest = _digest(recipient, language, rows)
		queue([digest])
		_put(rows, MERGED, digest.key)


def _put(rows: Sequence[Any], state: str, reference: str) -> None:
	"""Whoever asks what became of a notice finds the list that it went into."""
	message = frappe.qb.DocType("SD Outgoing Message")
	(
		frappe.qb.update(message)
		.set(message.state, state)
		.set(message.reference, reference)
		.set(message.next_attempt_at, now_datetime())
		.where(message.name.isin([row.name for row in rows]))
	).run()


def _digest(recipient: str, language: str, rows: Sequence[Any]) -> Notice:
	"""One message that lists them; its key is made of theirs, so that the same ones are never listed twice."""
	contexts = [json.loads(row.context or "{}") for row in rows]
	names = ",".join(row.name for row in rows)
	lines = [_line(context) for context in contexts[:LONGEST_LIST]]
	left_out = len(contexts) - len(lines)
	return Notice(
		event=DIGEST,
		occasion=hashlib.sha256(names.encode()).hexdigest()[:16],
		ticket="",
		reference="digest",
		recipient=recipient,
		language=language,
		values={
			"count": str(len(rows)),
			"list": "\n\n".join(lines) + (f"\n\n… +{left_out}" if left_out else ""),
			"company": frappe.get_cached_doc("SD Settings").company_name or "",
		},
	)


def _line(context: dict[str, str]) -> str:
	said = " · ".join(context[name] for name in LINE if context.get(name))
	return "\n".join(part for part in (f"• {said}", context.get("comment"), context.get("view_link")) if part)
