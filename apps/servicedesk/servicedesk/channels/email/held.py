"""A mail that waits for a person: it is made a ticket, put on one, read again, or dropped.

Each exactly once: the mail's row is locked, and whoever comes second is told what has become of it.
"""

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.channels.email import kept_mail, records
from servicedesk.channels.email.inbound import take
from servicedesk.channels.email.quarantine import Quarantine, is_passing, last_line
from servicedesk.channels.email.records import DOCTYPE, DUPLICATE, LONGEST_TEXT, QUARANTINED
from servicedesk.channels.email.senders import Writer, acting_as, owner_of, writer_of
from servicedesk.channels.email.taking_in import COMMENT, HELD, REFUSED, TICKET, Outcome
from servicedesk.channels.email.words import Words, words_of
from servicedesk.domain.mail_kind import nature_of
from servicedesk.domain.mail_message import MailUnreadable, read_mail
from servicedesk.domain.reply_marks import subject_without_marks
from servicedesk.domain.text_normalisation import clean_line
from servicedesk.shared.compat import from_system
from servicedesk.shared.errors import Conflict
from servicedesk.shared.guards import require_right
from servicedesk.shared.visibility import admits, is_staff, rule_for
from servicedesk.tickets import attachments, conversation
from servicedesk.tickets.intake import EMAIL, SUBJECT_LENGTH, TicketRequest, open_ticket

WAITING_FOR_STAFF = (HELD, QUARANTINED, REFUSED)
DROPPED = "Dropped"
TOO_LARGE = "too-large"
FIELDS = ["name", "state", "reason", "mailbox", "sender", "subject", "received_at", "identity_key"]
TRIED = "held_mail"
LONGEST_SHOWN = 5000


@dataclass(frozen=True)
class _Mail:
	"""A mail that waits: its row, whom From names, what it brings, and whether its sender may be sent a confirmation."""

	row: Any
	writer: Writer
	words: Words
	may_answer: bool


def make_ticket(name: str, customer: str, request_type: str, requester: str = "") -> str:
	"""Make a ticket of the mail, as the signed-in member of staff says for whom; return its number.

	Raises Conflict for a mail that waits no more, and as `intake.open_ticket` does.
	"""
	mail = _mail(_locked(name))
	require_right("SD Customer", "read", customer)
	require_right("SD Request Type", "read", request_type)
	request = TicketRequest(
		request_type=request_type,
		customer=customer,
		requester=requester or None,
		channel=EMAIL,
		key=mail.words.key,
		contact_name=mail.writer.name,
		contact_email=mail.writer.email,
		subject=clean_line(subject_without_marks(mail.row.subject or ""))[:SUBJECT_LENGTH],
		description=mail.words.text,
		is_confirmed=mail.may_answer,
	)
	ticket = open_ticket(request)
	attachments.attach(ticket.name, mail.words.files)
	_settle(mail.row, {"state": TICKET, "ticket": ticket.name}, _("Made the ticket {0}").format(ticket.name))
	return str(ticket.name)


def put_on_ticket(name: str, number: str) -> str:
	"""Put the mail on a ticket as a message of whoever wrote it; return the number of the ticket that it came to.

	Raises Conflict for a mail that waits no more or a ticket that has ended, PermissionError for a ticket of others.
	"""
	mail = _mail(_locked(name))
	ticket = frappe.get_doc("SD Ticket", number)
	ticket.check_permission("write")
	writer, words = mail.writer, mail.words
	own = (
		bool(writer.user) and not is_staff(writer.user) and admits(rule_for("SD Ticket", writer.user), ticket)
	)
	contact = None if own else conversation.Contact(writer.name, writer.email, vouched_for=True)
	with acting_as(writer.user if own else ""):
		written = conversation.customer_message(
			number, words.text, words.files, key=words.key, html=words.html, contact=contact
		)
	said = _("Put on the ticket {0}").format(written.name)
	_settle(mail.row, {"state": COMMENT, "ticket": written.name}, said)
	return str(written.name)


