"""The link in a mail that ends the notices of one request: one click of a mail program (RFC 8058), without signing in."""

import frappe

from servicedesk.messaging.composition import compose
from servicedesk.shared.testing import DeskTestCase, make_account, make_customer
from servicedesk.tickets.testing import make_ticket
from servicedesk.www.testing import ask
from servicedesk.www.web import own_path

READER = "muting@t.test"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


class TestMuteLink(DeskTestCase):
	"""The mail about a new request, and what its headers offer."""

	def setUp(self) -> None:
		super().setUp()
		customer = make_customer("T Muting")
		make_account(READER, {customer: "Requester"})
		self.number = make_ticket(READER, customer).name
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
