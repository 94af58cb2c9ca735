"""The link in a mail that ends the notices of one request: one click of a mail program (RFC 8058), without signing in."""

from urllib.parse import unquote

import frappe

from servicedesk.messaging.composition import compose
from servicedesk.shared.testing import REQUEST_TYPE, DeskTestCase, make_account, make_customer
from servicedesk.tickets.intake import TicketRequest, open_ticket
from servicedesk.tickets.testing import make_ticket
from servicedesk.www.testing import ask
from servicedesk.www.web import own_path

READER = "muting@t.test"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class TestMuteLink(DeskTestCase):
	"""The mail about a new request, and what its headers offer."""

	def setUp(self) -> None:
		super().setUp()
		self.customer = make_customer("T Muting")
		make_account(READER, {self.customer: "Requester"})
		self.number = make_ticket(READER, self.customer).name
		mail = compose(
			frappe.get_doc("SD Outgoing Message", {"ticket": self.number, "recipient": READER})
		).mime
		self.offered = mail["List-Unsubscribe-Post"]
		self.path = own_path(str(mail["List-Unsubscribe"]).strip("<>"))

	def is_muted(self) -> bool:
		"""Whether the reader hears no more of the request."""
		return bool(
			frappe.db.get_value("SD Ticket Participant", {"parent": self.number, "user": READER}, "muted")
		)

	def test_one_click_mutes_without_signing_in(self) -> None:
		self.assertEqual(self.offered, "List-Unsubscribe=One-Click")
		self.assertEqual(ask("Guest", self.path, ONE_CLICK).status_code, 200)
		self.assertTrue(self.is_muted())

	def test_one_click_of_a_contact_without_an_account(self) -> None:
		"""RFC 8058, 3.1 and 3.2: one POST with this very body, no cookie, no token, and no redirection."""
		address = "O'Hara+1@elsewhere.test"
		request = TicketRequest(
			REQUEST_TYPE, self.customer, None, "Email",
			subject="Printer", description="It smokes.", contact_email=address,
		)  # fmt: skip
		number = open_ticket(request).name
		message = frappe.get_doc("SD Outgoing Message", {"ticket": number, "recipient": address})
		path = own_path(str(compose(message).mime["List-Unsubscribe"]).strip("<>"))
		self.assertNotIn("'", path)
		answer = ask("Guest", unquote(path), ONE_CLICK)
		self.assertEqual((answer.status_code, answer.headers.get("Set-Cookie")), (200, None))
		self.assertTrue(frappe.db.get_value("SD Ticket", number, "contact_muted"))

	def test_opening_the_link_only_asks(self) -> None:
		answer = ask("Guest", self.path)
		self.assertEqual(answer.status_code, 200)
		self.assertIn("<form", answer.get_data(as_text=True))
		self.assertFalse(self.is_muted())

	def test_somebody_elses_link_is_none(self) -> None:
		begin, _, signature = self.path.rpartition("/")
		forged = f"{begin}/{'0' * len(signature)}"
		self.assertEqual(ask("Guest", forged, ONE_CLICK).status_code, 404)
		self.assertFalse(self.is_muted())
