"""What staff decide of a mail that waits: each decision once, and by those who may."""

import unittest.mock
from typing import Any

import frappe

from servicedesk.api.agent import mail as endpoints
from servicedesk.channels.email import held
from servicedesk.channels.email.held_testing import SUPERVISOR, HeldTestCase
from servicedesk.shared.errors import Conflict
from servicedesk.shared.testing import AGENT, CLOSED, REQUEST_TYPE, make_account
from servicedesk.tickets import conversation
from servicedesk.tickets.testing import make_ticket

KNOWN = "mail-held@known.test"
OF_KNOWN = (
	f"From: Ann <{KNOWN}>\r\nSubject: Mine\r\nMessage-ID: <k@known.test>\r\n\r\nIt is mine.\r\n".encode()
)


class TestDecisions(HeldTestCase):
	"""A supervisor looks at the mails that wait."""

	def setUp(self) -> None:
		super().setUp()
		make_account(KNOWN, {self.customer: "Requester"})
		self.ticket = make_ticket(KNOWN, self.customer).name
		frappe.set_user(SUPERVISOR)

	def messages(self) -> list[Any]:
		"""The conversation of the ticket."""
		return conversation.messages_of(self.ticket)

	def test_a_ticket_is_made_once(self) -> None:
		"""For whom the supervisor says; whoever comes second is told."""
		name = self.lay(reason="no-customer")
		number = endpoints.make_ticket(name, self.customer, REQUEST_TYPE, KNOWN)
		ticket = frappe.get_doc("SD Ticket", number)
		self.assertEqual((ticket.customer, ticket.requester, ticket.subject), (self.customer, KNOWN, "Help"))
		self.assertEqual((ticket.description, ticket.contact_email), ("It smokes.", "eve@else.test"))
		self.assertEqual((self.row(name).state, self.row(name).ticket), ("Ticket", number))
		self.assertIn(number, self.history(name)[0])
		for again in (held.drop, held.try_again):
			with self.subTest(again.__name__), self.assertRaises(Conflict):
				again(name)
		with self.assertRaises(Conflict):
			held.make_ticket(name, self.customer, REQUEST_TYPE)
		self.assertEqual(frappe.db.count("SD Ticket", {"contact_email": "eve@else.test"}), 1)

	def test_a_stranger_is_put_on_a_ticket_of_others(self) -> None:
		"""As the stranger's own words, because staff have said so, and only then."""
		name = self.lay(reason="foreign-mark")
		self.assertEqual(endpoints.put_on_ticket(name, self.ticket), self.ticket)
		written = self.messages()[-1]
		self.assertEqual((written.content, written.sent_or_received), ("It smokes.", "Received"))
		self.assertEqual(written.sender_full_name, "Eve")
		self.assertEqual((self.row(name).state, self.row(name).ticket), ("Comment", self.ticket))
		self.assertEqual(frappe.session.user, SUPERVISOR)
		with self.assertRaises(Conflict):
			held.put_on_ticket(name, self.ticket)
		self.assertEqual(len(self.messages()), 1)
		with self.assertRaises(frappe.PermissionError):
			conversation.customer_message(self.ticket, "x", contact=conversation.Contact("E", "e@else.test"))

	def test_its_own_requester_is_put_on_it(self) -> None:
		"""As if they had written at the portal."""
		held.put_on_ticket(self.lay(OF_KNOWN), self.ticket)
		self.assertEqual(self.messages()[-1].user, KNOWN)

	def test_a_ticket_that_has_ended(self) -> None:
		"""Takes no more messages, and the mail goes on waiting."""
		frappe.db.set_value("SD Ticket", self.ticket, {"workflow_state": CLOSED, "state_category": "closed"})
		name = self.lay()
		with self.assertRaises(Conflict):
			held.put_on_ticket(name, self.ticket)
		self.assertEqual(self.row(name).state, "Held")

	def test_read_again(self) -> None:
		"""What could not be taken is, once what kept it back is mended."""
		name = self.lay(OF_KNOWN, "Quarantined", reason="unexpected", error="KeyError")
		self.assertEqual(endpoints.try_again(name), "Ticket")
		row = self.row(name)
		self.assertEqual((row.error, frappe.db.get_value("SD Ticket", row.ticket, "requester")), ("", KNOWN))
		self.assertTrue(row.identity_key)

	def test_read_again_in_vain(self) -> None:
		"""It waits on, with today's reason; nothing of the attempt stays."""
		name = self.lay(b"\n", "Quarantined", reason="unexpected")
		self.assertEqual(held.try_again(name), "Quarantined")
		self.assertNotEqual(self.row(name).reason, "unexpected")
		self.assertEqual(self.row(name).state, "Quarantined")

	def test_read_again_after_another_copy(self) -> None:
		"""The same mail has been taken meanwhile: it is no second ticket."""
		first, second = (self.lay(OF_KNOWN, "Quarantined") for _copy in range(2))
		held.try_again(first)
		self.assertEqual(held.try_again(second), "Duplicate")
		self.assertEqual(self.row(second).duplicate_of, first)

	def test_of_a_large_one_there_is_only_the_header(self) -> None:
		"""It can be made a ticket, and not be read again."""
		name = self.lay(b"From: eve@else.test\r\nSubject: Huge\r\n\r\n", "Quarantined", reason="too-large")
		with self.assertRaises(Conflict):
			held.try_again(name)
		number = held.make_ticket(name, self.customer, REQUEST_TYPE)
		self.assertEqual(frappe.db.get_value("SD Ticket", number, "subject"), "Huge")

	def test_an_unreadable_one(self) -> None:
		"""Makes a ticket all the same; what it says is found in the mail as it came."""
		name = self.lay(b"\n", "Quarantined")
		number = held.make_ticket(name, self.customer, REQUEST_TYPE)
		self.assertIn("cannot be read", frappe.db.get_value("SD Ticket", number, "description"))

	def test_dropped(self) -> None:
		"""It waits no more, and is kept."""
		name = self.lay(state="Refused", reason="unknown-sender")
		endpoints.drop(name)
		self.assertEqual(self.row(name).state, "Dropped")
		self.assertTrue(endpoints.download(name))
		self.assertEqual(self.history(name), ["Dropped"])

	def test_what_it_says_is_shown_as_text(self) -> None:
		"""And for whom a ticket would be is proposed."""
		name = self.lay(OF_KNOWN)
		self.assertEqual(endpoints.words(name), {"text": "It is mine.", "files": []})
		proposed = {"request_type": REQUEST_TYPE, "customer": self.customer, "requester": KNOWN}
		self.assertEqual(endpoints.proposal(name), proposed)

	def test_others_may_not(self) -> None:
		"""Agents have no list of mails, customers no desk."""
		name = self.lay()
		calls = {
			"make_ticket": (name, self.customer, REQUEST_TYPE), "put_on_ticket": (name, self.ticket),
			"try_again": (name,), "drop": (name,), "words": (name,), "proposal": (name,), "download": (name,),
			"test_connection": (self.mailbox.name,), "read_now": (self.mailbox.name,), "mail_health": (),
		}  # fmt: skip
		for user in (AGENT, KNOWN, "Guest"):
			frappe.set_user(user)
			for endpoint, arguments in calls.items():
				with (
					self.subTest(f"{user} {endpoint}"),
					self.assertRaises((frappe.PermissionError, frappe.AuthenticationError)),
				):
					getattr(endpoints, endpoint)(*arguments)
		self.assertEqual(self.row(name).state, "Held")

	def test_the_row_is_locked(self) -> None:
		"""Two who decide at once: the second one's reading waits for the first one's end."""
		name = self.lay()
		with unittest.mock.patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql:
			held.drop(name)
		asked = [str(call.args[0]).lower() for call in sql.call_args_list]
		first = next(statement for statement in asked if "tabsd incoming mail" in statement)
		self.assertIn("for update", first)
