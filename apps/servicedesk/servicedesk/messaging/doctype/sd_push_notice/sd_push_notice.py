"""SD Push Notice: what one device is told, with its delivery."""

import frappe
from frappe.model.document import Document


class SDPushNotice(Document):
	"""Written by `messaging.push` and `messaging.push_delivery` only; people read it."""


def on_doctype_update() -> None:
	"""The delivery asks for what is due, oldest first."""
	frappe.db.add_index("SD Push Notice", ["state", "next_attempt_at"], "due_push")
