"""What came back, and at which message it is noted."""

import frappe

from servicedesk.messaging.bounces import note_bounce
from servicedesk.messaging.delivery_testing import OUTGOING, DeliveryTestCase, queue_for


class TestBounces(DeliveryTestCase):
	"""A message that a server took."""

	def setUp(self) -> None:
		"""It was sent."""
		super().setUp()
		queue_for("b@t.test")
		frappe.db.set_value(OUTGOING, self.of("b@t.test").name, "state", "Sent")

	def test_a_bounce_is_noted_at_the_message_it_names(self) -> None:
		identifier = self.of("b@t.test").message_identifier
		self.assertTrue(note_bounce(identifier, "b@t.test", "4.2.2", "later", permanent=False))
		self.assertFalse(self.of("b@t.test").bounced_at)
		self.assertTrue(note_bounce(identifier, "B@T.test", "5.1.1", "no\r\nsuch user", permanent=True))
		note_bounce(identifier, "b@t.test", "4.2.2", "later", permanent=False)
		message = self.of("b@t.test")
		self.assertTrue(message.bounced_at)
		self.assertEqual(message.bounce_reason, "5.1.1 no such user")

	def test_a_bounce_of_somebody_else_is_not(self) -> None:
		identifier = self.of("b@t.test").message_identifier
		for named, recipient in (
			(identifier, "x@t.test"),
			("<x@y>", "b@t.test"),
			("", "b@t.test"),
			(identifier, ""),
		):
			self.assertFalse(note_bounce(named, recipient, "5.1.1", "", permanent=True))
		self.assertEqual(frappe.db.count(OUTGOING, {"bounced_at": ("is", "set")}), 0)
