"""SD Ticket Link: what two tickets have to do with each other."""

import frappe
from frappe.model.document import Document

from servicedesk.tickets import linking


class SDTicketLink(Document):
	"""Stored once for both sides; see `linking`."""

	def autoname(self) -> None:
		"""The same link always has the same name, so that nobody makes it twice."""
		self.name = linking.name_of(self)

	def before_insert(self) -> None:
		"""Whichever side it is made from, it is stored in one way."""
		linking.prepare(self)

	def after_insert(self) -> None:
		"""Both histories say so."""
		linking.note(self, made=True)

	def on_trash(self) -> None:
		"""Both histories say that it is gone."""
		linking.note(self, made=False)


def on_doctype_update() -> None:
	"""Links of a ticket, from either side."""
	frappe.db.add_index("SD Ticket Link", ["ticket"], "of_ticket")
	frappe.db.add_index("SD Ticket Link", ["other"], "of_other")
