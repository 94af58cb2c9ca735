"""A mail about a ticket that came back stands in its history: for staff, the customer reads nothing of it."""

import frappe

from servicedesk.shared.compat import utc_now
from servicedesk.tickets import history, transitions


def note(name: str, words: str) -> None:
	"""Write it down; nothing for a ticket that there is no more."""
	if not frappe.db.exists("SD Ticket", name):
		return
	# Locked, since the entry says the ticket's state of this instant, and clocks go by it.
	ticket = transitions.locked(name)
	event = history.Event(
		history.MAIL_RETURNED, utc_now(), ticket.state_category, visible_to_customer=False, detail=words
	)
	history.append(ticket.name, [event])
