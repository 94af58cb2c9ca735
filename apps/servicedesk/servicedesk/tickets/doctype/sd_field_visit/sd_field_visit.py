"""SD Field Visit: a visit to a customer's place."""

import frappe
from frappe.model.document import Document

from servicedesk.tickets import visits


class SDFieldVisit(Document):
	"""When, where and by whom. What a visit has to keep to, and what it does to its ticket, stands in `visits`."""

	def check_if_latest(self) -> None:
		"""The ticket is locked before the framework locks the visit, for the form and the API as for our own ways.

		Whoever ends a ticket has its lock and then asks for its visits: in the other order the two would wait for each other.
		"""
		visits.lock_ticket(self)
		super().check_if_latest()

	def validate(self) -> None:
		"""Whichever way the visit comes: form, calendar, ticket."""
		visits.prepare(self)

	def on_update(self) -> None:
		"""History, notices and the ticket's step, in the transaction that changed the visit."""
		visits.complete(self)


def on_doctype_update() -> None:
	"""A specialist's time, a ticket's visits, and the calendar of everybody, each read in order of time."""
	frappe.db.add_index("SD Field Visit", ["specialist", "starts_at"], "by_specialist")
	frappe.db.add_index("SD Field Visit", ["ticket", "starts_at"], "by_ticket")
	frappe.db.add_index("SD Field Visit", ["starts_at"], "by_time")
