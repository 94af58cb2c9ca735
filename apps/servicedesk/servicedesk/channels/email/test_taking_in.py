"""What becomes of a mail: a ticket, a message on one, or nothing, and who may write where."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.channels.email import threads
from servicedesk.channels.email.taking_in import Outcome, take_in
from servicedesk.domain.reply_marks import make_mark, reply_address
from servicedesk.shared.testing import (
	AGENT,
	CLOSED,
	REQUEST_TYPE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets.testing import PNG, make_ticket

USER, COLLEAGUE, STRANGER = "mail-user@known.test", "mail-colleague@known.test", "stranger@elsewhere.test"
DESK, SERVER = "help@desk.test", "mx.desk.test"


@dataclass(frozen=True)
class Address:
	"""As the reader of mails has it."""

	address: str
	name: str = ""


@dataclass(frozen=True)
class Part:
	"""A file of a mail."""

	name: str
	content: bytes


@dataclass(frozen=True)
class Mail:
	"""What a reader of mails makes of one, as far as it is asked here."""

	senders: tuple[Address, ...] = (Address(USER, "Ann Known"),)
	subject: str = "Printer"
	text: str = "It smokes."
	html: str = ""
	to: tuple[Address, ...] = (Address(DESK),)
	cc: tuple[Address, ...] = ()
	reply_to: tuple[Address, ...] = ()
	message_id: str = "<one@known.test>"
	in_reply_to: tuple[str, ...] = ()
	references: tuple[str, ...] = ()
	return_path: str | None = USER
	content_type: str = "text/plain"
	parts: tuple[Part, ...] = ()
	headers: dict[str, str] = field(default_factory=dict)

	def header(self, name: str) -> str:
		"""The first value, or nothing."""
		return self.headers.get(name, "")

	def all_headers(self, name: str) -> tuple[str, ...]:
		"""All values."""
		return (self.headers[name],) if name in self.headers else ()


def throttled() -> None:
	"""As the framework does when many users were made within the hour."""
	raise frappe.ValidationError


class TestTakingIn(DeskTestCase):
	"""Mails to one mailbox."""

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

	def take(self, mail: Mail, raw: bytes = b"") -> Outcome:
		"""Take it in; whoever was signed in is so afterwards."""
		outcome = take_in(mail, raw or repr(mail).encode(), self.mailbox, datetime.now(timezone.utc))
		self.assertEqual(frappe.session.user, "Administrator")
		return outcome

	def ticket(self, outcome: Outcome) -> Any:
		"""The ticket that came of a mail."""
		self.assertEqual(outcome.kind, "Ticket")
		return frappe.get_doc("SD Ticket", outcome.ticket)

	def messages(self, ticket: str) -> list[Any]:
		"""The conversation of a ticket."""
		return frappe.get_all(
			"Communication",
			{"reference_name": ticket, "sd_conversation": 1},
			["content", "user", "sent_or_received"],
		)

	def marked(self, ticket: str, person: str, purpose: str = "customer") -> tuple[Address, ...]:
		"""The address to which this person would answer."""
		return (Address(reply_address(DESK, make_mark(threads.mark_secret(), ticket, person, purpose))),)

	def assert_own_ticket(self, mail: Mail, ticket: str) -> Outcome:
		"""The mail opens a ticket of its own, and nothing is written on the other."""
		outcome = self.take(mail)
		self.assertNotEqual(self.ticket(outcome).name, ticket)
		self.assertEqual(self.messages(ticket), [])
		return outcome

	def test_known_sender_opens_a_ticket_in_their_name(self) -> None:
		ticket = self.ticket(self.take(Mail()))
		self.assertEqual(
			(ticket.requester, ticket.customer, ticket.channel, ticket.subject, ticket.description),
			(USER, self.customer, "Email", "Printer", "It smokes."),
		)
		self.assertEqual(ticket.opened_by, USER)

	def test_the_same_mail_twice_is_one_ticket_and_one_message(self) -> None:
		mail = Mail()
		first = self.take(mail)
		self.assertEqual(self.take(mail), first)
		answer = Mail(to=self.marked(first.ticket, USER), message_id="<two@known.test>")
		self.take(answer)
		self.take(answer)
		self.assertEqual(len(self.messages(first.ticket)), 1)
		# Another mail under the same Message-ID is another one.
		self.assertNotEqual(self.take(replace(mail, text="Another")).ticket, first.ticket)

	def test_answer_with_a_mark_goes_onto_the_ticket(self) -> None:
		ticket = make_ticket(USER, self.customer).name
		self.assertEqual(self.take(Mail(to=self.marked(ticket, USER))), Outcome("Comment", ticket))
		[message] = self.messages(ticket)
		self.assertEqual(
			(message.content, message.user, message.sent_or_received), ("It smokes.", USER, "Received")
		)

	def test_answer_to_our_notice_goes_onto_the_ticket(self) -> None:
		ticket = make_ticket(USER, self.customer).name
		sent = frappe.db.get_value("SD Outgoing Message", {"ticket": ticket}, "message_identifier")
		self.assertEqual(self.take(Mail(references=(sent,))), Outcome("Comment", ticket))
		# Somebody else's notice proves nothing.
		forwarded = Mail(senders=(Address(COLLEAGUE),), references=(sent,))
		self.assertEqual(self.take(forwarded).reason, f"stranger:{ticket}")

	def test_number_alone_and_forged_marks_prove_nothing(self) -> None:
		ticket = make_ticket(USER, self.customer).name
		self.assert_own_ticket(Mail(subject=f"Re: {ticket} [#{ticket}]"), ticket)
		forged = (Address(f"help+{ticket.lower()}-c-{'a' * 20}@desk.test"),)
		self.assert_own_ticket(Mail(to=forged), ticket)
		self.assert_own_ticket(Mail(references=(f"<ticket.{ticket.lower()}@desk.test>",)), ticket)

	def test_doubtful_senders_are_strangers(self) -> None:
		ticket = make_ticket(USER, self.customer).name
		for doubtful in (
			Mail(reply_to=(Address(STRANGER),)),
			Mail(senders=(Address(USER), Address(STRANGER))),
			Mail(senders=(Address(STRANGER),)),
		):
			outcome = self.assert_own_ticket(replace(doubtful, to=self.marked(ticket, USER)), ticket)
			self.assertEqual(
				(self.ticket(outcome).requester, self.ticket(outcome).customer), (None, self.unknown)
			)

	def test_mail_that_its_domain_disowns_is_a_strangers(self) -> None:
		ticket = make_ticket(USER, self.customer).name
		mail = Mail(to=self.marked(ticket, USER))
		raw = f"Authentication-Results: {SERVER}; dmarc=fail header.from=known.test\r\n\r\nx".encode()
		made = self.ticket(self.take(mail, raw))
		self.assertEqual((made.requester, made.customer, made.contact_email), (None, self.unknown, USER))
		self.assertEqual(self.messages(ticket), [])

	def test_strangers_on_a_thread_are_held_where_the_mailbox_says_so(self) -> None:
		ticket = make_ticket(USER, self.customer).name
		self.mailbox.stranger_policy = "Hold"
		mail = Mail(senders=(Address(STRANGER),), to=self.marked(ticket, USER))
		self.assertEqual(self.take(mail), Outcome("Held", ticket, "stranger"))

	def test_colleague_writes_only_where_they_may_read(self) -> None:
		ticket = make_ticket(USER, self.customer).name
		mail = Mail(senders=(Address(COLLEAGUE),), to=self.marked(ticket, COLLEAGUE))
		self.assert_own_ticket(mail, ticket)

	def test_ended_ticket_stays_so(self) -> None:
		ticket = make_ticket(USER, self.customer).name
		frappe.db.set_value("SD Ticket", ticket, {"workflow_state": CLOSED, "state_category": "closed"})
		frappe.clear_document_cache("SD Ticket", ticket)
		outcome = self.assert_own_ticket(Mail(to=self.marked(ticket, USER)), ticket)
		self.assertEqual(outcome.reason, f"ended:{ticket}")

	def test_staff_answer_by_a_mark_of_their_own_alone(self) -> None:
		ticket = make_ticket(USER, self.customer).name
		mail = Mail(senders=(Address(AGENT),), text="Is it still on fire?")
		self.assert_own_ticket(replace(mail, to=self.marked(ticket, AGENT)), ticket)
		outcome = self.take(replace(mail, to=self.marked(ticket, AGENT, "staff")))
		self.assertEqual(outcome, Outcome("Comment", ticket))
		[message] = self.messages(ticket)
		self.assertEqual((message.user, message.sent_or_received), (AGENT, "Sent"))

	def test_machines_open_nothing(self) -> None:
		own = frappe.db.get_value(
			"SD Outgoing Message", {"ticket": make_ticket(USER, self.customer).name}, "message_identifier"
		)
		for mail, reason in (
			(Mail(headers={"auto-submitted": "auto-replied"}), "automatic"),
			(Mail(return_path=""), "automatic"),
			(Mail(headers={"list-id": "<l.test>"}), "list"),
			(Mail(content_type="multipart/report"), "bounce"),
			(Mail(message_id=own), "own"),
		):
			self.assertEqual(self.take(mail), Outcome("Ignored", "", reason))

	def test_unknown_senders_as_the_mailbox_says(self) -> None:
		mail = Mail(senders=(Address(STRANGER, "Eve"),))
		ticket = self.ticket(self.take(mail))
		self.assertEqual(
			(ticket.customer, ticket.contact_name, ticket.contact_email), (self.unknown, "Eve", STRANGER)
		)
		self.mailbox.unknown_sender_policy = "Refuse"
		self.assertEqual(self.take(replace(mail, text="More")), Outcome("Refused", "", "unknown-sender"))
		self.mailbox.update({"unknown_sender_policy": "Unknown Customer", "customer": None})
		self.assertEqual(self.take(replace(mail, text="Most")), Outcome("Held", "", "no-customer"))

	def test_person_of_a_customers_domain_is_invited(self) -> None:
		self.mailbox.unknown_sender_policy = "Register and Invite"
		new = Mail(senders=(Address("new@known.test", "New Person"),))
		ticket = self.ticket(self.take(new))
		self.assertEqual((ticket.customer, ticket.requester), (self.customer, "new@known.test"))
		state = frappe.db.get_value("SD Portal Account", {"user": "new@known.test"}, "account_state")
		self.assertEqual(state, "Invited")
		again = self.ticket(self.take(replace(new, text="Still smoking")))
		self.assertEqual(again.requester, "new@known.test")

	def test_mail_is_taken_though_no_account_can_be_made(self) -> None:
		self.mailbox.unknown_sender_policy = "Register and Invite"
		new = Mail(senders=(Address("new@known.test", "New Person"),))
		with patch("frappe.core.doctype.user.user.throttle_user_creation", side_effect=throttled):
			ticket = self.ticket(self.take(new))
		self.assertEqual(
			(ticket.customer, ticket.requester, ticket.contact_email), (self.customer, None, "new@known.test")
		)
		self.assertFalse(frappe.db.exists("User", "new@known.test"))

	def test_who_fails_in_the_middle_is_nobody_afterwards(self) -> None:
		with (
			patch("servicedesk.channels.email.taking_in.open_ticket", side_effect=RuntimeError),
			self.assertRaises(RuntimeError),
		):
			self.take(Mail())
		self.assertEqual(frappe.session.user, "Administrator")

	def test_refused_files_are_named_and_others_kept(self) -> None:
		ticket = self.ticket(self.take(Mail(parts=(Part("bad.exe", b"MZ"), Part("shot.png", PNG)))))
		self.assertIn("bad.exe", ticket.description)
		files = frappe.get_all("File", {"attached_to_name": ticket.name}, ["file_name", "is_private"])
		self.assertEqual([(file.file_name, file.is_private) for file in files], [("shot.png", 1)])

	def test_mail_of_html_becomes_text(self) -> None:
		ticket = self.ticket(self.take(Mail(text="", html="<p>Hi<script>alert(1)</script> &lt;b&gt;</p>")))
		self.assertEqual(ticket.description, "Hi &lt;b&gt;")
