"""Who has written a mail: an account, a person of a customer whose mail domain it is, or nobody we know."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import frappe

from servicedesk.access import accounts, attempts, details
from servicedesk.channels.public_form.senders import of_domain
from servicedesk.domain.mail_verdict import Verdict, result_values, verdict
from servicedesk.domain.text_normalisation import clean_line
from servicedesk.shared.visibility import acts_for, scope_of

INVITE, REFUSE = "Register and Invite", "Refuse"
GUEST = "Guest"
LONGEST_NAME, LONGEST_PART = 140, 60
MOST_INVITATIONS = 10


@dataclass(frozen=True)
class Writer:
	"""Whoever stands in From. `user`: their user, if it is certain enough; `trusted`: the receiving server objects to nothing."""

	name: str
	email: str
	user: str
	trusted: bool


@dataclass(frozen=True)
class Place:
	"""Whose ticket a mail opens. `requester`: the person's account; without, they are kept as the ticket's contact."""

	customer: str
	requester: str = ""


def writer_of(message: Any, raw: bytes, mailbox: Any) -> Writer | None:
	"""The writer of a MailMessage; None where From names no usable address.

	Several addresses in From, another one for answers, which is how forgers get them, or a server that says that the domain
	disowns the mail: each makes anybody a stranger.
	"""
	usable = [sender for sender in message.senders if details.is_address(sender.address)]
	if not usable:
		return None
	said = verdict(result_values(raw), mailbox.get("authserv_id") or "")
	email = usable[0].address.lower()
	others = {each.address.lower() for each in (*message.senders, *message.reply_to)} - {email}
	trusted = not others and said is not Verdict.FAIL
	name = clean_line(usable[0].name).replace("<", "").replace(">", "")[:LONGEST_NAME] or email
	return Writer(name, email, _user_of(email) if trusted else "", trusted)


def place_of(writer: Writer, mailbox: Any) -> Place | None:
	"""For whom the writer's ticket is made; None where the mailbox takes nothing from unknown senders.

	An account that acts for several customers says nothing, unless the mail domain is one of theirs.
	"""
	scope = scope_of(writer.user) if writer.user else None
	known = scope.customers if scope and scope.has_account else frozenset()
	if len(known) == 1:
		return Place(next(iter(known)), writer.user)
	# A domain that the mail itself calls into question says nothing.
	found = of_domain(writer.email.rpartition("@")[2]) if writer.trusted else ""
	if found and writer.user and acts_for(writer.user, found):
		return Place(found, writer.user)
	if found:
		return Place(found, _invited(writer, found, mailbox))
	if mailbox.unknown_sender_policy == REFUSE and not known:
		return None
	return Place(mailbox.get("customer") or "")


@contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""Do what follows in the name of this person, as if they had signed in; the one before is put back whatever happens."""
	before = frappe.session.user
	frappe.set_user(user or GUEST)  # nosemgrep: user-swapped - a mail is taken in for whoever wrote it
	try:
		yield
	finally:
		frappe.set_user(before)  # nosemgrep: user-swapped - whoever the job runs as, again


def _user_of(email: str) -> str:
	found = frappe.db.get_value("User", {"email": email, "enabled": 1}, ["name", "email"])
	# The database alone would take á for a.
	return str(found[0]) if found and found[1].lower() == email else ""


def _invited(writer: Writer, customer: str, mailbox: Any) -> str:
	"""Invite somebody of the customer's mail domain, if the mailbox does so; "" where no account can be made.

	The framework takes only so many new users in an hour; the mail is taken in all the same.
	"""
	if mailbox.unknown_sender_policy != INVITE or writer.user:
		return ""
	first, _blank, last = writer.name.partition(" ")
	frappe.db.savepoint("mail_invitation")
	try:
		# Anybody can write under names of a domain: each would get a mail of ours.
		attempts.count("mail-invitation", customer, most=MOST_INVITATIONS, by_address=0)
		name = (first[:LONGEST_PART], last[:LONGEST_PART] or writer.email.partition("@")[0][:LONGEST_PART])
		accounts.invite(writer.email, *name, customer, "Requester", mailbox.get("language") or "")
	except frappe.ValidationError:
		frappe.db.rollback(save_point="mail_invitation")
		frappe.clear_messages()
		return ""
	return writer.email
