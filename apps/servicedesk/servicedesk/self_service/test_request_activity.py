"""Messages as their readers see them on the portal."""

from typing import Any
from unittest.mock import patch

import frappe

from servicedesk.self_service.request_activity import Activity, activity_of, readable_html
from servicedesk.shared.testing import REQUEST_TYPE, DeskTestCase, make_account, make_customer
from servicedesk.tickets import attachments, conversation
from servicedesk.tickets.attachments import IncomingFile
from servicedesk.tickets.intake import EMAIL, TicketRequest, open_ticket
from servicedesk.tickets.testing import PNG, make_ticket

USER = "activity@t.test"
FOLDED = 'Yes<details class="sd-signature">Ann</details><details class="sd-quoted">Old</details>'


class TestActivity(DeskTestCase):
	"""Mails on a ticket."""

	@classmethod
	def setUpClass(cls) -> None:
		super().setUpClass()
		cls.customer = make_customer("T Activity")
		make_account(USER, {cls.customer: "Requester"})

	def shown(self, ticket: Any) -> Activity:
		"""The one message of a ticket."""
		[entry] = activity_of(ticket, [], attachments.files_of(ticket.name), oldest=True)
		return entry

	def test_picture_is_shown_in_its_message_and_not_listed_besides(self) -> None:
		ticket = make_ticket(USER, self.customer)
		files = [IncomingFile("shot.png", PNG, content_id="a@b"), IncomingFile("it's.pdf", b"%PDF-1.4")]
		frappe.set_user(USER)
		conversation.customer_message(ticket.name, "See", files, html='<p><img src="cid:a@b" alt="Shot"></p>')
		entry = self.shown(ticket)
		self.assertRegex(entry.html, '^<p><img src="/private/files/shot.*png" alt="Shot"></p>$')
		self.assertEqual([file.name for file in entry.files], ["it's.pdf"])

	def test_pictures_of_elsewhere_are_only_named(self) -> None:
		ticket = make_ticket(USER, self.customer)
		frappe.set_user(USER)
		html = '<p>See <img src="/private/files/secret.png" alt="Secret"></p>'
		conversation.customer_message(ticket.name, "See", html=html)
		self.assertEqual(self.shown(ticket).html, "<p>See [Secret]</p>")

	def test_contact_is_named(self) -> None:
		request = TicketRequest(
			REQUEST_TYPE, self.customer, None, EMAIL, contact_name="Eve", contact_email="eve@elsewhere.test",
			subject="Help", description="Help",
		)  # fmt: skip
		ticket = open_ticket(request)
		frappe.set_user("Guest")
		contact = conversation.Contact("Eve", "eve@elsewhere.test")
		conversation.customer_message(ticket.name, "Hello", contact=contact)
		entry = self.shown(ticket)
		self.assertEqual((entry.author, entry.mine), ("Eve", True))

	def test_what_is_folded_says_so_in_the_readers_language(self) -> None:
		with patch.object(frappe.local, "lang", "en"):
			shown = readable_html(FOLDED)
		self.assertIn('<details class="sd-signature"><summary>Signature</summary>Ann</details>', shown)
		self.assertIn('<details class="sd-quoted"><summary>Quoted text</summary>Old</details>', shown)
