"""SD Escalation Entry: what an escalation rule did on a ticket, once."""

import frappe
from frappe import _
from frappe.model.document import Document


class SDEscalationEntry(Document):
	"""Written by `tickets.escalation` only. That nothing happens twice hangs on it, so it never changes."""

	def validate(self) -> None:
		"""It is written once, and not through this door."""
		frappe.throw(_("What escalation rules did cannot be changed."))

	def on_trash(self) -> None:
		"""It stays, unless its ticket goes."""
		if frappe.db.exists("SD Ticket", self.ticket):
			frappe.throw(_("What escalation rules did cannot be changed."))


def on_doctype_update() -> None:
	"""A ticket's entries are read together, before anything is done on it."""
	frappe.db.add_index("SD Escalation Entry", ["ticket"], "entries_of_ticket")
