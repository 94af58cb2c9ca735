"""From a mail to our notice and back: everybody answers as their mail program does, without a thought of marks."""

from email.utils import parseaddr
from typing import Any

import frappe

from servicedesk.channels.email.taking_in_testing import DESK, STRANGER, USER, Address, Mail, TakingInTestCase
from servicedesk.messaging.composition import compose
from servicedesk.shared.testing import AGENT, REQUEST_TYPE
from servicedesk.tickets import assignment, conversation


class TestAnswers(TakingInTestCase):
	"""A desk whose mailbox is read, so that its notices can be answered."""

	def setUp(self) -> None:
		super().setUp()
		frappe.get_doc(
			{
				"doctype": "SD Mailbox", "address": DESK, "enabled": 1, "host": "127.0.0.1", "security": "None",
				"login": DESK, "password": "x", "request_type": REQUEST_TYPE, "customer": self.unknown,
			}
		).insert()  # fmt: skip

	def opened_by(self, person: str) -> str:
		"""The ticket that this person's mail opens."""
		return str(self.ticket(self.take(Mail(senders=(Address(person),)))).name)

	def answers(self, number: str, person: str) -> list[Mail]:
		"""To the last notice about the ticket: by the address that it names for answers, and by the thread alone."""
		name = self.notices(ticket=number, recipient=person)[0].name
		notice: Any = compose(frappe.get_doc("SD Outgoing Message", name)).mime
		given: dict[str, Any] = {"senders": (Address(person),), "subject": f"Re: {notice['Subject']}"}
		to = (Address(parseaddr(notice["Reply-To"])[1]),)
		thread = (str(notice["References"]), str(notice["Message-ID"]))
		return [
			Mail(to=to, message_id="<to@answers.test>", **given),
			Mail(references=thread, message_id="<thread@answers.test>", **given),
		]

	def test_a_customers_person(self) -> None:
		number = self.opened_by(USER)
		for mail in self.answers(number, USER):
			self.assert_taken(mail, "Comment", number)

	def test_somebody_without_an_account(self) -> None:
		number = self.opened_by(STRANGER)
		conversation.agent_message(number, "Where does it stand?")
		self.assertEqual(
			{row.event for row in self.notices(ticket=number, recipient=STRANGER)},
			{"ticket_received", "agent_commented"},
		)
		for mail in self.answers(number, STRANGER):
			self.assert_taken(mail, "Comment", number)
		# What they write is told to the desk, and never to themselves.
		self.assertEqual(len(self.notices(ticket=number, recipient=STRANGER)), 2)

	def test_an_agent_by_the_address_alone(self) -> None:
		number = self.opened_by(USER)
		assignment.assign(number, AGENT)
		by_address, by_thread = self.answers(number, AGENT)
		self.assert_taken(by_address, "Comment", number)
		self.assertEqual(self.messages(number)[0].sent_or_received, "Sent")
		self.assertEqual(self.take(by_thread).reason, f"no-participant:{number}")
