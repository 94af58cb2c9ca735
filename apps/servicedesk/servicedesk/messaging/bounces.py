"""What comes back: a message that a server took and could not deliver (RFC 3464)."""

import frappe
from frappe.utils import now_datetime

LONGEST_REASON = 500


def note_bounce(
	message_identifier: str, recipient: str, status: str, diagnostic: str, permanent: bool
) -> bool:
	"""Note at a sent message that it came back; return whether there is such a message. The caller ends the transaction.

	`message_identifier`: its Message-ID, with brackets. `recipient`: as the report names it; anybody can write a
	report, so it has to be the message's own. `status`: e.g. "5.1.1". Only a `permanent` failure is a bounce; of a delay
	the reason is kept, and never in the place of a bounce's.
	"""
	if not message_identifier or not recipient:
		return False
	name, bounced_at = frappe.db.get_value(
		"SD Outgoing Message",
		{"message_identifier": message_identifier, "recipient": recipient.strip()},
		["name", "bounced_at"],
	) or (None, None)
	if not name:
		return False
	reason = " ".join(f"{status} {diagnostic}".split())[:LONGEST_REASON]
	if permanent:
		values = {"bounced_at": bounced_at or now_datetime(), "bounce_reason": reason}
	else:
		values = {} if bounced_at else {"bounce_reason": reason}
	if values:
		frappe.db.set_value("SD Outgoing Message", name, values)
	return True
