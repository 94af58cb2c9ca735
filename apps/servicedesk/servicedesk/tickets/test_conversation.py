"""Messages on a ticket: what is shown in place of their text, and who is said to have written them."""

from typing import Any

import frappe

from servicedesk.shared.errors import Conflict
from servicedesk.shared.testing import (
	ACTIVE,
	AGENT,
	ASK,
	CLOSED,
	REQUEST_TYPE,
	TAKE,
	DeskTestCase,
	make_account,
	make_customer,
)
from servicedesk.tickets import attachments, conversation, history, staff_conversation, transitions
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.conversation import Contact
from servicedesk.tickets.intake import EMAIL, TicketRequest, open_ticket
from servicedesk.tickets.testing import PNG, make_ticket

USER, STRANGER = "talk@t.test", "talk-stranger@t.test"
CONTACT = Contact("Eve Stranger", "eve@elsewhere.test")


class TestConversation(DeskTestCase):
	"""A ticket of somebody with an account, and one of somebody without."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Talk")
		make_account(USER, {cls.customer: "Requester"})
		make_account(STRANGER, {make_customer("T Other Talk"): "Requester"})

	def setUp(self) -> None:
		super().setUp()
		self.number = make_ticket(USER, self.customer).name
		request = TicketRequest(
			REQUEST_TYPE, self.customer, None, EMAIL, contact_name=CONTACT.name, contact_email=CONTACT.email,
			subject="Help", description="Help",
		)  # fmt: skip
		self.contacts = open_ticket(request).name

	def messages(self, ticket: str) -> list[Any]:
		"""The conversation, as it is stored."""
		fields = ["name", "content", "sender", "sender_full_name", "user", "sent_or_received"]
		return frappe.get_all("Communication", {"reference_name": ticket, "sd_conversation": 1}, fields)

	def test_contact_is_named_as_the_writer(self) -> None:
		frappe.set_user("Guest")
		conversation.customer_message(self.contacts, "It still burns.", contact=CONTACT)
		[row] = self.messages(self.contacts)
		self.assertEqual(
			(row.sender, row.sender_full_name, row.user, row.sent_or_received),
			(CONTACT.email, CONTACT.name, "Guest", "Received"),
		)
		frappe.set_user("Administrator")
		entries = staff_conversation.conversation_of(self.contacts, [])["entries"]
		self.assertEqual([(row["who"], row["kind"]) for row in entries], [(CONTACT.name, "customer")])
		self.assertTrue(
			frappe.db.exists("SD Ticket Event", {"ticket": self.contacts, "event": history.CUSTOMER_REPLY})
		)

	def test_contacts_answer_leads_the_ticket_back_to_work(self) -> None:
		frappe.set_user(AGENT)
		transitions.perform(self.contacts, TAKE)
		transitions.perform(self.contacts, ASK, message="Which printer?")
		frappe.set_user("Guest")
		ticket = conversation.customer_message(self.contacts, "That one", contact=CONTACT)
		self.assertEqual((ticket.workflow_state, ticket.agent), (ACTIVE, AGENT))

	def test_contact_without_a_name_is_called_by_the_address(self) -> None:
		frappe.set_user("Guest")
		conversation.customer_message(self.contacts, "Hello", contact=Contact("", CONTACT.email))
		self.assertEqual(self.messages(self.contacts)[0].sender_full_name, CONTACT.email)

	def test_contact_writes_on_nobody_elses_ticket(self) -> None:
		frappe.set_user("Guest")
		with self.assertRaises(frappe.PermissionError):
			conversation.customer_message(self.number, "It still burns.", contact=CONTACT)
		self.assertEqual(self.messages(self.number), [])

	def test_contact_on_an_ended_ticket_is_told_so(self) -> None:
		frappe.db.set_value(
			"SD Ticket", self.contacts, {"workflow_state": CLOSED, "state_category": "closed"}
		)
		frappe.clear_document_cache("SD Ticket", self.contacts)
		with self.assertRaises(Conflict):
			conversation.customer_message(self.contacts, "Hello", contact=CONTACT)

	def test_html_is_stored_as_it_is_and_the_words_go_into_the_notice(self) -> None:
		html = '<p>Fresh <b>words</b></p><details class="sd-quoted">Old words</details>'
		frappe.set_user(AGENT)
		transitions.perform(self.number, TAKE)
		frappe.set_user(USER)
		conversation.customer_message(self.number, "Fresh words", html=html, key="one")
		conversation.customer_message(self.number, "Fresh words", html=html, key="one")
		self.assertEqual([row.content for row in self.messages(self.number)], [html])
		sent = frappe.get_all(
			"SD Outgoing Message", {"ticket": self.number, "event": "customer_commented"}, pluck="context"
		)
		self.assertTrue(sent)
		for context in sent:
			self.assertIn("Fresh words", context)
			self.assertNotIn("Old words", context)

	def test_staff_write_html_too(self) -> None:
		frappe.set_user(AGENT)
		conversation.agent_message(self.number, "Words", html="<p>Words</p>")
		[row] = self.messages(self.number)
		self.assertEqual((row.content, row.user), ("<p>Words</p>", AGENT))

	def test_html_that_is_too_long_is_shown_as_its_text(self) -> None:
		frappe.set_user(USER)
		conversation.customer_message(
			self.number, "Short", html="<p>" + "x" * conversation.LONGEST_HTML + "</p>"
		)
		self.assertEqual(self.messages(self.number)[0].content, "Short")

	def test_pictures_of_a_mail_are_files_of_the_message(self) -> None:
		html = '<img src="cid:a@b" alt="Shot"> <img src="cid:gone" alt="Gone">'
		file = IncomingFile("shot.png", PNG, content_id="a@b")
		frappe.set_user(USER)
		conversation.customer_message(self.number, "See", [file], html=html)
		[row] = self.messages(self.number)
		[stored] = attachments.files_of(self.number)
		self.assertEqual(stored.message, row.name)
		self.assertTrue(stored.file_url.startswith("/private/files/"))
		self.assertEqual(row.content, f'<img src="{stored.file_url}" alt="Shot"> [Gone]')
		# Shown to whoever sees the ticket, and not listed besides.
		for user, sees in ((USER, True), (AGENT, True), (STRANGER, False), ("Guest", False)):
			frappe.set_user(user)
			self.assertEqual(frappe.get_doc("File", stored.name).is_downloadable(), sees, user)
		frappe.set_user(AGENT)
		[entry] = staff_conversation.conversation_of(self.number, [])["entries"]
		self.assertEqual((entry["html"], entry["text"], entry["files"]), (row.content, "", []))

	def test_pictures_of_other_messages_are_only_named(self) -> None:
		frappe.set_user(USER)
		other = '<p>See <img src="/private/files/secret.png" alt="Secret"></p>'
		conversation.customer_message(self.number, "See", html=other)
		frappe.set_user(AGENT)
		[entry] = staff_conversation.conversation_of(self.number, [])["entries"]
		self.assertEqual(entry["html"], "<p>See [Secret]</p>")

	def test_mail_that_opened_the_ticket_is_shown_and_nobody_is_told_again(self) -> None:
		ticket = frappe.get_doc("SD Ticket", self.contacts)
		told = frappe.db.count("SD Outgoing Message", {"ticket": ticket.name})
		events = frappe.db.count("SD Ticket Event", {"ticket": ticket.name})
		file = IncomingFile("shot.png", PNG, content_id="a@b")
		frappe.set_user("Guest")
		conversation.first_message(ticket, '<img src="cid:a@b" alt="">', [file], CONTACT)
		[row] = self.messages(ticket.name)
		self.assertEqual((row.sender_full_name, row.sent_or_received), (CONTACT.name, "Received"))
		self.assertIn('<img src="/private/files/', row.content)
		self.assertEqual(frappe.db.count("SD Outgoing Message", {"ticket": ticket.name}), told)
		self.assertEqual(frappe.db.count("SD Ticket Event", {"ticket": ticket.name}), events)

	def test_plain_mail_that_opened_the_ticket_only_brings_its_files(self) -> None:
		conversation.first_message(
			frappe.get_doc("SD Ticket", self.number), "<p>Help</p>", [IncomingFile("shot.png", PNG)]
		)
		self.assertEqual(self.messages(self.number), [])
		self.assertEqual([file.message for file in attachments.files_of(self.number)], [None])
