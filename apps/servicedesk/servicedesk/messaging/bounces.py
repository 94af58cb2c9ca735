"""What comes back: messages that a server took and could not deliver (RFC 3464)."""

from collections.abc import Sequence
from dataclasses import dataclass

import frappe
from frappe.utils import now_datetime

from servicedesk.customers import returned_mail
from servicedesk.domain.delivery_report import FailedRecipient
from servicedesk.shared.plain_text import shield

LONGEST_REASON = 500


@dataclass(frozen=True)
class Returned:
	"""A message of ours that came back: its ticket ("" for none), to whom it went, and why; `is_news`: not known before."""

	ticket: str
	recipient: str
	reason: str
	is_news: bool


def note_bounces(identifiers: Sequence[str], failures: Sequence[FailedRecipient]) -> list[Returned]:
	"""Note at sent messages, and at whose the addresses are, that they came back. The caller ends the transaction.

	`identifiers`: the Message-IDs that a report names, with brackets. Anybody can write a report: it counts only for a
	message that was sent to the very address that failed. Only a permanent failure marks message and address; of another
	the reason is kept, and never in the place of a permanent one's.
	"""
	failed_by_address = {failed.address.lower(): failed for failed in failures}
	if not identifiers or not failures:
		return []
	rows = frappe.get_all(
		"SD Outgoing Message",
		{"message_identifier": ("in", list(identifiers))},
		["name", "message_identifier", "recipient", "ticket", "bounced_at", "bounce_reason"],
		limit=len(identifiers),
	)
	found = []
	for row in rows:
		failed = failed_by_address.get(row.recipient.lower())
		# The database alone would take A for a.
		if failed and row.message_identifier in identifiers:
			found.append(_note(row, failed))
	return found


def _note(row: "frappe._dict", failed: FailedRecipient) -> Returned:
	# A stranger's words, which the framework's forms would show as the HTML that they may be.
	reason = shield(" ".join(f"{failed.status} {failed.diagnostic}".split())[:LONGEST_REASON])
	is_news = not row.bounced_at and (failed.permanent or row.bounce_reason != reason)
	if is_news:
		values = {"bounce_reason": reason}
		if failed.permanent:
			values["bounced_at"] = now_datetime()
			returned_mail.mark(row.recipient, reason)
		frappe.db.set_value("SD Outgoing Message", row.name, values)
	return Returned(row.ticket or "", row.recipient, reason, is_news)
