"""Mails as they came in: who may have them, and how."""

import frappe

from servicedesk.api.agent import mail as endpoints
from servicedesk.channels.email import kept_mail
from servicedesk.channels.email.held_testing import RAW, SUPERVISOR, HeldTestCase
from servicedesk.shared.errors import Conflict
from servicedesk.shared.testing import AGENT, make_account
from servicedesk.tickets.testing import make_ticket

KNOWN = "mail-kept@known.test"


class TestDownload(HeldTestCase):
	"""A mail on a ticket, and one on none."""

	def setUp(self) -> None:
		super().setUp()
		make_account(KNOWN, {self.customer: "Requester"})
		self.ticket = make_ticket(KNOWN, self.customer).name
		self.raw = RAW % 77
		self.on_ticket = self.lay(self.raw, "Ticket", ticket=self.ticket)
		self.held = self.lay(state="Held", ticket=self.ticket)

	def test_byte_by_byte_and_never_shown(self) -> None:
		"""As a file to keep, whatever it holds."""
		frappe.set_user(SUPERVISOR)
		response = endpoints.download(self.on_ticket)
		self.assertEqual(b"".join(response.iter_encoded()), self.raw)
		self.assertTrue(response.headers["Content-Disposition"].startswith("attachment;"))
		self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
		self.assertEqual(response.mimetype, "application/octet-stream")

	def test_whoever_may_read_the_ticket(self) -> None:
		"""An agent has the mails of the ticket, and no others; a customer has none."""
		frappe.set_user(AGENT)
		self.assertEqual([mail.name for mail in endpoints.mails_of_ticket(self.ticket)], [self.on_ticket])
		self.assertTrue(endpoints.download(self.on_ticket))
		with self.assertRaises(frappe.PermissionError):
			endpoints.download(self.held)
		frappe.set_user(KNOWN)
		for call in (
			lambda: endpoints.download(self.on_ticket),
			lambda: endpoints.mails_of_ticket(self.ticket),
		):
			with self.assertRaises(frappe.PermissionError):
				call()

	def test_one_that_is_gone(self) -> None:
		"""Says so before anything is sent."""
		kept_mail.path_of(self.held).unlink()
		with self.assertRaises(Conflict):
			endpoints.download(self.held)
