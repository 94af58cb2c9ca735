"""A mail becomes a ticket or a message on one, in the caller's transaction; every mail leaves its outcome.

Whatever is not known here to be for ever (a database that is away, a lost lock) is raised as it is: the mail is tried again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe

from servicedesk.channels.email import kinds
from servicedesk.channels.email.senders import Place, Writer, acting_as, place_of, writer_of
from servicedesk.channels.email.threads import Thread, thread_of
from servicedesk.channels.email.words import Words, words_of
from servicedesk.domain.lifecycle import StateCategory, customer_may_comment
from servicedesk.domain.reply_marks import subject_without_marks
from servicedesk.domain.text_normalisation import clean_line
from servicedesk.tickets import attachments, conversation
from servicedesk.tickets.intake import EMAIL, SUBJECT_LENGTH, TicketRequest, open_ticket

TICKET, COMMENT, HELD, IGNORED, REFUSED = "Ticket", "Comment", "Held", "Ignored", "Refused"
HOLD = "Hold"


@dataclass(frozen=True)
class Outcome:
	"""What became of a mail: its kind, the ticket's number if there is one, and a code of the reason."""

	kind: str
	ticket: str = ""
	reason: str = ""


def take_in(message: Any, raw: bytes, mailbox: Any, received_at: datetime) -> Outcome:
	"""Put a MailMessage where it belongs. The same mail again changes nothing, and comes to the same ticket."""
	if machine := kinds.machine_of(message):
		return Outcome(IGNORED, reason=machine)
	writer = writer_of(message, raw, mailbox)
	if writer is None:
		return Outcome(HELD, reason="no-sender")
	thread = thread_of(message, writer)
	words = words_of(message, raw, mailbox)
	if thread is None:
		return _opened(message, mailbox, writer, words)
	if not thread.may_write:
		return _of_stranger(message, mailbox, writer, words, thread)
	if not thread.as_staff and not customer_may_comment(StateCategory(thread.ticket.state_category)):
		# What has ended stays so; whoever writes all the same has something new to say.
		return _opened(message, mailbox, writer, words, reason=f"ended:{thread.ticket.name}")
	with acting_as(writer.user):
		add = conversation.agent_message if thread.as_staff else conversation.customer_message
		ticket = add(thread.ticket.name, words.text, words.files, key=words.key)
	return Outcome(COMMENT, str(ticket.name))


def _of_stranger(message: Any, mailbox: Any, writer: Writer, words: Words, thread: Thread) -> Outcome:
	if mailbox.stranger_policy == HOLD:
		return Outcome(HELD, str(thread.ticket.name), "stranger")
	return _opened(message, mailbox, writer, words, reason=f"stranger:{thread.ticket.name}")


def _opened(message: Any, mailbox: Any, writer: Writer, words: Words, reason: str = "") -> Outcome:
	if made := frappe.db.get_value("SD Ticket", {"intake_key": words.key}, "name"):
		return Outcome(TICKET, str(made), reason)
	place = place_of(writer, mailbox)
	if place is None:
		return Outcome(REFUSED, reason="unknown-sender")
	if not place.customer or not mailbox.request_type:
		return Outcome(HELD, reason="no-customer" if not place.customer else "no-request-type")
	with acting_as(writer.user if place.requester else ""):
		ticket = open_ticket(_request(message, mailbox, writer, words, place))
		attachments.attach(ticket.name, words.files)
	return Outcome(TICKET, str(ticket.name), reason)


def _request(message: Any, mailbox: Any, writer: Writer, words: Words, place: Place) -> TicketRequest:
	return TicketRequest(
		request_type=mailbox.request_type,
		customer=place.customer,
		requester=place.requester or None,
		channel=EMAIL,
		key=words.key,
		contact_name=writer.name,
		contact_email=writer.email,
		subject=clean_line(subject_without_marks(message.subject))[:SUBJECT_LENGTH],
		description=words.text,
		team=mailbox.get("team") or "",
	)
