"""Who may write on a ticket by mail, and what becomes of what others write there."""

import unittest.mock
from dataclasses import replace

import frappe

from servicedesk.channels.email import taking_in
from servicedesk.channels.email.taking_in_testing import (
	COLLEAGUE,
	DESK,
	SERVER,
	STRANGER,
	USER,
	Address,
	Mail,
	TakingInTestCase,
)
from servicedesk.messaging.outbox import Notice, queue
from servicedesk.shared.testing import AGENT, make_account
from servicedesk.tickets.testing import make_ticket

MOST_STATEMENTS = 12


class TestThreads(TakingInTestCase):
	"""Answers to a ticket."""

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name

	def test_answer_with_a_mark_goes_onto_the_ticket(self) -> None:
		self.assert_taken(Mail(to=self.marked(self.number, USER)), "Comment", self.number)
		[message] = self.messages(self.number)
		self.assertEqual(
			(message.content, message.user, message.sent_or_received), ("It smokes.", USER, "Received")
		)

	def test_answer_to_our_notice_goes_onto_the_ticket(self) -> None:
		[sent] = self.notices(ticket=self.number, recipient=USER)
		self.assert_taken(Mail(references=(sent.message_identifier,)), "Comment", self.number)
		# Somebody else's notice proves nothing, nor does its identifier in other letters.
		forwarded = Mail(senders=(Address(COLLEAGUE),), references=(sent.message_identifier,))
		self.assertEqual(self.take(forwarded).reason, f"foreign-message:{self.number}")
		guessed = Mail(references=(sent.message_identifier.upper(),))
		self.assertEqual(self.take(guessed).reason, "")

	def test_number_alone_and_forged_marks_prove_nothing(self) -> None:
		self.assert_own_ticket(Mail(subject=f"Re: {self.number} [#{self.number}]"), self.number)
		forged = (Address(f"help+{self.number.lower()}-c-{'a' * 20}@desk.test"),)
		self.assert_own_ticket(Mail(to=forged), self.number)
		reference = f"<ticket.{self.number.lower()}@desk.test>"
		self.assert_own_ticket(Mail(references=(reference,)), self.number)

	def test_doubtful_senders_are_strangers(self) -> None:
		to = self.marked(self.number, USER)
		for doubtful in (Mail(reply_to=(Address(STRANGER),)), Mail(senders=(Address(STRANGER),))):
			made = self.ticket(self.assert_own_ticket(replace(doubtful, to=to), self.number))
			self.assertEqual((made.requester, made.customer), (None, self.unknown))
		two = Mail(senders=(Address(USER), Address(STRANGER)), to=to)
		self.assert_taken(two, "Held", self.number, "two-senders")
		self.assert_taken(b"Subject: x\r\nTo: " + DESK.encode() + b"\r\n\r\nx", "Held", "", "no-sender")
		self.assertEqual(self.messages(self.number), [])

	def test_mail_that_its_domain_disowns_is_a_strangers(self) -> None:
		result = {"Authentication-Results": f"{SERVER}; dmarc=fail header.from=known.test"}
		mail = Mail(to=self.marked(self.number, USER), headers=result)
		outcome = self.assert_own_ticket(mail, self.number)
		made = self.ticket(outcome)
		self.assertEqual((made.requester, made.customer, made.contact_email), (None, self.unknown, USER))
		self.assertFalse(outcome.certain)
		# Whoever is named there has perhaps written nothing.
		self.assertEqual(self.notices(ticket=made.name, recipient=USER), [])

	def test_strangers_on_a_thread_are_held_where_the_mailbox_says_so(self) -> None:
		self.mailbox.stranger_policy = "Hold"
		mail = Mail(senders=(Address(STRANGER),), to=self.marked(self.number, USER))
		self.assert_taken(mail, "Held", self.number, "foreign-mark")

	def test_colleague_writes_only_where_they_may_read(self) -> None:
		mail = Mail(senders=(Address(COLLEAGUE),), to=self.marked(self.number, COLLEAGUE))
		self.assert_own_ticket(mail, self.number)
		ticket = frappe.get_doc("SD Ticket", self.number)
		ticket.append("participants", {"user": COLLEAGUE})
		ticket.save()
		self.assertEqual(self.take(replace(mail, text="Mine too")).kind, "Comment")

	def test_ended_ticket_stays_so_and_a_new_one_follows_it(self) -> None:
		self.end(self.number)
		mail = Mail(to=self.marked(self.number, USER))
		outcome = self.assert_own_ticket(mail, self.number)
		self.assertEqual((outcome.reason, outcome.certain), (f"ticket-ended:{self.number}", True))
		made = self.ticket(outcome)
		self.assertEqual((made.requester, made.customer), (USER, self.customer))
		self.assertTrue(frappe.db.exists("SD Ticket Link", {"ticket": self.number, "other": made.name}))

	def test_mail_to_a_merged_ticket_goes_where_its_work_goes_on(self) -> None:
		target = make_ticket(USER, self.customer).name
		frappe.db.set_value("SD Ticket", self.number, {"merged_into": target, "state_category": "cancelled"})
		mail = Mail(to=self.marked(self.number, USER))
		self.assert_taken(mail, "Comment", target)
		# There the writer has to take part, too.
		elsewhere = make_ticket(COLLEAGUE, self.customer).name
		frappe.db.set_value("SD Ticket", target, "merged_into", elsewhere)
		self.assert_own_ticket(replace(mail, text="And now?"), elsewhere)
		# A circle leads nowhere.
		frappe.db.set_value("SD Ticket", elsewhere, "merged_into", self.number)
		self.assertEqual(self.take(replace(mail, text="Round")).reason, f"ticket-gone:{self.number}")

	def test_staff_answer_by_a_mark_of_their_own_alone(self) -> None:
		mail = Mail(senders=(Address(AGENT),), text="Is it still on fire?")
		self.assert_own_ticket(replace(mail, to=self.marked(self.number, AGENT)), self.number)
		self.assert_taken(replace(mail, to=self.marked(self.number, AGENT, "staff")), "Comment", self.number)
		[message] = self.messages(self.number)
		self.assertEqual((message.user, message.sent_or_received), (AGENT, "Sent"))

	def test_customer_cannot_answer_as_staff(self) -> None:
		self.assert_own_ticket(Mail(to=self.marked(self.number, USER, "staff")), self.number)

	def test_an_invited_person_answers_before_they_have_signed_in(self) -> None:
		self.mailbox.unknown_sender_policy = "Register and Invite"
		new = Mail(senders=(Address("new@known.test", "New Person"),))
		made = self.ticket(self.take(new)).name
		self.assert_taken(
			replace(new, text="Still smoking", to=self.marked(made, "new@known.test")), "Comment", made
		)
		self.assert_own_ticket(replace(new, to=self.marked(self.number, "new@known.test")), self.number)

	def test_a_comment_costs_few_statements(self) -> None:
		mail = Mail(to=self.marked(self.number, USER))
		self.take(replace(mail, message_id="<warm@known.test>"))
		counted: list[str] = []
		execute = frappe.db.sql

		def counting(query: str, *given: object, **named: object) -> object:
			counted.append(str(query))
			return execute(query, *given, **named)

		def written(*_given: object, **_named: object) -> object:
			return frappe._dict(name=self.number)

		with (
			unittest.mock.patch.object(frappe.db, "sql", counting),
			unittest.mock.patch.object(taking_in.conversation, "customer_message", written),
		):
			self.take(mail)
		self.assertLessEqual(len(counted), MOST_STATEMENTS, counted)


