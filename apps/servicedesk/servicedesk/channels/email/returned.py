"""A server's report that a mail of ours was not delivered: noted where staff see it, and answered to nobody."""

from dataclasses import dataclass
from typing import Any

from servicedesk.domain.delivery_report import failed_recipients, reported_messages
from servicedesk.domain.message_threading import identifiers
from servicedesk.messaging.bounces import note_bounces
from servicedesk.tickets import returned_mail

BOUNCE = "bounce"
MOST_MESSAGES = 50


@dataclass(frozen=True)
class Report:
	"""The ticket that the report is about, "" for none, and its reason as a code: bounce:5.1.1."""

	ticket: str
	reason: str


def note(message: Any) -> Report:
	"""Note what a bounce (a MailMessage) says of messages of ours: at the message, its address, and in its ticket's history."""
	failures = failed_recipients(message)
	named = tuple(dict.fromkeys((*reported_messages(message), *identifiers(message))))[:MOST_MESSAGES]
	found = note_bounces(named, failures)
	for returned in found:
		if returned.ticket and returned.is_news:
			# query-in-loop: a report is about one message
			returned_mail.note(returned.ticket, f"{returned.recipient}: {returned.reason}")
	status = next((failed.status for failed in failures if failed.status), "")
	ticket = next((returned.ticket for returned in found if returned.ticket), "")
	return Report(ticket, f"{BOUNCE}:{status}" if status else BOUNCE)
