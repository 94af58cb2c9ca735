"""Tests of mails that come in: written as bytes, and taken in as from a mailbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.headerregistry import Address as WrittenAddress
from email.message import EmailMessage
from typing import Any

import frappe

from servicedesk.channels.email.inbound import take
from servicedesk.channels.email.taking_in import Outcome
from servicedesk.domain.reply_marks import make_mark, reply_address
from servicedesk.shared.signing import mark_secret
from servicedesk.shared.testing import CLOSED, REQUEST_TYPE, DeskTestCase, make_account, make_customer

USER, COLLEAGUE, STRANGER = "mail-user@known.test", "mail-colleague@known.test", "stranger@elsewhere.test"
DESK, SERVER = "help@desk.test", "mx.desk.test"


@dataclass(frozen=True)
class Address:
	"""Somebody in a header."""

	address: str
	name: str = ""

	@property
	def written(self) -> str:
		"""As it stands there."""
		return str(WrittenAddress(self.name, addr_spec=self.address))


@dataclass(frozen=True)
class Part:
	"""A file of a mail."""

	name: str
	content: bytes
	content_type: str = ""
	content_id: str = ""


@dataclass(frozen=True)
class Mail:
	"""A mail as its writer means it."""

	senders: tuple[Address, ...] = (Address(USER, "Ann Known"),)
	subject: str = "Printer"
	text: str = "It smokes."
	html: str = ""
	to: tuple[Address, ...] = (Address(DESK),)
	reply_to: tuple[Address, ...] = ()
	message_id: str = "<one@known.test>"
	references: tuple[str, ...] = ()
	parts: tuple[Part, ...] = ()
	headers: Mapping[str, str] = field(default_factory=dict)

	@property
	def raw(self) -> bytes:
		"""As it lies in the mailbox."""
		made = EmailMessage()
		for name, value in self.headers.items():
			made[name] = value
		made["From"] = ", ".join(each.written for each in self.senders)
		made["To"] = ", ".join(each.written for each in self.to)
		if self.reply_to:
			made["Reply-To"] = ", ".join(each.written for each in self.reply_to)
		made["Subject"], made["Message-ID"] = self.subject, self.message_id
		if self.references:
			made["References"] = " ".join(self.references)
		if self.html:
			made.set_content(self.html, subtype="html")
		else:
			made.set_content(self.text)
		for part in self.parts:
			made.add_attachment(part.content, "application", "octet-stream", filename=part.name)
		return bytes(made)


class TakingInTestCase(DeskTestCase):
	"""Mails to one mailbox, of a desk that knows one customer's domain."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer, cls.unknown = make_customer("T Mail Known"), make_customer("T Mail Unknown")
		frappe.db.set_value("SD Customer", cls.customer, "mail_domains", "known.test")
		for person in (USER, COLLEAGUE):
			make_account(person, {cls.customer: "Requester"})

	def setUp(self) -> None:
		super().setUp()
		frappe.cache.delete_keys("servicedesk_attempts")
		self.mailbox = frappe._dict(
			name=DESK, address=DESK, request_type=REQUEST_TYPE, customer=self.unknown, authserv_id=SERVER,
			stranger_policy="Own Ticket", unknown_sender_policy="Unknown Customer", team="", language="en",
		)  # fmt: skip

	def take(self, mail: Mail | bytes) -> Outcome:
		"""Take it in; whoever was signed in is so afterwards."""
		raw = mail if isinstance(mail, bytes) else mail.raw
		outcome = take(raw, self.mailbox, datetime.now(timezone.utc))
		self.assertEqual(frappe.session.user, "Administrator")
		return outcome

	def assert_taken(self, mail: Mail | bytes, kind: str, ticket: str = "", reason: str = "") -> None:
		"""The mail comes to this."""
		found = self.take(mail)
		self.assertEqual((found.kind, found.ticket, found.reason), (kind, ticket, reason))

	def ticket(self, outcome: Outcome) -> Any:
		"""The ticket that came of a mail."""
		self.assertEqual(outcome.kind, "Ticket")
		return frappe.get_doc("SD Ticket", outcome.ticket)

	def messages(self, ticket: str) -> list[Any]:
		"""The conversation of a ticket."""
		return frappe.get_all(
			"Communication",
			{"reference_name": ticket, "sd_conversation": 1},
			["content", "user", "sender", "sent_or_received"],
		)

	def notices(self, **of: Any) -> list[Any]:
		"""What is queued to be sent."""
		return frappe.get_all("SD Outgoing Message", of, ["name", "recipient", "event", "message_identifier"])

	def marked(self, ticket: str, person: str, purpose: str = "customer") -> tuple[Address, ...]:
		"""The address to which this person would answer."""
		return (Address(reply_address(DESK, make_mark(mark_secret(), ticket, person, purpose))),)

	def end(self, ticket: str) -> None:
		"""The ticket is over for good."""
		frappe.db.set_value("SD Ticket", ticket, {"workflow_state": CLOSED, "state_category": "closed"})
		frappe.clear_document_cache("SD Ticket", ticket)

	def assert_own_ticket(self, mail: Mail, ticket: str) -> Outcome:
		"""The mail opens a ticket of its own, and nothing is written on the other."""
		outcome = self.take(mail)
		self.assertNotEqual(self.ticket(outcome).name, ticket)
		self.assertEqual(self.messages(ticket), [])
		return outcome
