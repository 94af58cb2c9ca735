"""A notice goes out by SMTP, and its answer comes back by IMAP: through the bench's own post office, nothing replaced."""

import imaplib
import json
import smtplib
import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from unittest.mock import patch

import frappe
import frappe.utils

from servicedesk.channels.email.inbound import take
from servicedesk.channels.email.testing import HOST, PASSWORD, MailboxTestCase
from servicedesk.messaging import claims, delivery, hold
from servicedesk.messaging.composition import sender_address
from servicedesk.messaging.smtp_testing import account_at
from servicedesk.shared.testing import AGENT, TAKE, make_account, make_customer
from servicedesk.tickets import conversation, transitions
from servicedesk.tickets.testing import make_ticket

OUTGOING = "SD Outgoing Message"
ARRIVAL_SECONDS = 10


class TestRoundTrip(MailboxTestCase):
	"""Each person with a mail address of their own, whose mails are read as they arrived."""

	def setUp(self) -> None:
		super().setUp()
		ports = Path(frappe.utils.get_bench_path()) / "config" / "ports.json"
		self.smtp = json.loads(ports.read_text())["smtp"]
		frappe.db.delete(OUTGOING)
		frappe.db.delete("SD Mailbox", {"name": ("!=", self.mailbox.name)})
		hold.end(sender_address())
		self.asker = f"asker{frappe.generate_hash(length=8)}@round.test"
		customer = make_customer("T Round Trip")
		make_account(self.asker, {customer: "Requester"})
		frappe.db.set_value("User", AGENT, "email", AGENT)
		self.number = str(make_ticket(self.asker, customer).name)

	def delivered(self, recipient: str, event: str) -> EmailMessage:
		"""The mail of the event as it lies in the recipient's box, after all that is queued was sent."""
		with patch.object(claims, "settle"), patch.object(delivery, "wake_delivery"), account_at(self.smtp):
			delivery.deliver_due()
		identifier = frappe.db.get_value(
			OUTGOING, {"recipient": recipient, "event": event, "state": "Sent"}, "message_identifier"
		)
		self.assertTrue(identifier, frappe.get_all(OUTGOING, fields=["recipient", "event", "state", "error"]))
		mails = [message_from_bytes(raw, policy=default) for raw in self.lying_at(recipient)]
		return next(mail for mail in mails if mail["Message-ID"] == identifier)

	def lying_at(self, address: str) -> list[bytes]:
		"""The mails in somebody's box, which are taken out of it."""
		with imaplib.IMAP4(HOST, self.port, timeout=20) as imap:
			imap.login(address, PASSWORD)
			imap.select("INBOX")
			_kind, found = imap.fetch("1:*", "(BODY.PEEK[])")
			imap.store("1:*", "+FLAGS.SILENT", r"(\Deleted)")
			imap.expunge()
		return [part[1] for part in found if isinstance(part, tuple)]

	def answer(self, to: EmailMessage, sender: str, text: str) -> list[Any]:
		"""Somebody answers as mail programs do; what became of their mail."""
		quoted = _text(to).replace("\n", "\n> ")
		text = f"{text}\n\nOn Monday, Test Desk <no-reply@desk.test> wrote:\n> {quoted}"
		return self.write(to["Reply-To"], sender, f"Re: {to['Subject']}", text)

	def write(self, to: str, sender: str, subject: str, text: str) -> list[Any]:
		"""Somebody writes; what became of their mail."""
		said = EmailMessage()
		said["From"], said["To"], said["Subject"] = sender, to, subject
		said["Message-ID"] = f"<{frappe.generate_hash(length=12)}@round.test>"
		said.set_content(text)
		with smtplib.SMTP(HOST, self.smtp, timeout=20) as server:
			server.send_message(said)
		until = time.monotonic() + ARRIVAL_SECONDS
		while not self.lying() and time.monotonic() < until:
			time.sleep(0.05)
		before = {row.name for row in self.rows()}
		self.assertEqual(self.fetch(take=take), 1)
		return [row for row in self.rows() if row.name not in before]

	def said(self) -> list[tuple[str, str]]:
		"""Who has said what on the ticket, oldest first."""
		return [(row.user, row.content) for row in conversation.messages_of(self.number)]

	def test_the_requesters_answer_comes_to_the_ticket(self) -> None:
		mail = self.delivered(self.asker, "ticket_received")
		[row] = self.answer(mail, self.asker, "It still smokes.")
		self.assertEqual((row.state, row.ticket), ("Comment", self.number))
		[(user, content)] = self.said()
		self.assertEqual(user, self.asker)
		self.assertIn("It still smokes.", content)

	def test_the_agents_answer_goes_to_the_customer(self) -> None:
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)
		frappe.set_user(self.asker)
		conversation.customer_message(self.number, "Is it done?")
		frappe.set_user("Administrator")
		[row] = self.answer(self.delivered(AGENT, "customer_commented"), AGENT, "Tomorrow.")
		self.assertEqual((row.state, row.ticket), ("Comment", self.number))
		self.assertEqual(self.said()[-1][0], AGENT)
		to_customer = self.delivered(self.asker, "agent_commented")
		self.assertIn("Tomorrow.", _text(to_customer))

	def test_somebody_elses_answer_is_a_ticket_of_their_own(self) -> None:
		mail = self.delivered(self.asker, "ticket_received")
		[row] = self.answer(mail, "somebody@else.test", "Let me in.")
		self.assertEqual(row.state, "Ticket")
		self.assertNotEqual(row.ticket, self.number)
		self.assertEqual(self.said(), [])

	def test_somebody_without_an_account_goes_on_with_their_ticket(self) -> None:
		stranger = f"stranger{frappe.generate_hash(length=8)}@round.test"
		[opened] = self.write(self.mailbox.address, stranger, "Printer", "It smokes.")
		self.assertEqual(opened.state, "Ticket")
		confirmation = self.delivered(stranger, "ticket_received")
		# Their mail program shows it below their own mail.
		self.assertEqual(confirmation["In-Reply-To"], opened.message_id)
		self.assertIn(opened.message_id, confirmation["References"])
		[row] = self.answer(confirmation, stranger, "It burns.")
		self.assertEqual((row.state, row.ticket), ("Comment", opened.ticket))
		self.number = opened.ticket
		self.assertIn("It burns.", self.said()[-1][1])

	def test_a_server_that_knows_no_plus_signs(self) -> None:
		self.mailbox.reload()
		self.mailbox.replies_by_subject = 1
		self.mailbox.save()
		mail = self.delivered(self.asker, "ticket_received")
		self.assertEqual(mail["Reply-To"], self.mailbox.address)
		[row] = self.answer(mail, self.asker, "By subject.")
		self.assertEqual((row.state, row.ticket), ("Comment", self.number))


def _text(mail: EmailMessage) -> str:
	part = mail.get_body(("plain",))
	assert part is not None
	return str(part.get_content())