def try_again(name: str) -> str:
	"""Read the kept mail once more, as if it had just come; return the state that it has come to.

	Raises Conflict for a mail that waits no more, of which only the header is kept, or whose mailbox is gone.
	"""
	row = _locked(name)
	if row.reason == TOO_LARGE:
		frappe.throw(_("Only the header of this mail was kept. The mail lies in its mailbox."), Conflict)
	if not frappe.db.exists("SD Mailbox", row.mailbox):
		frappe.throw(_("Its mailbox is no longer there."), Conflict)
	raw = kept_mail.raw_of(name)
	identity = records.summary_of(raw).identity
	same = records.same_mail(identity)
	if same and same != name:
		_settle(row, {"state": DUPLICATE, "duplicate_of": same}, _("Tried again: {0}").format(_(DUPLICATE)))
		return DUPLICATE
	outcome, error = _tried(row, raw)
	values = {"state": outcome.kind, "ticket": outcome.ticket, "reason": outcome.reason[:LONGEST_TEXT]}
	values |= {"error": error, "identity_key": identity if outcome.certain else row.identity_key}
	_settle(row, values, _("Tried again: {0}").format(_(outcome.kind)))
	return outcome.kind


def drop(name: str) -> None:
	"""Nothing comes of the mail; as it came it is kept for a while. Raises Conflict for a mail that waits no more."""
	_settle(_locked(name), {"state": DROPPED}, _("Dropped"))


def look(name: str) -> dict[str, Any]:
	"""What a mail says, in plain text, and the names of its files: for whoever decides what becomes of it."""
	words = _mail(frappe.get_doc(DOCTYPE, name)).words
	return {"text": words.text[:LONGEST_SHOWN], "files": [file.name for file in words.files]}


def propose(name: str) -> dict[str, str]:
	"""For whom a ticket of the mail would be: by its mailbox, and by its writer as far as they are known."""
	row = frappe.get_doc(DOCTYPE, name)
	mailbox = frappe.db.get_value("SD Mailbox", row.mailbox, ["request_type", "customer"], as_dict=True) or {}
	owner = owner_of(_mail(row).writer).match
	return {
		"request_type": mailbox.get("request_type") or "",
		"customer": owner.customer or mailbox.get("customer") or "",
		"requester": owner.contact,
	}


def _tried(row: Any, raw: bytes) -> tuple[Outcome, str]:
	"""What the mail comes to now, and the error of one that still cannot be taken."""
	frappe.db.savepoint(TRIED)
	mailbox = frappe.get_doc("SD Mailbox", row.mailbox)
	try:
		return take(raw, mailbox, from_system(row.received_at)), ""
	except Quarantine as reason:
		outcome, error = Outcome(QUARANTINED, reason=reason.code), ""
	except Exception as problem:
		if is_passing(problem):
			raise
		outcome, error = Outcome(QUARANTINED, reason="unexpected"), last_line(problem)
	frappe.db.rollback(save_point=TRIED)
	frappe.clear_messages()
	return outcome, error


def _locked(name: str) -> Any:
	"""The row of a mail that waits, until the transaction ends."""
	row = frappe.db.get_value(DOCTYPE, name, FIELDS, as_dict=True, for_update=True)
	if not row:
		frappe.throw(_("There is no such mail."), frappe.DoesNotExistError)
	if row.state not in WAITING_FOR_STAFF:
		frappe.throw(_("This mail has been dealt with: {0}.").format(_(row.state)), Conflict)
	return row


def _mail(row: Any) -> _Mail:
	raw = kept_mail.raw_of(row.name)
	stand_in = frappe._dict(name=row.mailbox)
	try:
		message = read_mail(raw)
		words = words_of(message, raw, stand_in)
	except MailUnreadable:
		words = Words(_("This mail cannot be read. It is kept as it came."), [], f"mail:{row.name}")
		return _Mail(row, Writer(row.sender or ""), words, may_answer=False)
	writer = writer_of(message)
	writer = writer if writer.email else Writer(row.sender or "")
	return _Mail(row, writer, words, nature_of(message, lambda _identifier: False).may_answer)


def _settle(row: Any, values: dict[str, Any], said: str) -> None:
	"""What has become of it, and in its history who said so."""
	frappe.db.set_value(DOCTYPE, row.name, values)
	frappe.get_doc(DOCTYPE, row.name).add_comment("Info", said)
