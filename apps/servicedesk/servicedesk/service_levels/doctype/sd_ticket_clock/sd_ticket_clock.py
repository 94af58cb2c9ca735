"""SD Ticket Clock: a cache of what a ticket's history and the SLA's rule say."""

import frappe
from frappe.model.document import Document


class SDTicketClock(Document):
	"""Written by `service_levels.clock_store` only; people read it."""


def on_doctype_update() -> None:
	"""One sweep asks for running clocks whose time to breach has come, one for moments of escalation rules.

	The tickets' calendar asks for what is due in a span of time.
	"""
	frappe.db.add_index("SD Ticket Clock", ["clock_state", "next_change_key"], "by_next_change")
	frappe.db.add_index("SD Ticket Clock", ["threshold_key", "name"], "by_threshold")
	frappe.db.add_index("SD Ticket Clock", ["clock_state", "due_at"], "by_due")
