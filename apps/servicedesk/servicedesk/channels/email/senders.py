"""Who has written a mail: an account, a person of a customer whose mail domain it is, or nobody we know."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import frappe

from servicedesk.access import accounts, attempts, details
from servicedesk.channels.public_form.senders import of_domain
from servicedesk.domain.mail_sender import SenderMatch, domain_of, match_sender
from servicedesk.domain.text_normalisation import clean_line
from servicedesk.shared.visibility import acts_for, is_staff, scope_of

INVITE = "Register and Invite"
GUEST = "Guest"
LONGEST_NAME, LONGEST_PART = 140, 60
TEMPLATES = "servicedesk_new_documents"
# As the framework calls them.
DOC_TEMPLATES = "new_doc_templates"
MOST_INVITATIONS = 10


@dataclass(frozen=True)
class Writer:
	"""Whom From names, both empty where it names nobody or several. `user`: whose address that is.

	Whether they have really written it is not said here: `domain.message_threading` decides whether they are believed.
	"""

	name: str = ""
	email: str = ""
	user: str = ""

	@property
	def is_staff(self) -> bool:
		"""Whether this is an address of the desk's own people."""
		return bool(self.user) and is_staff(self.user)


@dataclass(frozen=True)
class Owner:
	"""Whose a writer is. `known`: theirs is an account, or a customer's domain; which customer may be unclear."""

	match: SenderMatch
	known: bool


@dataclass(frozen=True)
class Place:
	"""Whose ticket a mail opens. `requester`: the person's account; without, they are kept as the ticket's contact."""

	customer: str
	requester: str = ""


def senders_of(message: Any) -> tuple[str, ...]:
	"""Every address in From, in small letters; "" for one that nobody can write to."""
	return tuple(
		sender.address.lower() if details.is_address(sender.address) else "" for sender in message.senders
	)


def writer_of(message: Any) -> Writer:
	"""The one person whom From of a MailMessage names. One statement, two for strangers."""
	if len(set(senders_of(message))) != 1 or not senders_of(message)[0]:
		return Writer()
	email = senders_of(message)[0]
	name = clean_line(message.senders[0].name).replace("<", "").replace(">", "")[:LONGEST_NAME]
	return Writer(name or email, email, _user_of(email))


def owner_of(writer: Writer) -> Owner:
	"""Whose the writer is, by the address, then by its domain. One statement at most, none for a customer's only account."""
	scope = scope_of(writer.user) if writer.user else None
	customers = sorted(scope.customers) if scope and scope.has_account else []
	domain = domain_of(writer.email)
	owning = of_domain(domain) if domain and len(customers) != 1 else ""
	match = match_sender(
		[SenderMatch(writer.user, customer) for customer in customers], [owning] if owning else []
	)
	if match.customer and not match.contact and writer.user and acts_for(writer.user, match.customer):
		# Invited, and not there yet.
		match = SenderMatch(writer.user, match.customer)
	return Owner(match, known=bool(customers or match.customer))


def place_of(writer: Writer, match: SenderMatch, mailbox: Any) -> Place:
	"""For whom the writer's ticket is made, and that of nobody whom the desk knows: the mailbox's customer for those."""
	if not match.customer:
		return Place(mailbox.get("customer") or "")
	return Place(match.customer, match.contact or _invited(writer, match.customer, mailbox))


@contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""Do what follows in the name of this person, as if they had signed in; the one before is put back whatever happens."""
	before = frappe.session.user
	_become(user or GUEST)
	try:
		yield
	finally:
		_become(before)


def _become(user: str) -> None:
	"""As the framework has it, but what was read stays read: it is kept by user where it is a user's."""
	read = frappe.local.cache
	frappe.set_user(user)  # nosemgrep: user-swapped - a mail is taken in for whoever wrote it
	frappe.local.cache = read
	setattr(frappe.local, DOC_TEMPLATES, read.setdefault(f"{TEMPLATES}:{user}", {}))


def _user_of(email: str) -> str:
	# Nearly everybody is called by their address, and for the rest there is no index.
	for filters in ({"name": email, "enabled": 1}, {"email": email, "enabled": 1}):
		# query-in-loop: two turns at most, and nearly always one
		found = frappe.db.get_value("User", filters, ["name", "email"])
		# The database alone would take á for a.
		if found and found[1].lower() == email:
			return str(found[0])
	return ""


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
