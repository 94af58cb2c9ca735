"""What came back, at which message it is noted, and at whose address."""

import frappe

from servicedesk.domain.delivery_report import FailedRecipient
from servicedesk.messaging.bounces import note_bounces
from servicedesk.messaging.delivery_testing import OUTGOING, DeliveryTestCase, queue_for
from servicedesk.shared.testing import make_account, make_customer

ADDRESS = "b@t.test"
LATER = FailedRecipient(ADDRESS, "4.2.2", permanent=False, diagnostic="later")
GONE = FailedRecipient(ADDRESS, "5.1.1", permanent=True, diagnostic="no\r\n<b>such</b> user")
# Without markup, which nobody's form shall show.
REASON = "5.1.1 no &lt;b&gt;such&lt;/b&gt; user"
ACCOUNT, CUSTOMER = "SD Portal Account", "SD Customer"


class TestBounces(DeliveryTestCase):
	"""A message that a server took."""

	def setUp(self) -> None:
		"""It was sent to somebody with an account, whose address is the customer's as well."""
		super().setUp()
		self.customer = make_customer("T Bounced")
		frappe.db.set_value(CUSTOMER, self.customer, "correspondence_email", ADDRESS)
		make_account(ADDRESS, {self.customer: "Requester"})
		queue_for(ADDRESS)
		self.identifier = self.of(ADDRESS).message_identifier
		frappe.db.set_value(OUTGOING, self.of(ADDRESS).name, "state", "Sent")

	def marked(self) -> list[bool]:
		"""Whether account and customer show that mail comes back."""
		return [
			bool(frappe.db.get_value(ACCOUNT, {"user": ADDRESS}, "mail_returned")),
			bool(frappe.db.get_value(CUSTOMER, self.customer, "mail_returned")),
		]

	def test_a_bounce_is_noted_at_the_message_it_names(self) -> None:
		[later] = note_bounces([self.identifier], [LATER])
		self.assertTrue(later.is_news)
		self.assertFalse(self.of(ADDRESS).bounced_at)
		self.assertEqual(self.marked(), [False, False])
		self.assertTrue(note_bounces([self.identifier], [GONE])[0].is_news)
		for again in (LATER, GONE):
			self.assertFalse(note_bounces([self.identifier], [again])[0].is_news)
		message = self.of(ADDRESS)
		self.assertTrue(message.bounced_at)
		self.assertEqual(message.bounce_reason, REASON)
		self.assertEqual(self.marked(), [True, True])

	def test_a_bounce_of_somebody_else_is_not(self) -> None:
		stranger = FailedRecipient("x@t.test", "5.1.1", permanent=True, diagnostic="")
		for named, failures in (
			([self.identifier], [stranger]),
			([self.identifier.upper()], [GONE]),
			(["<x@y>"], [GONE]),
			([], [GONE]),
			([self.identifier], []),
		):
			self.assertEqual(note_bounces(named, failures), [])
		self.assertEqual(frappe.db.count(OUTGOING, {"bounced_at": ("is", "set")}), 0)
		self.assertEqual(self.marked(), [False, False])

	def test_the_mark_goes_with_the_address_or_when_staff_take_it_away(self) -> None:
		note_bounces([self.identifier], [GONE])
		account = frappe.get_doc(ACCOUNT, {"user": ADDRESS})
		account.position = "Engineer"
		account.save()
		self.assertEqual((account.mail_returned, account.mail_return_reason), (1, REASON))
		account.mail_returned = 0
		account.save()
		self.assertEqual((account.mail_returned_at, account.mail_return_reason), (None, None))
		customer = frappe.get_doc(CUSTOMER, self.customer)
		customer.correspondence_email = "other@t.test"
		customer.save()
		self.assertEqual((customer.mail_returned, customer.mail_return_reason), (0, None))
