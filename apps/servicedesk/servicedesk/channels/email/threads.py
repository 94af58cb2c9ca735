"""Which tickets a mail names, by what, and whether its writer takes part in them: facts for `domain.message_threading`.

Only two things prove that somebody answers us: a mark that was made for them, and the Message-ID of a notice that we sent to
them; both are signed. A ticket's number alone proves nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import frappe

from servicedesk.channels.email.senders import Writer
from servicedesk.domain.lifecycle import StateCategory, customer_may_comment
from servicedesk.domain.message_threading import LONGEST_MERGE_CHAIN, Evidence, TicketFacts, identifiers
from servicedesk.domain.reply_marks import MarkPurpose, holder, read_marks
from servicedesk.shared.signing import mark_secret
from servicedesk.shared.visibility import acts_for, admits, rule_for

MOST_IDENTIFIERS = 50
ASKED = ("name", "customer", "requester", "merged_into", "state_category", "contact_email")


@dataclass(frozen=True)
class Thread:
	"""The evidence, and the tickets that it names with those they were merged into.

	`contacts`: those that are the writer's own as their contact, without an account.
	"""

	evidence: tuple[Evidence, ...] = ()
	tickets: Mapping[str, TicketFacts] = field(default_factory=dict)
	contacts: frozenset[str] = frozenset()


def messages_named(message: Any) -> list[Any]:
	"""Messages of ours that a MailMessage is or names, the nearest first: message_identifier, ticket, recipient. One statement."""
	names = [name for name in (message.message_id, *identifiers(message)[:MOST_IDENTIFIERS]) if name]
	if not names:
		return []
	rows = frappe.get_all(
		"SD Outgoing Message",
		{"message_identifier": ("in", names)},
		["message_identifier", "ticket", "recipient"],
		limit=len(names),
	)
	order = {name: place for place, name in enumerate(names)}
	# The database alone would take A for a.
	exact = [row for row in rows if row.message_identifier in order]
	return sorted(exact, key=lambda row: order[row.message_identifier])


def thread_of(message: Any, writer: Writer, ours: Sequence[Any]) -> Thread:
	"""The thread of a MailMessage; `ours` as of `messages_named`. Two statements, and two more for each merging."""
	addresses = [each.address for each in (*message.to, *message.cc)]
	addresses += message.all_headers("delivered-to")
	claims = read_marks(addresses, message.subject)
	secret = mark_secret() if claims else b""
	marks = [
		Evidence(claim.ticket, holder(secret, claim, [writer.email]), claim.purpose, True) for claim in claims
	]
	# Staff need a mark; who takes part in a ticket answers on the customer's side.
	messages = [
		Evidence(row.ticket, row.recipient.lower(), MarkPurpose.CUSTOMER, False) for row in ours if row.ticket
	]
	evidence = (*marks, *messages)
	tickets: dict[str, TicketFacts] = {}
	contacts: set[str] = set()
	waiting = {each.ticket for each in evidence}
	for _turn in range(LONGEST_MERGE_CHAIN):
		if not waiting:
			break
		# query-in-loop: a merged ticket leads to one that is seldom merged itself
		rows = _rows(waiting)
		# query-in-loop: the same turn, which is seldom the second
		shared = _shared(waiting, writer)
		for row in rows:
			row.participants = [{"user": writer.user}] if row.name in shared else []
			takes_part = _takes_part(row, writer)
			if not takes_part and _is_contact(row, writer):
				contacts.add(row.name)
			tickets[row.name] = _facts(row, writer, takes_part=takes_part or row.name in contacts)
		waiting = {row.merged_into for row in rows if row.merged_into} - tickets.keys()
	return Thread(evidence, tickets, frozenset(contacts))


def _rows(names: Iterable[str]) -> list[Any]:
	return list(
		frappe.get_all("SD Ticket", {"name": ("in", list(names))}, list(ASKED), limit_page_length=0),
	)


def _shared(names: Iterable[str], writer: Writer) -> set[str]:
	"""Those of the tickets that are shared with the writer."""
	if not writer.user or writer.is_staff:
		return set()
	given = {"parent": ("in", list(names)), "parenttype": "SD Ticket", "user": writer.user}
	return set(frappe.get_all("SD Ticket Participant", given, pluck="parent", limit_page_length=0))


def _facts(row: Any, writer: Writer, *, takes_part: bool) -> TicketFacts:
	return TicketFacts(
		frozenset((writer.email,)) if takes_part else frozenset(),
		not customer_may_comment(StateCategory(row.state_category)),
		row.merged_into or "",
	)


def _takes_part(row: Any, writer: Writer) -> bool:
	"""The desk's own rule says who still has to do with a ticket; of staff it would say everybody."""
	if not writer.user or writer.is_staff:
		return False
	if admits(rule_for("SD Ticket", writer.user), row):
		return True
	# Who is invited and has not come yet sees nothing; that the ticket is theirs they have been told by mail.
	is_theirs = row.requester == writer.user or bool(row.participants)
	return is_theirs and acts_for(writer.user, row.customer)


def _is_contact(row: Any, writer: Writer) -> bool:
	return not row.requester and bool(writer.email) and (row.contact_email or "").lower() == writer.email
