"""What the portal kept for a person who is deleted: nothing that a later one of the same address would get."""

from typing import Any

import frappe

from servicedesk.self_service.form_drafts import DOCTYPE as DRAFT
from servicedesk.tickets import attachments

# Of one person, and of no use to anybody else.
OWN = ("SD Ticket Reading", "SD Saved Filter", DRAFT)


def removed(doc: Any, method: str | None = None) -> None:
	"""Forget marks, filters and half-filled forms of a user who is deleted. Hook: `on_trash`."""
	for draft in frappe.get_all(DRAFT, {"user": doc.name}, pluck="name", limit=0):
		# query-in-loop: a person has ten at most, and their files are documents
		attachments.release([file.name for file in attachments.held(draft)])
	for doctype in OWN:
		# query-in-loop: a statement for each of the three
		frappe.db.delete(doctype, {"user": doc.name})
