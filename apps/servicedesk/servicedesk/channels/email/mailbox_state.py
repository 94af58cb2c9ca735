"""What a mailbox's form says about the last reading of it: one statement each, which is no edit of the mailbox."""

from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
from frappe.utils import escape_html, get_datetime, now_datetime

LONGEST_ERROR = 500
KEEPER = "Service Desk Administrator"
MOST_TOLD = 50


def note_success(mailbox: str, *, taken: int) -> None:
	"""The mailbox was read to its end."""
	frappe.db.sql(
		"""update `tabSD Mailbox` set last_fetch_at = %(now)s, last_error = '', failing_since = null, told_at = null,
		last_message_at = if(%(taken)s, %(now)s, last_message_at) where name = %(name)s""",
		{"now": now_datetime(), "taken": taken, "name": mailbox},
	)


def note_failure(mailbox: str, error: str, *, taken: int) -> None:
	"""It was not; what had been taken before is taken."""
	frappe.db.sql(
		"""update `tabSD Mailbox` set last_error = %(error)s, failing_since = ifnull(failing_since, %(now)s),
		last_message_at = if(%(taken)s, %(now)s, last_message_at) where name = %(name)s""",
		{"now": now_datetime(), "taken": taken, "name": mailbox, "error": error[:LONGEST_ERROR]},
	)


def tell_of_silence(mailbox: Any) -> bool:
	"""Tell administrators, once, that the mailbox could not be read for as long as it says; return whether told now."""
	if not (mailbox.silent_minutes and mailbox.failing_since) or mailbox.told_at:
		return False
	silent = (now_datetime() - get_datetime(mailbox.failing_since)).total_seconds() / 60
	if silent < mailbox.silent_minutes:
		return False
	keepers = frappe.get_all(
		"Has Role", {"role": KEEPER, "parenttype": "User"}, pluck="parent", limit=MOST_TOLD, distinct=True
	)
	notice = {
		"type": "Alert",
		"document_type": "SD Mailbox",
		"document_name": mailbox.name,
		"subject": _("The mailbox {0} cannot be read.").format(mailbox.name),
		"email_content": escape_html(mailbox.last_error or ""),
	}
	make_notification_logs(frappe._dict(notice), keepers)
	frappe.db.sql("update `tabSD Mailbox` set told_at = %s where name = %s", (now_datetime(), mailbox.name))
	return True
