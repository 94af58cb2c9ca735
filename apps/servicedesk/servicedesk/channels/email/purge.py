"""Old mails: as they came in they are deleted after a while, and what is known of them long after that.

Killed anywhere: a mail's file goes first, and the row that leads to it in the transaction after; the next run finds the
row, and nothing to delete. A row is also the key that keeps the mail from being taken again: it outlives its file.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import frappe
from frappe.utils import now_datetime

from servicedesk.channels.email import kept_mail
from servicedesk.channels.email.held import WAITING_FOR_STAFF
from servicedesk.channels.email.records import DOCTYPE, WAITING
from servicedesk.shared.background_work import end_batch

BATCH = 200
USUAL_DAYS, DAYS_OF_WAITING, DAYS_OF_KEYS = 90, 365, 400
WAITING_STATES = (*WAITING_FOR_STAFF, WAITING)


def purge() -> int:
	"""Delete what is too old; return how many mails and keys. Runs daily."""
	kept_days = dict(frappe.get_all("SD Mailbox", fields=["name", "keep_raw_days"], as_list=True, limit=0))
	gone = 0
	for (mailbox,) in frappe.db.sql("select distinct mailbox from `tabSD Incoming Mail`"):
		# query-in-loop: a few statements for each batch of a mailbox's mails
		gone += _purge_mails(mailbox, int(kept_days.get(mailbox) or USUAL_DAYS))
		gone += _purge_keys(mailbox)
	return gone


def _purge_mails(mailbox: str, days: int) -> int:
	now = now_datetime()
	asked = {
		"mailbox": mailbox,
		"taken": now - timedelta(days=days),
		"waiting": now - timedelta(days=max(days, DAYS_OF_WAITING)),
		"states": WAITING_STATES,
		"most": BATCH,
	}
	gone = 0
	# query-in-loop: a batch each turn, until none is left
	while names := _names(
		"""select name from `tabSD Incoming Mail` where mailbox = %(mailbox)s and raw_gone_at is null
		and creation < %(taken)s and (state not in %(states)s or creation < %(waiting)s)
		order by creation limit %(most)s""",
		asked,
	):
		for name in names:
			kept_mail.path_of(name).unlink(missing_ok=True)
		# query-in-loop: the same batch
		frappe.db.delete("File", {"attached_to_doctype": DOCTYPE, "attached_to_name": ("in", names)})
		# query-in-loop: the same batch
		frappe.db.sql(
			"update `tabSD Incoming Mail` set raw_gone_at = %s where name in %s", (now_datetime(), names)
		)
		end_batch()
		gone += len(names)
	return gone


def _purge_keys(mailbox: str) -> int:
	asked = {"mailbox": mailbox, "before": now_datetime() - timedelta(days=DAYS_OF_KEYS), "most": BATCH}
	gone = 0
	# query-in-loop: a batch each turn, until none is left
	while names := _names(
		"""select name from `tabSD Incoming Mail` where mailbox = %(mailbox)s and raw_gone_at is not null
		and creation < %(before)s order by creation limit %(most)s""",
		asked,
	):
		# query-in-loop: the same batch
		frappe.db.delete("Comment", {"reference_doctype": DOCTYPE, "reference_name": ("in", names)})
		# query-in-loop: the same batch
		frappe.db.delete(DOCTYPE, {"name": ("in", names)})
		end_batch()
		gone += len(names)
	return gone


def _names(statement: str, asked: dict[str, Any]) -> Sequence[str]:
	return tuple(name for (name,) in frappe.db.sql(statement, asked))
