"""The confirmation to whoever has filled in a public form.

It says nothing of what was typed: with somebody else's address in the form, the desk would send out anybody's words.
"""

from typing import Any

import frappe

from servicedesk.channels.public_form.senders import Sender
from servicedesk.domain.reply_marks import MarkPurpose
from servicedesk.messaging.outbox import Notice, queue

EVENT = "public_form_received"


def confirm(ticket: Any, sender: Sender, language: str) -> None:
	"""Queue the confirmation, in the ticket's transaction. Whoever has an account gets the usual one instead."""
	settings = frappe.get_cached_doc("SD Settings")
	values = {
		"number": ticket.name,
		"requester": "",
		"company": settings.company_name or "",
		"contact_email": settings.contact_email or "",
		"contact_phone": settings.contact_phone or "",
	}
	notice = Notice(
		event=EVENT,
		occasion="created",
		ticket=ticket.name,
		recipient=sender.email,
		language=language or settings.default_language or "en",
		values=values,
		answered_as=MarkPurpose.CUSTOMER,
		team=ticket.team or "",
	)
	queue([notice])
