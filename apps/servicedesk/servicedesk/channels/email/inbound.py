"""A mail comes in: read, and put where it belongs. The joint between the mailbox and the desk."""

from datetime import datetime
from typing import Any

from servicedesk.channels.email.fetching import fetch
from servicedesk.channels.email.quarantine import Quarantine
from servicedesk.channels.email.taking_in import take_in
from servicedesk.domain.mail_message import MailUnreadable, read_mail


def fetch_one(mailbox: str) -> int:
	"""Read one mailbox; runs in a worker."""
	return fetch(mailbox, take)


def take(raw: bytes, mailbox: Any, received_at: datetime) -> Any:
	"""Read the message and put it where it belongs. Raises Quarantine for one that nobody can read."""
	try:
		message = read_mail(raw)
	except MailUnreadable as problem:
		raise Quarantine(problem.code) from problem
	return take_in(message, raw, mailbox, received_at)
