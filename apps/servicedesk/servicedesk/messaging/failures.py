"""Messages that were given up, and their second chance."""

from collections.abc import Sequence

import frappe
from frappe import _
from frappe.utils import now_datetime

from servicedesk.messaging import hold
from servicedesk.messaging.composition import sender_address
from servicedesk.messaging.outbox import wake_delivery

OUTGOING = "SD Outgoing Message"
MOST_AT_ONCE = 500


def send_again(names: Sequence[str]) -> int:
	"""Queue failed messages once more, as if new, and have the mail server tried at once; return how many.

	Those in another state are left as they are. Raises ValidationError where one had a secret, which is gone, or where
	there are more than 500. The caller has asked for the right.
	"""
	if len(names) > MOST_AT_ONCE:
		frappe.throw(_("At most {0} at once.").format(MOST_AT_ONCE))
	rows = frappe.get_all(
		OUTGOING,
		{"name": ("in", list(names)), "state": "Failed"},
		["name", "recipient", "secrets_removed"],
		limit=MOST_AT_ONCE,
	)
	for row in rows:
		if row.secrets_removed:
			frappe.throw(
				_(
					"The message to {0} had a link or a password that is deleted by now. It cannot be sent again; make a new one."
				).format(row.recipient)
			)
	if not rows:
		return 0
	frappe.db.sql(
		"""update `tabSD Outgoing Message` set state = 'Queued', attempts = 0, next_attempt_at = %s
		where name in %s and state = 'Failed'""",
		(now_datetime(), tuple(row.name for row in rows)),
	)
	hold.end(sender_address())
	frappe.db.after_commit.add(wake_delivery)
	return len(rows)
