"""What was said to and by the customer, and what the desk noted, stays as it was written.

The framework lets whoever wrote a message delete it, and rewrite a comment of their own. On a ticket they are evidence:
history, clocks and mails go by them. Merging moves them past here, and a ticket that goes takes them along.
"""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from servicedesk.shared.people import full_name

# Whatever the framework notes by itself (seen, its status) may change.
KEPT_FIELDS = {
	"Communication": (
		"sd_conversation",
		"communication_type",
		"sent_or_received",
		"communication_date",
		"subject",
		"content",
		"sender",
		"sender_full_name",
		"user",
		"reference_doctype",
		"reference_name",
	),
	"Comment": (
		"comment_type",
		"content",
		"comment_by",
		"comment_email",
		"reference_doctype",
		"reference_name",
	),
}


def check_change(row: Any, _method: str | None = None) -> None:
	"""Refuse another wording, writer or place. Hook: `doc_events`, Communication and Comment, validate."""
	before = row.get_doc_before_save()
	if not before:
		_check_new(row)
		return
	if not any(_differs(before, row, field) for field in KEPT_FIELDS[row.doctype]):
		return
	# Nor does anything else become a message or a note afterwards.
	if _is_kept(before) or _is_kept(row):
		frappe.throw(_("A ticket's history cannot be changed."))


def check_move(row: Any) -> None:
	"""Refuse to lead a message anywhere else, or anything that calls itself one to a ticket."""
	if cint(row.get("sd_conversation")) or _is_kept(row):
		frappe.throw(_("A ticket's history cannot be changed."))


def check_removal(row: Any, _method: str | None = None) -> None:
	"""Refuse to delete it while its ticket is there. Hook: `doc_events`, Communication and Comment, on_trash."""
	if _is_kept(row):
		frappe.throw(_("A ticket's history cannot be changed."))


def _check_new(row: Any) -> None:
	"""Messages are made by `conversation` alone, with their clocks and notices; a note is whoever's is signed in."""
	# Of whatever record: it may be led to a ticket afterwards.
	if cint(row.get("sd_conversation")) and not row.flags.ticket_message:
		frappe.throw(_("A ticket's history cannot be changed."))
	if row.reference_doctype == "SD Ticket" and row.get("comment_type") == "Comment":
		user = frappe.session.user
		row.update({"comment_email": user, "comment_by": full_name(user)})


def _is_kept(row: Any) -> bool:
	if row.reference_doctype != "SD Ticket":
		return False
	is_written = cint(row.get("sd_conversation")) or row.get("comment_type") == "Comment"
	return bool(is_written and frappe.db.exists("SD Ticket", row.reference_name))


def _differs(before: Any, row: Any, field: str) -> bool:
	"""Whether the field has changed, whichever way a form sends numbers and times."""
	return str(before.get(field) or "") != str(row.get(field) or "")
