"""Which ticket a mail belongs to, and whether its writer may write there.

Only two things prove that somebody answers us: a mark that was made for them, and the Message-ID of a notice that we sent to
them; both are signed. A ticket's number alone proves nothing.
"""

from dataclasses import dataclass
from typing import Any

import frappe
from frappe.utils.password import get_encryption_key

from servicedesk.channels.email.senders import Writer
from servicedesk.domain.reply_marks import MarkPurpose, holder, read_marks
from servicedesk.shared.visibility import admits, is_staff, rule_for

MOST_IDENTIFIERS = 50
MOST_MERGED = 5


@dataclass(frozen=True)
class Thread:
	"""The ticket that a mail answers. `may_write`: its writer has proved it; `as_staff`: on the desk's side."""

	ticket: Any
	may_write: bool
	as_staff: bool = False


def mark_secret() -> bytes:
	"""What marks are signed with: the site's own key."""
	return get_encryption_key().encode()


def thread_of(message: Any, writer: Writer) -> Thread | None:
	"""The thread of a MailMessage; None for a mail that begins one, or claims a ticket that there is not."""
	by_mark = _by_mark(message, writer)
	return by_mark if by_mark and by_mark.may_write else _by_reference(message, writer) or by_mark


def _by_mark(message: Any, writer: Writer) -> Thread | None:
	addresses = [each.address for each in (*message.to, *message.cc)]
	addresses += message.all_headers("delivered-to")
	found: Thread | None = None
	for claim in read_marks(addresses, message.subject):
		# query-in-loop: a mail has one mark; the reader of marks ends at twenty
		ticket = _ticket(claim.ticket)
		if ticket is None:
			continue
		as_staff = claim.purpose is MarkPurpose.STAFF
		proved = bool(holder(mark_secret(), claim, [writer.email]))
		found = Thread(ticket, proved and _may_write(ticket, writer, as_staff=as_staff), as_staff)
		if found.may_write:
			return found
	return found


def _by_reference(message: Any, writer: Writer) -> Thread | None:
	identifiers = [*message.in_reply_to, *message.references][-MOST_IDENTIFIERS:]
	if not identifiers:
		return None
	rows = frappe.get_all(
		"SD Outgoing Message",
		{"message_identifier": ("in", identifiers), "ticket": ("is", "set")},
		["ticket", "recipient"],
		order_by="creation desc",
		limit=MOST_IDENTIFIERS,
	)
	own = [row for row in rows if row.recipient.lower() == writer.email]
	ticket = _ticket((own or rows)[0].ticket) if rows else None
	return Thread(ticket, bool(own) and _may_write(ticket, writer, as_staff=False)) if ticket else None


def _ticket(number: str) -> Any | None:
	"""The ticket, or the one that its work goes on in."""
	for _turn in range(MOST_MERGED):
		# query-in-loop: a merged ticket leads to one that is seldom merged itself
		if not frappe.db.exists("SD Ticket", number):
			return None
		# query-in-loop: the same turn, which is seldom the second
		ticket = frappe.get_doc("SD Ticket", number)
		if not ticket.merged_into:
			return ticket
		number = ticket.merged_into
	return None


def _may_write(ticket: Any, writer: Writer, *, as_staff: bool) -> bool:
	"""The mark proves the mail; the desk's own rule says whether this person still has to do with the ticket."""
	if not writer.user or is_staff(writer.user) != as_staff:
		return False
	return as_staff or admits(rule_for("SD Ticket", writer.user), ticket)
