"""What was given up, and who may have it sent again."""

import frappe

from servicedesk.api.agent import outgoing_messages
from servicedesk.messaging import delivery, hold
from servicedesk.messaging.composition import sender_address
from servicedesk.messaging.delivery_testing import DeliveryTestCase, queue_for
from servicedesk.messaging.smtp_testing import mail_server
from servicedesk.shared.testing import AGENT, make_user

SUPERVISOR = "supervisor@desk.test"


class TestFailures(DeliveryTestCase):
	"""A message that a server refused for good."""

	def setUp(self) -> None:
		"""It has failed."""
		super().setUp()
		queue_for("a@t.test", "b@t.test")
		with mail_server(lambda word, rest: "550 unknown" if word == "RCPT" and "<a@" in rest else "2"):
			delivery.deliver_due()
		self.failed, self.sent = self.of("a@t.test").name, self.of("b@t.test").name

	def test_a_supervisor_has_it_sent_again_and_only_it(self) -> None:
		make_user(SUPERVISOR, "Service Desk Supervisor")
		frappe.set_user(SUPERVISOR)
		hold.begin(sender_address(), "away")
		self.assertEqual(outgoing_messages.server_trouble(), {"words": "away"})
		self.assertEqual(outgoing_messages.send_again(frappe.as_json([self.failed, self.sent])), 1)
		with mail_server() as server:
			self.assertEqual(delivery.deliver_due(), 1)
		self.assertEqual(server.taken, ["a@t.test"])
		self.assertEqual((self.of("a@t.test").state, self.of("a@t.test").attempts), ("Sent", 1))

	def test_others_may_not(self) -> None:
		for user in (AGENT, make_user("customer@t.test"), "Guest"):
			frappe.set_user(user)
			with self.subTest(user), self.assertRaises((frappe.PermissionError, frappe.AuthenticationError)):
				outgoing_messages.send_again([self.failed])
		self.assertEqual(self.of("a@t.test").state, "Failed")
