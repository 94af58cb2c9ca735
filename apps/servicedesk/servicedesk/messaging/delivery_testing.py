"""What tests of the delivery stand on: a queue of their own, and a worker that leaves nothing behind."""

from contextlib import ExitStack
from unittest.mock import patch

import frappe

from servicedesk.messaging import claims, delivery, hold
from servicedesk.messaging.composition import sender_address
from servicedesk.messaging.outbox import Notice, queue
from servicedesk.shared.testing import DeskTestCase

OUTGOING = "SD Outgoing Message"


def queue_for(*recipients: str) -> None:
	"""A message for each."""
	queue(
		[
			Notice("state_changed", "1", "TEST-D", recipient, "en", {"number": "TEST-D"})
			for recipient in recipients
		]
	)


class DeliveryTestCase(DeskTestCase):
	"""A queue of its own, with no pause from before, and a worker that leaves nothing behind."""

	def setUp(self) -> None:
		"""Nothing else is due."""
		super().setUp()
		frappe.db.delete(OUTGOING)
		hold.end(sender_address())
		self.addCleanup(hold.end, sender_address())
		self.patches = ExitStack()
		self.addCleanup(self.patches.close)
		self.patches.enter_context(patch.object(claims, "settle"))
		self.wakings = self.patches.enter_context(patch.object(delivery, "wake_delivery"))
		self.patches.enter_context(patch.object(delivery, "SERVER_SECONDS", 0.4))

	def states(self) -> dict[str, str]:
		"""What became of each recipient's message."""
		return dict(frappe.get_all(OUTGOING, fields=["recipient", "state"], as_list=True, limit=0))

	def of(self, recipient: str) -> "frappe.Document":
		"""The recipient's message."""
		return frappe.get_doc(OUTGOING, {"recipient": recipient})
