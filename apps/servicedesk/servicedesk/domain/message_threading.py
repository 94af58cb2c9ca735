"""Where a mail belongs: onto a ticket, into a new one, on hold, or nowhere. A pure decision over facts.

Two things alone let somebody write on a ticket by mail: a mark made for this very writer (`reply_marks`), or a reference
to a message that we sent to this very writer. A ticket's number in the subject proves nothing, nor does an address in
From that the mail itself calls into question (two of them, another one for answers, a failed check of the server).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from servicedesk.domain.mail_kind import MailKind
from servicedesk.domain.mail_message import MailMessage
from servicedesk.domain.mail_verdict import Verdict
from servicedesk.domain.reply_marks import MarkPurpose

# A chain of tickets merged one into the other; a longer one is a circle.
LONGEST_MERGE_CHAIN = 20


class Way(str, Enum):
	"""What happens to a mail."""

	THREAD = "thread"
	NEW = "new"
	HELD = "held"
	"""A person of the staff decides."""
	IGNORED = "ignored"
	"""Kept, and nobody is asked."""
	REFUSED = "refused"
	"""Kept; the mailbox takes nothing from people it does not know."""


class Standing(str, Enum):
	"""As whom the writer writes."""

	CUSTOMER = "customer"
	STAFF = "staff"
	KNOWN = "known"
	"""On a new ticket: the person or customer whose address this is."""
	UNKNOWN = "unknown"
	"""On a new ticket: nobody whose name may be put to it."""
	NOBODY = "nobody"


class Reason(str, Enum):
	"""Why a mail went its way; staff find these words, translated, at the mail."""

	MARK = "mark"
	OUR_MESSAGE = "our-message"
	OWN_MAIL = "own-mail"
	BOUNCE = "bounce"
	AUTOMATIC_ANSWER = "automatic-answer"
	AUTOMATIC_NEW = "automatic-new"
	NO_SENDER = "no-sender"
	TWO_SENDERS = "two-senders"
	OTHER_REPLY_TO = "other-reply-to"
	FAILED_CHECK = "failed-check"
	FOREIGN_MARK = "foreign-mark"
	FOREIGN_MESSAGE = "foreign-message"
	NOT_STAFF = "not-staff"
	NO_PARTICIPANT = "no-participant"
	TICKET_GONE = "ticket-gone"
	TICKET_ENDED = "ticket-ended"
	NEW_MAIL = "new-mail"
	UNKNOWN_SENDER = "unknown-sender"

	def __str__(self) -> str:
		return self.value


# The mail itself calls its sender into question: a later copy of the same words may be the true one.
DOUBTS = frozenset({Reason.FAILED_CHECK, Reason.OTHER_REPLY_TO})


@dataclass(frozen=True, slots=True)
class Evidence:
	"""A verified mark (`by_mark`), or a message of ours that the mail names: its ticket, and whom it was made for.

	`recipient` is "" for a mark that was not made for this mail's writer.
	"""

	ticket: str
	recipient: str
	purpose: MarkPurpose
	by_mark: bool


@dataclass(frozen=True, slots=True)
class TicketFacts:
	"""A ticket: who takes part on the customer's side, whether it is over for good, and what it was merged into.

	`participants` need only tell of the mail's own writer.
	"""

	participants: frozenset[str]
	ended: bool = False
	merged_into: str = ""


@dataclass(frozen=True, slots=True)
class MailFacts:
	"""Everything the decision rests on. Addresses in small letters.

	`senders`: each address in From, "" for one that is none. `evidence` in the order of its worth: marks of addresses, of
	the subject, messages of ours. `tickets`: those the evidence names, and those they were merged into; one that is
	missing is gone. `known`: the sender is a customer's (`mail_sender`). `staff`: the sender is of the staff and may
	write today.
	"""

	senders: tuple[str, ...]
	reply_to: tuple[str, ...] = ()
	kind: MailKind = MailKind.PERSON
	verdict: Verdict = Verdict.NONE
	evidence: tuple[Evidence, ...] = ()
	tickets: Mapping[str, TicketFacts] = field(default_factory=dict)
	known: bool = False
	staff: bool = False


@dataclass(frozen=True, slots=True)
class MailboxPolicy:
	"""What a mailbox's owner chose: strangers' mails on a thread are held, and new ones of unknown people refused."""

	holds_strangers: bool = False
	refuses_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Routing:
	"""The decision. `ticket`: the one to write on (THREAD). `follows`: the ended one that a new ticket goes on from.

	`about`: the one that a mail speaks of which may not write there.
	"""

	way: Way
	reason: Reason
	ticket: str = ""
	standing: Standing = Standing.NOBODY
	writer: str = ""
	follows: str = ""
	about: str = ""


def identifiers(message: MailMessage) -> tuple[str, ...]:
	"""Return the messages that a mail answers, each once, the nearest first."""
	return tuple(dict.fromkeys((*message.in_reply_to, *reversed(message.references))))


def route(facts: MailFacts, policy: MailboxPolicy) -> Routing:
	"""Decide where the mail goes; what is not clear never goes onto a ticket."""
	if by_kind := _by_kind(facts):
		return by_kind
	if len(set(facts.senders)) != 1 or not facts.senders[0]:
		return Routing(
			Way.HELD,
			Reason.TWO_SENDERS if any(facts.senders) else Reason.NO_SENDER,
			about=_about(facts),
		)
	doubt = _doubt(facts)
	refusals = []
	for evidence in () if doubt else facts.evidence:
		found = _on_thread(evidence, facts)
		if isinstance(found, Routing):
			return found
		refusals.append(found)
	if facts.kind is MailKind.LIST:
		return Routing(Way.HELD, Reason.AUTOMATIC_NEW, about=_about(facts))
	if facts.evidence:
		return _of_stranger(doubt or refusals[0], facts, policy)
	return _new(doubt or Reason.NEW_MAIL, facts, policy)


def _by_kind(facts: MailFacts) -> Routing | None:
	"""What no person wrote. Of a list's mail the proof decides: a person may write through a group's address."""
	if facts.kind is MailKind.OWN:
		return Routing(Way.IGNORED, Reason.OWN_MAIL)
	if facts.kind is MailKind.BOUNCE:
		return Routing(Way.IGNORED, Reason.BOUNCE)
	if facts.kind is MailKind.AUTOMATIC:
		if facts.evidence:
			return Routing(Way.IGNORED, Reason.AUTOMATIC_ANSWER, about=_about(facts))
		return Routing(Way.HELD, Reason.AUTOMATIC_NEW)
	return None


def _about(facts: MailFacts) -> str:
	"""The first ticket that is named and that there is."""
	return next((each.ticket for each in facts.evidence if each.ticket in facts.tickets), "")


def _doubt(facts: MailFacts) -> Reason | None:
	"""Why the address in From may not be believed. Answers that go to somebody else are how a forger gets them."""
	if facts.verdict is Verdict.FAIL:
		return Reason.FAILED_CHECK
	if set(facts.reply_to) - set(facts.senders):
		return Reason.OTHER_REPLY_TO
	return None


def _on_thread(evidence: Evidence, facts: MailFacts) -> Routing | Reason:
	writer = facts.senders[0]
	if evidence.recipient != writer:
		return Reason.FOREIGN_MARK if evidence.by_mark else Reason.FOREIGN_MESSAGE
	proof = Reason.MARK if evidence.by_mark else Reason.OUR_MESSAGE
	if evidence.purpose is MarkPurpose.STAFF:
		# Who left the staff keeps old mails; and a Message-ID is no mark.
		if not (facts.staff and evidence.by_mark):
			return Reason.NOT_STAFF
		standing = Standing.STAFF
	else:
		standing = Standing.CUSTOMER
	# Asked is the last one that the mark's ticket was merged into: another company may take part in it.
	*_, (name, ticket) = _merged(evidence.ticket, facts.tickets)
	if ticket is None:
		return Reason.TICKET_GONE
	if standing is Standing.CUSTOMER and writer not in ticket.participants:
		return Reason.NO_PARTICIPANT
	if ticket.ended and standing is Standing.CUSTOMER:
		return Routing(Way.NEW, Reason.TICKET_ENDED, standing=Standing.KNOWN, writer=writer, follows=name)
	return Routing(Way.THREAD, proof, name, standing, writer)


def _merged(name: str, tickets: Mapping[str, TicketFacts]) -> Iterator[tuple[str, TicketFacts | None]]:
	"""The ticket and those it was merged into, one after the other; None for one that is gone, or for a circle."""
	for _ in range(LONGEST_MERGE_CHAIN):
		ticket = tickets.get(name)
		yield name, ticket
		if not (ticket and ticket.merged_into):
			return
		name = ticket.merged_into
	yield name, None


def _of_stranger(reason: Reason, facts: MailFacts, policy: MailboxPolicy) -> Routing:
	if policy.holds_strangers:
		return Routing(Way.HELD, reason, writer=facts.senders[0], about=_about(facts))
	return _new(reason, facts, policy)


def _new(reason: Reason, facts: MailFacts, policy: MailboxPolicy) -> Routing:
	"""A ticket of its own; an address in doubt does not pass for a customer's."""
	writer, about = facts.senders[0], _about(facts)
	if facts.known and reason not in DOUBTS:
		return Routing(Way.NEW, reason, standing=Standing.KNOWN, writer=writer, about=about)
	if policy.refuses_unknown:
		return Routing(Way.REFUSED, Reason.UNKNOWN_SENDER, writer=writer, about=about)
	return Routing(Way.NEW, reason, standing=Standing.UNKNOWN, writer=writer, about=about)
