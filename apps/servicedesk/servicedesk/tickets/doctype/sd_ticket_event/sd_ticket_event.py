"""SD Ticket Event: one entry of a ticket's history."""

import frappe
from frappe import _
from frappe.model.document import Document


class SDTicketEvent(Document):
	"""Written by `tickets.history` only. Clocks are computed from it, so it never changes."""

	def validate(self) -> None:
		"""History is written once, by the desk itself and past any form."""
		frappe.throw(_("A ticket's history cannot be changed."))

	def before_rename(self, *_names: object) -> None:
		"""An entry keeps its name too."""
		frappe.throw(_("A ticket's history cannot be changed."))

	def on_trash(self) -> None:
		"""History stays, unless its ticket goes."""
		if frappe.db.exists("SD Ticket", self.ticket):
			frappe.throw(_("A ticket's history cannot be changed."))


def on_doctype_update() -> None:
	"""A ticket's history is read whole, in its order."""
	frappe.db.add_index("SD Ticket Event", ["ticket", "occurred_microseconds"], "history_of_ticket")
