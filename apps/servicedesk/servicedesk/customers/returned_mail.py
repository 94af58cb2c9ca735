"""Addresses from which mail comes back: shown at the account or customer until staff tick it off or change the address."""

from typing import Any

import frappe
from frappe.utils import now_datetime

ACCOUNT, CUSTOMER = "SD Portal Account", "SD Customer"
MOST_MARKED = 100


def mark(address: str, reason: str) -> None:
	"""Mark everybody whose address this is. Two statements where there is nobody."""
	users = frappe.get_all("User", {"email": address}, pluck="name", limit=MOST_MARKED)
	concerned = {
		ACCOUNT: {"user": ("in", users)} if users else None,
		CUSTOMER: {"correspondence_email": address},
	}
	values = {"mail_returned": 1, "mail_returned_at": now_datetime(), "mail_return_reason": reason}
	for doctype, filters in concerned.items():
		# query-in-loop: an account and a customer
		for name in frappe.get_all(doctype, filters, pluck="name", limit=MOST_MARKED) if filters else ():
			# query-in-loop: an address is seldom more than one's
			frappe.db.set_value(doctype, name, values, update_modified=False)


def follow(doc: Any, address_field: str) -> None:
	"""Before a save: another address, or the mark taken away, and nothing of it stays. "" for an address that never changes."""
	if address_field and not doc.is_new() and doc.has_value_changed(address_field):
		doc.mail_returned = 0
	if not doc.mail_returned:
		doc.mail_returned_at = doc.mail_return_reason = None
