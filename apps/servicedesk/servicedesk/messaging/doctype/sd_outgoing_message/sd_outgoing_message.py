"""SD Outgoing Message: one notice to one recipient, with its delivery."""

import frappe
from frappe.model.document import Document


class SDOutgoingMessage(Document):
	"""Written by `messaging.outbox` and `messaging.delivery` only; people read it."""


def on_doctype_update() -> None:
	"""The delivery asks for what is due, those first that were never refused; and for the newest of a burst."""
	frappe.db.add_index("SD Outgoing Message", ["state", "next_attempt_at"], "due_messages")
	frappe.db.add_index("SD Outgoing Message", ["state", "attempts", "next_attempt_at"], "due_in_turn")
