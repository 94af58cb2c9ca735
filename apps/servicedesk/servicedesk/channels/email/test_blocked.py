"""Blocked senders: their mails are put aside, and never those of staff."""

import frappe

from servicedesk.channels.email import blocked
from servicedesk.channels.email.held import try_again
from servicedesk.channels.email.held_testing import HeldTestCase
from servicedesk.shared.errors import Refused
from servicedesk.shared.testing import AGENT


class TestBlocked(HeldTestCase):
	"""An address, a domain, and what is none."""

	def block(self, sender: str) -> None:
		"""As the form does."""
		frappe.get_doc({"doctype": blocked.DOCTYPE, "sender": sender}).insert()

	def test_an_address_and_a_domain(self) -> None:
		"""In any letters, and nobody who is only like them; let in again by deleting the entry."""
		self.block(" Eve@Else.test ")
		self.block("@spam.test")
		for address in ("eve@else.test", "EVE@else.test", "any@spam.test"):
			self.assertTrue(blocked.is_blocked(address), address)
		for address in ("ann@else.test", "eve@else.test.org", "a@sub.spam.test", "spam.test", ""):
			self.assertFalse(blocked.is_blocked(address), address)
		frappe.delete_doc(blocked.DOCTYPE, "eve@else.test")
		self.assertFalse(blocked.is_blocked("eve@else.test"))

	def test_their_mails_are_put_aside(self) -> None:
		"""No ticket, no answer; the mail says why."""
		self.block("@else.test")
		name = self.lay()
		self.assertEqual(try_again(name), "Ignored")
		self.assertEqual(self.row(name).reason, "blocked")

	def test_never_staff(self) -> None:
		"""Neither by their address nor by their domain."""
		self.block(f"@{AGENT.partition('@')[2]}")
		self.assertFalse(blocked.is_blocked(AGENT))
		with self.assertRaises(Refused):
			self.block(AGENT)

	def test_what_is_no_sender(self) -> None:
		"""Is refused."""
		for sender in ("@", "else.test", "a@b@c", "a@b.test, c@d.test", "@else .test"):
			with self.subTest(sender), self.assertRaises(Refused):
				self.block(sender)

	def test_asked_of_the_cache(self) -> None:
		"""Of an unknown sender the second question asks no table."""
		blocked._KEPT.value("all", blocked._read)
		with self.assertQueryCount(0):
			blocked.is_blocked("ann@nowhere.test")
