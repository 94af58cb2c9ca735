"""To which address a notice is answered: of the mailbox that fits the ticket, with a mark made for this very recipient."""

from collections.abc import Iterable
from dataclasses import dataclass

import frappe

from servicedesk.domain.reply_marks import make_mark, reply_address
from servicedesk.shared.forgetting import KeptValues
from servicedesk.shared.signing import mark_secret

MAILBOX = "SD Mailbox"
MAILBOXES = KeptValues("servicedesk_reply_mailboxes")
ALL = "all"


@dataclass(frozen=True)
class Mailbox:
	"""A mailbox that is read; `marks_subject`: its server knows no addresses with a plus sign."""

	address: str
	team: str
	language: str
	marks_subject: bool


@dataclass(frozen=True)
class Origin:
	"""The mail that a ticket came by: its mailbox and its Message-ID; both empty for one that did not."""

	mailbox: str = ""
	message_identifier: str = ""


@dataclass(frozen=True)
class ReplyTo:
	"""Where an answer goes, and the mark for the subject where the address cannot carry it; empty: no mailbox is read."""

	address: str = ""
	subject_mark: str = ""


NO_ORIGIN = Origin()
NOWHERE = ReplyTo()


def reply_to(ticket: str, recipient: str, purpose: str, team: str, came_by: str) -> ReplyTo:
	"""Where this recipient answers. No statement while nobody changes a mailbox.

	`purpose`: a MarkPurpose, as whom they may write; `came_by`: the mailbox that brought the ticket.
	"""
	mailbox = mailbox_of(team, came_by)
	if not mailbox:
		return NOWHERE
	try:
		mark = make_mark(mark_secret(), ticket, recipient, purpose)
	except ValueError:
		# A number of another shape has no mark; its notice goes out all the same.
		return NOWHERE
	address = mailbox.address if mailbox.marks_subject else reply_address(mailbox.address, mark)
	# A long address has no room for the mark.
	return ReplyTo(address, mark if address == mailbox.address else "")


def mailbox_of(team: str, came_by: str = "") -> Mailbox | None:
	"""The team's own mailbox, else the one that brought the ticket, else the first that is no team's; of those that are read."""
	found = [Mailbox(*row) for row in MAILBOXES.value(ALL, _read)]
	of_team = (each for each in found if team and each.team == team)
	bringing = (each for each in found if each.address == came_by)
	everybodys = (each for each in found if not each.team)
	return next((each for group in (of_team, bringing, everybodys) for each in group), None)


def forget_mailboxes() -> None:
	"""Make the next mail see a changed mailbox."""
	MAILBOXES.forget(ALL)


def origins(tickets: Iterable[str]) -> dict[str, Origin]:
	"""By which mail each of the tickets came; none for others. One statement, and none for no ticket."""
	names = tuple({name for name in tickets if name})
	if not names:
		return {}
	try:
		rows = frappe.db.sql(
			"""select ticket, mailbox, message_id from `tabSD Incoming Mail`
			where ticket in %s and state = 'Ticket' order by creation desc""",
			(names,),
		)
	except frappe.db.ProgrammingError as error:
		if frappe.db.is_table_missing(error):
			return {}
		raise
	# The oldest of several is read last.
	return {ticket: Origin(mailbox or "", identifier or "") for ticket, mailbox, identifier in rows}


def _read(_key: str) -> list[tuple[str, str, str, bool]]:
	"""The mailboxes that are read, the oldest first."""
	try:
		rows = frappe.get_all(
			MAILBOX,
			{"enabled": 1},
			["address", "team", "language", "replies_by_subject"],
			order_by="creation, address",
			limit_page_length=0,
		)
	except frappe.db.ProgrammingError as error:
		# Between an update's code and its migration mails go out as before.
		if frappe.db.is_table_missing(error):
			return []
		raise
	except frappe.db.OperationalError as error:
		if frappe.db.is_missing_column(error):
			return []
		raise
	return [(row.address, row.team or "", row.language or "", bool(row.replies_by_subject)) for row in rows]
