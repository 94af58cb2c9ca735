"""A mail becomes a ticket or a message on one, in the caller's transaction; every mail leaves its outcome.

Whatever is not known here to be for ever (a database that is away, a lost lock) is raised as it is: the mail is tried again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import frappe

from servicedesk.access import attempts
from servicedesk.channels.email import blocked, returned, threads
from servicedesk.channels.email.senders import (
	Owner,
	Writer,
	acting_as,
	owner_of,
	place_of,
	senders_of,
	writer_of,
)
from servicedesk.channels.email.words import Words, words_of
from servicedesk.domain.mail_kind import MailKind, MailNature, nature_of
from servicedesk.domain.mail_sender import SenderMatch
from servicedesk.domain.mail_verdict import result_values, verdict
from servicedesk.domain.message_threading import (
	DOUBTS,
	MailboxPolicy,
	MailFacts,
	Reason,
	Routing,
	Standing,
	Way,
	route,
)
from servicedesk.domain.reply_marks import subject_without_marks
from servicedesk.domain.text_normalisation import clean_line
from servicedesk.tickets import conversation, linking, provenance
from servicedesk.tickets.intake import EMAIL, SUBJECT_LENGTH, TicketRequest, open_ticket

TICKET, COMMENT, HELD, IGNORED, REFUSED = "Ticket", "Comment", "Held", "Ignored", "Refused"
KIND_OF_WAY = {Way.HELD: HELD, Way.IGNORED: IGNORED, Way.REFUSED: REFUSED}
HOLD, REFUSE = "Hold", "Refuse"
# By one address within a quarter of an hour (`access.attempts`). Machines that hide that they are such answer each
# confirmation and, from both sides of a ticket, each other.
MOST_CONFIRMED, MOST_WRITTEN = 10, 30


@dataclass(frozen=True)
class Outcome:
	"""What became of a mail: its kind, the ticket's number if there is one, and a code of the reason.

	`certain`: another copy of it would come to the same. What was held, put aside or taken with a doubt may have been
	a forged copy, and says nothing of the true one that follows.
	"""

	kind: str
	ticket: str = ""
	reason: str = ""
	certain: bool = False


@dataclass(frozen=True)
class _Mail:
	"""A mail on its way: as it was read, what it brings, and what is known of it."""

	message: Any
	mailbox: Any
	words: Words
	writer: Writer
	owner: Owner
	nature: MailNature
	routing: Routing


def take_in(message: Any, raw: bytes, mailbox: Any, received_at: datetime) -> Outcome:
	"""Put a MailMessage where it belongs. The same mail again changes nothing, and comes to the same ticket."""
	ours = threads.messages_named(message)
	nature = nature_of(message, {row.message_identifier for row in ours}.__contains__)
	with provenance.acting_via(provenance.MAIL):
		if nature.kind is MailKind.BOUNCE:
			found = returned.note(message)
			return Outcome(IGNORED, found.ticket, found.reason)
		writer = writer_of(message)
		if writer.email and blocked.is_blocked(writer.email):
			return Outcome(IGNORED, reason=blocked.REASON)
		owner = owner_of(writer)
		thread = threads.thread_of(message, writer, ours)
		routing = route(_facts(message, raw, mailbox, writer, owner, nature, thread), _policy(mailbox))
		if routing.way in KIND_OF_WAY:
			return Outcome(KIND_OF_WAY[routing.way], routing.about, str(routing.reason))
		mail = _Mail(message, mailbox, words_of(message, raw, mailbox), writer, owner, nature, routing)
		if routing.way is Way.THREAD:
			return _written(mail, as_contact=routing.ticket in thread.contacts)
		return _opened(mail)


def _facts(
	message: Any,
	raw: bytes,
	mailbox: Any,
	writer: Writer,
	owner: Owner,
	nature: MailNature,
	thread: threads.Thread,
) -> MailFacts:
	return MailFacts(
		senders=senders_of(message),
		reply_to=tuple(each.address.lower() for each in message.reply_to),
		kind=nature.kind,
		verdict=verdict(result_values(raw), mailbox.get("authserv_id") or ""),
		evidence=thread.evidence,
		tickets=thread.tickets,
		known=owner.known,
		staff=writer.is_staff,
	)


def _policy(mailbox: Any) -> MailboxPolicy:
	return MailboxPolicy(
		holds_strangers=mailbox.stranger_policy == HOLD,
		refuses_unknown=mailbox.unknown_sender_policy == REFUSE,
	)


def _written(mail: _Mail, *, as_contact: bool) -> Outcome:
	"""A message on the ticket. `as_contact`: the writer needs no account there, whether they have one meanwhile or not."""
	words, writer, name = mail.words, mail.writer, mail.routing.ticket
	if _too_often("mail-message", f"{name}:{writer.email}", MOST_WRITTEN):
		return Outcome(HELD, name, "too-many")
	if mail.routing.standing is Standing.STAFF:
		with acting_as(writer.user):
			ticket = conversation.agent_message(name, words.text, words.files, key=words.key, html=words.html)
	else:
		contact = conversation.Contact(writer.name, writer.email) if as_contact else None
		with acting_as("" if as_contact else writer.user):
			ticket = conversation.customer_message(
				name, words.text, words.files, key=words.key, html=words.html, contact=contact
			)
	return Outcome(COMMENT, str(ticket.name), certain=True)


def _opened(mail: _Mail) -> Outcome:
	routing, mailbox = mail.routing, mail.mailbox
	named = routing.follows or routing.about
	reason = "" if routing.reason is Reason.NEW_MAIL else ":".join(filter(None, (routing.reason, named)))
	certain = routing.reason not in DOUBTS
	if made := frappe.db.get_value("SD Ticket", {"intake_key": mail.words.key}, "name"):
		return Outcome(TICKET, str(made), reason, certain)
	believed = mail.owner.match if routing.standing is Standing.KNOWN else SenderMatch()
	place = place_of(mail.writer, believed, mailbox)
	if not place.customer or not mailbox.request_type:
		return Outcome(HELD, reason="no-customer" if not place.customer else "no-request-type")
	request = TicketRequest(
		request_type=mailbox.request_type,
		customer=place.customer,
		requester=place.requester or None,
		channel=EMAIL,
		key=mail.words.key,
		contact_name=mail.writer.name,
		contact_email=mail.writer.email,
		subject=clean_line(subject_without_marks(mail.message.subject))[:SUBJECT_LENGTH],
		description=mail.words.text,
		team=mailbox.get("team") or "",
		language=mailbox.get("language") or "",
		is_confirmed=_may_be_confirmed(mail, certain=certain),
	)
	with acting_as(mail.writer.user if place.requester else ""):
		ticket = open_ticket(request)
		contact = None if place.requester else conversation.Contact(mail.writer.name, mail.writer.email)
		conversation.first_message(ticket, mail.words.html, mail.words.files, contact)
	if routing.follows:
		# By whoever runs the job: customers may link nothing.
		linking.link(ticket.name, routing.follows, "Related")
	return Outcome(TICKET, str(ticket.name), reason, certain)


def _may_be_confirmed(mail: _Mail, *, certain: bool) -> bool:
	"""Whoever is doubted may never have written: their address would be told of what a forger has sent."""
	wanted = mail.nature.may_answer and certain
	return wanted and not _too_often("mail-confirmation", mail.writer.email, MOST_CONFIRMED)


def _too_often(purpose: str, whom: str, most: int) -> bool:
	try:
		attempts.count(purpose, whom, most=most, by_address=0)
	except attempts.TooManyAttempts:
		frappe.clear_messages()
		return True
	return False
