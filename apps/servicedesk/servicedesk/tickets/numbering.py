"""Ticket numbers, from a sequence of the database: no row stays locked until commit, so four clients do not queue.

A ticket that is rolled back leaves a gap in the numbers; that is the price, and it is small.
"""

import frappe

from servicedesk.domain.ticket_number import format_number

SEQUENCE_OF = "SD Ticket Number"


def ensure_sequence() -> None:
	"""Make the sequence if it is missing. Runs at installation and after each migration."""
	frappe.db.create_sequence(SEQUENCE_OF, check_not_exists=True)


def next_number() -> str:
	"""The next free number, such as HELP-161. One statement."""
	prefix = frappe.get_cached_doc("SD Settings").ticket_prefix or "SD"
	return format_number(prefix, frappe.db.get_next_sequence_val(SEQUENCE_OF))
