"""What a mailbox's form says about the last reading of it: one statement each, which is no edit of the mailbox.

Whoever looks after the desk is told of a mailbox that cannot be read, and of one that nobody reads any more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import frappe
from frappe import _
from frappe.desk.doctype.notification_log.notification_log import make_notification_logs
from frappe.utils import escape_html, get_datetime, get_system_timezone, get_url_to_form, now_datetime

from servicedesk.messaging.outbox import Notice, queue
from servicedesk.shared.compat import from_system
from servicedesk.shared.written_dates import written_moment

LONGEST_ERROR = 500
KEEPER = "Service Desk Administrator"
MOST_TOLD = 50
EVENT = "mailbox_silent"
# Since when mailboxes have been asked for each minute: a machine that was off for a night is no fault of a mailbox.
ASKED, ASKED_SECONDS = "servicedesk_mail_asked", 300


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


def note_asked() -> datetime:
	"""Mailboxes are asked for once more; return since when they have been each minute."""
	since: datetime = frappe.cache.get_value(ASKED, expires=True) or now_datetime()
	frappe.cache.set_value(ASKED, since, expires_in_sec=ASKED_SECONDS)
	return since


def silent_since(mailbox: Any) -> datetime:
	"""Since when nobody knows what lies in the mailbox: it fails, or has not been read, or not since it was edited."""
	if mailbox.failing_since:
		return get_datetime(mailbox.failing_since)
	return max(get_datetime(mailbox.last_fetch_at or mailbox.creation), get_datetime(mailbox.modified))


def is_silent(mailbox: Any, since: datetime) -> bool:
	"""Whether that is longer ago than the mailbox says; never for one that says nothing."""
	silent = (now_datetime() - since).total_seconds()
	return bool(mailbox.silent_minutes) and silent >= mailbox.silent_minutes * 60


def tell_of_silence(mailbox: Any, asked_since: datetime) -> bool:
	"""Tell administrators, once, that the mailbox is not read; return whether told now.

	Once until it has been read again. By a mail as well: a mailbox that is dead does not keep us from sending.
	"""
	since = silent_since(mailbox)
	since = since if mailbox.failing_since else max(since, asked_since)
	if mailbox.told_at or not is_silent(mailbox, since):
		return False
	keepers = _keepers()
	notice = {
		"type": "Alert",
		"document_type": "SD Mailbox",
		"document_name": mailbox.name,
		"subject": _("The mailbox {0} cannot be read.").format(mailbox.name),
		"email_content": escape_html(mailbox.last_error or ""),
	}
	make_notification_logs(frappe._dict(notice), [keeper.name for keeper in keepers])
	queue([_notice(mailbox, keeper, silent_since(mailbox)) for keeper in keepers])
	frappe.db.sql("update `tabSD Mailbox` set told_at = %s where name = %s", (now_datetime(), mailbox.name))
	return True


def _keepers() -> Sequence[Any]:
	"""Whom it concerns. One statement."""
	return frappe.db.sql(
		"""select distinct user.name, user.email, user.language
		from `tabHas Role` given
		join `tabUser` user on user.name = given.parent and user.enabled = 1 and user.email <> ''
		where given.parenttype = 'User' and given.role = %s and user.name not in %s
		order by user.name limit %s""",
		(KEEPER, frappe.STANDARD_USERS, MOST_TOLD),
		as_dict=True,
	)


def _notice(mailbox: Any, keeper: Any, since: datetime) -> Notice:
	settings = frappe.get_cached_doc("SD Settings")
	language = keeper.language or settings.default_language or "en"
	return Notice(
		event=EVENT,
		occasion=since.isoformat(),
		ticket="",
		reference=f"mailbox:{mailbox.name}",
		recipient=keeper.email,
		language=language,
		values={
			"place": mailbox.name,
			"due": written_moment(from_system(since), get_system_timezone(), language),
			"comment": mailbox.last_error or "",
			"company": settings.company_name or "",
			"view_link": get_url_to_form("SD Mailbox", mailbox.name),
		},
		user=keeper.name,
	)