class TestContacts(TakingInTestCase):
	"""A ticket of somebody without an account."""

	def setUp(self) -> None:
		super().setUp()
		self.first = Mail(senders=(Address(STRANGER, "Eve"),))
		self.number = self.ticket(self.take(self.first)).name

	def assert_eves(self) -> None:
		"""Eve has written on it, once."""
		[message] = self.messages(self.number)
		self.assertEqual(
			(message.sender, message.sent_or_received, message.user), (STRANGER, "Received", "Guest")
		)

	def test_the_one_who_wrote_first_goes_on_by_their_mark(self) -> None:
		answer = replace(self.first, text="It burns.", to=self.marked(self.number, STRANGER))
		self.assert_taken(answer, "Comment", self.number)
		self.assert_taken(answer, "Comment", self.number)
		self.assert_eves()

	def test_or_by_a_notice_that_we_sent_to_them(self) -> None:
		queue([Notice("state_changed", "now", self.number, STRANGER.title(), "en", {})])
		[sent] = self.notices(ticket=self.number, event="state_changed")
		self.assert_taken(replace(self.first, references=(sent.message_identifier,)), "Comment", self.number)
		self.assert_eves()

	def test_others_do_not(self) -> None:
		other = Address("mallory@elsewhere.test")
		to = self.marked(self.number, STRANGER)
		self.assert_own_ticket(replace(self.first, senders=(other,), to=to), self.number)
		self.assert_own_ticket(
			replace(self.first, senders=(other,), to=self.marked(self.number, other.address)), self.number
		)
		self.assert_own_ticket(Mail(to=self.marked(self.number, USER)), self.number)
		# Nor the first one, once the ticket is somebody's.
		frappe.db.set_value("SD Ticket", self.number, {"customer": self.customer, "requester": USER})
		self.assert_own_ticket(replace(self.first, text="Mine", to=to), self.number)

	def test_who_has_an_account_elsewhere_meanwhile_goes_on_all_the_same(self) -> None:
		make_account(STRANGER, {self.customer: "Requester"})
		self.assert_taken(
			replace(self.first, text="It burns.", to=self.marked(self.number, STRANGER)),
			"Comment",
			self.number,
		)
		self.assert_eves()
