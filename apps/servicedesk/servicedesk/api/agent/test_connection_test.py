"""A mailbox is tried: what is found, and what is wrong, in words; nothing is read or moved."""

import socket
import unittest.mock
from typing import Any

import frappe

from servicedesk.api.agent import mail as endpoints
from servicedesk.channels.email import connection_test
from servicedesk.channels.email.testing import HOST, MailboxTestCase, mail


class TestConnection(MailboxTestCase):
	"""Against a real mail server, and against those that are none."""

	def tried(self, **values: Any) -> tuple[bool, str]:
		"""What is told of the mailbox with these settings."""
		self.mailbox.update(values)
		told = connection_test.test(self.mailbox)
		return told["good"], " ".join(told["lines"])

	def test_what_is_there(self) -> None:
		"""How many mails, which folders are still to be made, and what the server can do."""
		self.put(mail(1), mail(2))
		told = endpoints.test_connection(self.mailbox.name)
		self.assertTrue(told["good"])
		self.assertEqual(told["lines"][:2], ["Signed in.", "2 mails lie in INBOX."])
		self.assertIn("MOVE: the server can do it.", told["lines"])
		self.assertIn("The folder Done will be made with the first mail.", told["lines"])
		self.assertEqual((self.lying(), self.rows()), (2, []))
		self.fetch()
		self.assertNotIn("Done will be made", " ".join(endpoints.test_connection(self.mailbox.name)["lines"]))

	def test_what_is_wrong(self) -> None:
		"""Each in words."""
		with socket.socket() as unused:
			unused.bind((HOST, 0))
			closed = unused.getsockname()[1]
			self.assertIn("refuses connections", self.tried(port=closed)[1])
		self.assertIn("No encrypted connection", self.tried(port=self.port, security="TLS")[1])
		self.assertIn("There is no folder Nowhere", self.tried(security="None", folder="Nowhere")[1])
		self.mailbox.password = "wrong"
		self.mailbox.save()
		good, words = self.tried()
		self.assertEqual((good, "refuses the login" in words), (False, True))
		with unittest.mock.patch.object(socket, "getaddrinfo", side_effect=socket.gaierror(-2, "unknown")):
			self.assertIn("no server named", self.tried(host="nowhere.test")[1])

	def test_a_server_that_says_nothing(self) -> None:
		"""Is waited for so long, and no longer, whatever the thread still does."""
		listening = socket.create_server((HOST, 0))
		self.addCleanup(listening.close)
		with unittest.mock.patch.object(connection_test, "LONGEST_SECONDS", 0.2):
			self.assertIn("does not answer", self.tried(port=listening.getsockname()[1])[1])

	def test_read_now(self) -> None:
		"""Asks a worker."""
		with unittest.mock.patch.object(frappe, "enqueue") as enqueue:
			endpoints.read_now(self.mailbox.name)
		self.assertEqual(enqueue.call_args.kwargs["mailbox"], self.mailbox.name)
