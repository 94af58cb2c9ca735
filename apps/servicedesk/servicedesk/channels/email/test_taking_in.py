"""What becomes of a mail: a ticket, a message on one, or nothing."""

from dataclasses import replace
from unittest.mock import patch

import frappe

from servicedesk.channels.email.taking_in import MOST_CONFIRMED
from servicedesk.channels.email.taking_in_testing import STRANGER, USER, Address, Mail, Part, TakingInTestCase
from servicedesk.shared.testing import make_customer
from servicedesk.tickets.testing import PNG, make_ticket


def throttled() -> None:
	"""As the framework does when many users were made within the hour."""
	raise frappe.ValidationError


class TestTakingIn(TakingInTestCase):
	"""Mails to one mailbox."""

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

	def test_machines_open_nothing(self) -> None:
		ticket = make_ticket(USER, self.customer).name
		[own] = self.notices(ticket=ticket, event="ticket_received")
		receipt = {"Content-Type": "multipart/report; report-type=disposition-notification; boundary=b"}
		for mail, *expected in (
			(Mail(headers={"Auto-Submitted": "auto-replied"}), "Held", "", "automatic-new"),
			(Mail(headers={"Return-Path": "<>"}), "Held", "", "automatic-new"),
			(Mail(headers={"List-Id": "<l.test>"}), "Held", "", "automatic-new"),
			(Mail(message_id=own.message_identifier), "Ignored", "", "own-mail"),
			(
				Mail(headers={"Auto-Submitted": "auto-replied"}, references=(own.message_identifier,)),
				*("Ignored", ticket, "automatic-answer"),
			),
			(self.written(receipt), "Held", "", "automatic-new"),
		):
			before = len(self.notices())
			self.assert_taken(mail, *expected)
			self.assertEqual(len(self.notices()), before)
		self.assertEqual(self.messages(ticket), [])

	def written(self, headers: dict[str, str]) -> bytes:
		"""A mail of two empty parts."""
		head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
		return f"From: {USER}\r\n{head}\r\n--b\r\n\r\nx\r\n--b--\r\n".encode()

	def test_who_wants_no_automatic_answer_gets_none(self) -> None:
		for number, (headers, confirmed) in enumerate(
			(({}, 1), ({"X-Auto-Response-Suppress": "All"}, 0), ({"X-Loop": "forwarder"}, 0))
		):
			ticket = self.ticket(self.take(Mail(headers=headers, message_id=f"<{number}@known.test>")))
			self.assertEqual(len(self.notices(ticket=ticket.name, recipient=USER)), confirmed, headers)

	def test_a_machine_that_hides_itself_is_not_answered_for_ever(self) -> None:
		for number in range(MOST_CONFIRMED + 2):
			self.take(Mail(message_id=f"<{number}@known.test>"))
		self.assertEqual(len(self.notices(recipient=USER, event="ticket_received")), MOST_CONFIRMED)

	def test_unknown_senders_as_the_mailbox_says(self) -> None:
		mail = Mail(senders=(Address(STRANGER, "Eve"),))
		ticket = self.ticket(self.take(mail))
		self.assertEqual(
			(ticket.customer, ticket.contact_name, ticket.contact_email), (self.unknown, "Eve", STRANGER)
		)
		self.mailbox.unknown_sender_policy = "Refuse"
		self.assert_taken(replace(mail, text="More"), "Refused", "", "unknown-sender")
		# Who is known is not refused: an account, or a person of a customer's domain.
		for email in (USER, "new@known.test"):
			self.assertEqual(self.ticket(self.take(Mail(senders=(Address(email),)))).customer, self.customer)
		self.mailbox.update({"unknown_sender_policy": "Unknown Customer", "customer": None})
		self.assert_taken(replace(mail, text="Most"), "Held", "", "no-customer")

	def test_blocked_senders_are_put_aside(self) -> None:
		frappe.get_doc({"doctype": "SD Blocked Sender", "sender": STRANGER}).insert()
		self.assert_taken(Mail(senders=(Address(STRANGER),)), "Ignored", "", "blocked")
		self.assertEqual(self.take(Mail()).kind, "Ticket")

	def test_register_falls_back_where_the_domain_is_nobodys(self) -> None:
		self.mailbox.unknown_sender_policy = "Register and Invite"
		# Whatever stands in the customer: everybody gets an address there.
		frappe.db.set_value("SD Customer", make_customer("T Free"), "mail_domains", "gmail.com")
		for email in (STRANGER, "anybody@gmail.com"):
			ticket = self.ticket(self.take(Mail(senders=(Address(email),))))
			self.assertEqual(
				(ticket.customer, ticket.requester, ticket.contact_email), (self.unknown, None, email)
			)
			self.assertFalse(frappe.db.exists("User", email))

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
