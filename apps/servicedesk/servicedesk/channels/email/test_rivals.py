"""What has gone wrong with mail at other desks, one test for each: it must not go wrong here."""

import unittest.mock
from dataclasses import replace
from typing import Any

import frappe
from frappe.utils.scheduler import is_dormant

from servicedesk.channels.email import fetching, inbound
from servicedesk.channels.email.imap import Mailbox
from servicedesk.channels.email.taking_in_testing import (
	COLLEAGUE,
	DESK,
	STRANGER,
	USER,
	Address,
	Mail,
	TakingInTestCase,
)
from servicedesk.channels.email.test_returned import REPORT
from servicedesk.channels.email.testing import Made, MailboxTestCase, mail
from servicedesk.messaging import claims, delivery, hold
from servicedesk.messaging.composition import sender_address
from servicedesk.tickets.testing import make_ticket

OUT_OF_OFFICE = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}


class TestRivalsMailboxes(MailboxTestCase):
	"""Lost, doubled, blocked: with a real mail server."""

	def test_frappe_helpdesk_2174_a_desk_that_nobody_signs_in_to_goes_on_reading(self) -> None:
		"""There, mail lay unread for days: the scheduler runs once a day where nobody has signed in for four."""
		frappe.get_doc({"doctype": "Activity Log", "subject": "Signed in", "user": "Administrator"}).insert()
		frappe.db.sql("update `tabActivity Log` set modified = now() - interval 60 day")
		self.assertFalse(is_dormant())

	def test_frappe_helpdesk_2626_a_mail_that_stays_in_the_folder_is_taken_once(self) -> None:
		"""There, one mail became a ticket with each reading: what was read was known by a mark on the server alone."""
		self.put(mail())
		with unittest.mock.patch.object(Mailbox, "move", side_effect=OSError("the server hangs up")):
			for _reading in range(3):
				self.fetch()
		self.assertEqual((len(self.taken), self.lying()), (1, 1))
		self.assertEqual((self.fetch(), self.lying(), self.lying("Done")), (0, 0, 1))

	def test_frappe_helpdesk_2310_one_mail_in_two_mailboxes_is_one_ticket(self) -> None:
		"""There, one mail came to several tickets, without its words."""
		other = self.make_mailbox()
		raw = mail(1, "The words.")
		self.put(raw, raw)
		self.put(raw, mailbox=other)
		for mailbox in (self.mailbox, other):
			self.fetch(mailbox, inbound.take)
		tickets = frappe.get_all("SD Ticket", {"contact_email": "ann@sender.test"}, pluck="description")
		self.assertEqual(tickets, ["The words."])

	def test_glpi_24200_a_mail_that_breaks_the_ticket_blocks_no_other(self) -> None:
		"""There, one message that the database refused ended each reading at the same place, for ever."""
		self.put(mail(1), mail(2), mail(3))

		def take(raw: bytes, *given: Any) -> Made:
			if b"Mail 1" in raw:
				frappe.db.sql("insert into `tabSD Ticket` (name, no_such_column) values ('x', 1)")
			return self.take(raw, *given)

		self.assertEqual(self.fetch(take=take), 2)
		self.assertEqual(self.states(), ["Waiting", "Ticket", "Ticket"])
		for _attempt in range(fetching.quarantine.MOST_ATTEMPTS):
			self.retry_now()
			self.fetch(take=take)
		self.assertEqual((self.states()[0], self.lying(), self.lying("Quarantine")), ("Quarantined", 0, 1))


class TestRivals(TakingInTestCase):
	"""Doubled, looped, written by strangers."""

	def test_glpi_24760_an_answer_to_a_closed_ticket_makes_one_ticket(self) -> None:
		"""There, it made a ticket with each reading: the old ticket was named, refused it, and the mail stayed."""
		number = make_ticket(USER, self.customer).name
		[sent] = self.notices(ticket=number, recipient=USER)
		self.end(number)
		answer = Mail(references=(sent.message_identifier,))
		first, before = self.ticket(self.take(answer)).name, frappe.db.count("SD Ticket")
		self.assertNotEqual(first, number)
		self.assertEqual([self.take(answer).ticket for _again in range(3)], [first] * 3)
		self.assertEqual(frappe.db.count("SD Ticket"), before)

	def test_frappe_helpdesk_3628_neither_bounce_nor_out_of_office_is_answered(self) -> None:
		"""There, both became tickets and were confirmed, and what was confirmed bounced again."""
		number = make_ticket(USER, self.customer).name
		[sent] = self.notices(ticket=number, recipient=USER)
		before = (frappe.db.count("SD Ticket"), len(self.notices()))
		identifier = sent.message_identifier
		report = {"failed": USER, "status": "5.1.1", "action": "failed", "number": 1}
		self.take(REPORT.format(to=DESK, identifier=identifier, **report).encode())
		self.take(Mail(references=(identifier,), headers=OUT_OF_OFFICE))
		self.take(Mail(message_id="<two@known.test>", headers=OUT_OF_OFFICE))
		self.assertEqual((frappe.db.count("SD Ticket"), len(self.notices())), before)

	def test_zammad_5428_what_comes_back_from_an_agents_address_causes_no_notice(self) -> None:
		"""There, a notice to staff that came back was news on the ticket, and told to the same address again."""
		number = make_ticket(USER, self.customer).name
		[sent] = self.notices(ticket=number, recipient=USER)
		for turn in range(3):
			report = {"failed": USER, "status": "5.2.2", "action": "failed", "number": turn}
			raw = REPORT.format(to=DESK, identifier=sent.message_identifier, **report).encode()
			self.assertEqual(self.take(raw).kind, "Ignored")
		self.assertEqual(len(self.notices(ticket=number)), len(self.notices(ticket=number, recipient=USER)))
		self.assertEqual(self.messages(number), [])

	def test_zammad_5064_a_number_in_a_strangers_subject_opens_nobodys_ticket(self) -> None:
		"""There, whoever wrote another's ticket number into the subject wrote on that ticket."""
		number = make_ticket(USER, self.customer).name
		for sender in (STRANGER, COLLEAGUE):
			named = Mail(senders=(Address(sender),), subject=f"Re: {number} [#{number}] Ticket#{number}")
			self.assert_own_ticket(replace(named, message_id=f"<{sender}>"), number)
		self.assertEqual(self.messages(number), [])

	def test_a_dead_mail_server_costs_nobody_a_ticket(self) -> None:
		"""Elsewhere, the confirmation was sent while the ticket was saved, and its failure undid the ticket."""
		with unittest.mock.patch("smtplib.SMTP.connect", side_effect=ConnectionRefusedError) as connect:
			outcome = self.take(Mail())
			self.assertFalse(connect.called)
			[queued] = self.notices(ticket=self.ticket(outcome).name, recipient=USER)
			self.addCleanup(hold.end, sender_address())
			hold.end(sender_address())
			# A worker's own transactions, here parts of the test's.
			with unittest.mock.patch.object(claims, "settle"):
				delivery.deliver_due()
			self.assertTrue(connect.called)
		self.assertEqual(frappe.db.get_value("SD Outgoing Message", queued.name, "state"), "Queued")
