"""The desk's own notes on a ticket: never shown to the customer, whoever asks and whichever way.

They are the framework's comments, which only staff can read, so that the desk's own comment box makes the same.
"""

from typing import Any

import frappe
from frappe import _

from servicedesk.domain.text_normalisation import clean_lines
from servicedesk.shared.compat import utc_now
from servicedesk.shared.errors import refuse
from servicedesk.tickets import history, transitions
from servicedesk.tickets.conversation import LONGEST_MESSAGE, as_html


def add(name: str, text: str) -> None:
	"""Write a note on the ticket as the signed-in member of staff, who may write the ticket.

	Raises Refused for an empty or too long text.
	"""
	# Locked, since the entry says the ticket's state of this instant, and clocks go by it.
	ticket = transitions.locked(name)
	ticket.check_permission("write")
	body = clean_lines(text or "")
	if not body:
		refuse({"note": _("Write a note.")})
	if len(body) > LONGEST_MESSAGE:
		refuse({"note": _("At most {0} characters.").format(LONGEST_MESSAGE)})
	ticket.add_comment("Comment", as_html(body))
	noted = history.Event(history.NOTED, utc_now(), ticket.state_category, visible_to_customer=False)
	history.append(ticket.name, [noted])


def notes_of(ticket: str) -> list[Any]:
	"""The ticket's notes, oldest first: content (HTML of the framework), comment_by, owner, creation. One statement."""
	return frappe.db.sql(
		"""select content, comment_by, owner, creation from `tabComment`
		where reference_doctype = 'SD Ticket' and reference_name = %s and comment_type = 'Comment'
		order by creation""",
		ticket,
		as_dict=True,
	)
