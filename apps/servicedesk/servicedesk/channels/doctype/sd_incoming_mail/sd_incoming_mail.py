"""SD Incoming Mail: one mail that was found in a mailbox, with what became of it."""

import frappe
from frappe.model.document import Document


class SDIncomingMail(Document):
	"""Written by `channels.email.records` and `channels.email.held` only; people read it."""


def on_doctype_update() -> None:
	"""The health page counts what waits; the daily purge walks each mailbox's mails that are still kept as they came."""
	frappe.db.add_index("SD Incoming Mail", ["state", "creation"], "by_state")
	frappe.db.add_index("SD Incoming Mail", ["mailbox", "raw_gone_at", "creation"], "by_kept_raw")
