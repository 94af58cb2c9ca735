"""Somebody without an account whose ticket it is: told as its requester, with links that need no account."""

from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.messaging import reply_to
from servicedesk.messaging.composition import compose
from servicedesk.shared.testing import AGENT, ASK, REQUEST_TYPE, RESOLVE, TAKE, DeskTestCase, make_customer
from servicedesk.tickets import conversation, transitions
from servicedesk.tickets.intake import TicketRequest, open_ticket
from servicedesk.tickets.notice_people import told_by_table
from servicedesk.tickets.participation import set_muted

CONTACT = "Contact@Nowhere.test"


class TestContactNotices(DeskTestCase):
	"""A ticket that came by mail from a stranger."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Contacts")

	def ticket(self, **changes: Any) -> Any:
		"""As the mailbox opens it."""
		given = {
			"request_type": REQUEST_TYPE,
			"customer": self.customer,
			"requester": None,
			"channel": "Email",
			"contact_name": "Ann Contact",
			"contact_email": CONTACT,
			"subject": "Printer",
			"description": "It smokes.",
			**changes,
		}
		return open_ticket(TicketRequest(**given))

	def events(self, ticket: Any) -> list[str]:
		"""Of what the contact was told, in the order of the alphabet."""
		return sorted(
			frappe.get_all(
				"SD Outgoing Message", {"ticket": ticket.name, "recipient": CONTACT}, pluck="event"
			)
		)

	def test_told_of_all_that_a_requester_is_told(self) -> None:
		ticket = self.ticket()
		frappe.set_user(AGENT)
		transitions.perform(ticket.name, TAKE)
		conversation.agent_message(ticket.name, "Which one?", action=ASK)
		self.assertEqual(self.events(ticket), ["question_asked", "state_changed", "ticket_received"])

	def test_who_wrote_is_told_nothing_of_it(self) -> None:
		ticket = self.ticket()
		frappe.set_user(AGENT)
		transitions.perform(ticket.name, TAKE)
		conversation.agent_message(ticket.name, "Which one?", action=ASK)
		before = self.events(ticket)
		frappe.set_user("Guest")
		contact = conversation.Contact("Ann Contact", CONTACT.lower())
		conversation.customer_message(ticket.name, "That one", contact=contact)
		# Only that the agent goes on with it, as everybody who answers is told (edi-provider 8).
		self.assertEqual(self.events(ticket), sorted([*before, "state_changed"]))

	def test_links_need_no_account_and_the_name_is_theirs(self) -> None:
		ticket = self.ticket()
		frappe.db.set_value(
			"SD Message Template", "ticket_received-en", "body", "{requester}\nView: {view_link}"
		)
		frappe.clear_document_cache("SD Message Template", "ticket_received-en")
		mail = compose(frappe.get_doc("SD Outgoing Message", {"ticket": ticket.name, "recipient": CONTACT}))
		self.assertEqual(mail.body, "Ann Contact")
		self.assertIn(f"/portal/mute/{ticket.name}/{CONTACT}/", mail.mime["List-Unsubscribe"])

	def test_muted_still_hears_questions(self) -> None:
		ticket = self.ticket()
		self.assertFalse(set_muted(ticket.name, "other@nowhere.test", muted=True))
		self.assertTrue(set_muted(ticket.name, CONTACT.lower(), muted=True))
		frappe.set_user(AGENT)
		transitions.perform(ticket.name, TAKE)
		conversation.agent_message(ticket.name, "Which one?", action=ASK)
		self.assertEqual(self.events(ticket), ["question_asked", "ticket_received"])
		stored = frappe.get_doc("SD Ticket", ticket.name)
		stored.contact_muted = 0
		stored.save()
		self.assertTrue(frappe.db.get_value("SD Ticket", ticket.name, "contact_muted"))

	def test_a_ticket_with_a_requester_is_not_its_contacts(self) -> None:
		ticket = self.ticket()
		ticket.requester = AGENT
		self.assertEqual(told_by_table(ticket, "ticket_received"), [])
		self.assertFalse(set_muted(self.ticket(contact_email="").name, "", muted=True))

	def test_a_public_form_confirms_by_itself(self) -> None:
		ticket = self.ticket(channel="Public Form")
		self.assertEqual(self.events(ticket), [])
		frappe.set_user(AGENT)
		transitions.perform(ticket.name, TAKE)
		transitions.perform(ticket.name, RESOLVE, resolution="Done")
		self.assertEqual(self.events(ticket), ["state_changed", "ticket_resolved"])

	def test_in_the_language_of_the_mailbox_else_of_the_customer_else_of_the_desk(self) -> None:
		ticket = frappe.get_doc("SD Ticket", self.ticket().name)
		self.assertEqual(self.language(ticket), "en")
		frappe.db.set_value("SD Customer", self.customer, "language", "uk")
		frappe.clear_document_cache("SD Customer", self.customer)
		self.assertEqual(self.language(ticket), "uk")
		self.assertEqual(self.language(self.ticket(language="bg")), "bg")
		mailbox = reply_to.Mailbox("ro@desk.test", "", "ro", False)
		origin = {ticket.name: reply_to.Origin("ro@desk.test")}
		with (
			patch("servicedesk.tickets.notice_people.origins", return_value=origin),
			patch("servicedesk.tickets.notice_people.mailbox_of", return_value=mailbox),
		):
			self.assertEqual(self.language(frappe.get_doc("SD Ticket", ticket.name)), "ro")

	def language(self, ticket: Any) -> str:
		"""In which the contact is told."""
		[told] = told_by_table(ticket, "agent_commented")
		return told.language
