"""Trouble: with a message, with the server, with the machines. Only the first kind brings a mail to quarantine."""

import unittest.mock
from typing import Any

import frappe
import pymysql
from frappe.utils import get_datetime

from servicedesk.channels.email import fetching, quarantine
from servicedesk.channels.email.imap import PIECE, Mailbox
from servicedesk.channels.email.quarantine import MOST_ATTEMPTS, Quarantine
from servicedesk.channels.email.testing import CuttingProxy, Made, MailboxTestCase, mail
from servicedesk.shared.errors import Refused


class TestQuarantine(MailboxTestCase):
	"""Against a real mail server."""

	def failing(self, error: Exception) -> Any:
		"""Take all messages but the second, which raises."""

		def take(raw: bytes, *_given: Any) -> Made:
			if b"Mail 2" in raw:
				raise error
			return self.take(raw, *_given)

		return take

	def test_the_unreadable_goes_to_quarantine(self) -> None:
		"""With its reason and as it came; the rest goes on."""
		self.put(mail(1), mail(2), mail(3))
		self.assertEqual(self.fetch(take=self.failing(Quarantine("too-deep"))), 2)
		self.assertEqual(self.states(), ["Ticket", "Quarantined", "Ticket"])
		self.assertEqual(self.rows()[1].reason, "too-deep")
		self.assertTrue(frappe.db.exists("File", {"attached_to_name": self.rows()[1].name}))
		self.assertEqual((self.lying(), self.lying("Done"), self.lying("Quarantine")), (0, 2, 1))

	def test_the_oversized_goes_there_unread(self) -> None:
		"""By its header."""
		self.mailbox.db_set("largest_mb", 1)
		self.put(mail(1), mail(2, "x" * (PIECE + 1)))
		self.assertEqual(self.fetch(), 1)
		row = self.rows()[1]
		self.assertEqual((row.state, row.reason, row.subject), ("Quarantined", "too-large", "Mail 2"))
		self.assertEqual(self.lying("Quarantine"), 1)

	def test_the_unexpected_is_tried_five_times(self) -> None:
		"""Each time later, while the others are taken; then it goes to quarantine with its last line."""
		self.put(mail(1), mail(2), mail(3))
		take = self.failing(KeyError("surprise"))
		for attempt in range(1, MOST_ATTEMPTS):
			self.fetch(take=take)
			self.assertEqual((self.rows()[1].state, self.rows()[1].attempts), ("Waiting", attempt))
			self.fetch(take=take)
			self.assertEqual(self.rows()[1].attempts, attempt, "not before its time")
			self.retry_now()
		self.assertEqual((len(self.taken), self.lying()), (2, 1))
		self.fetch(take=take)
		row = self.rows()[1]
		self.assertEqual(
			(row.state, row.reason, row.error), ("Quarantined", "unexpected", "KeyError: 'surprise'")
		)
		self.assertEqual((self.lying(), self.lying("Quarantine")), (0, 1))

	def test_mended_before_it_is_given_up(self) -> None:
		"""A message that failed is taken like any other, once."""
		self.put(mail(2))
		self.fetch(take=self.failing(KeyError("bug")))
		self.retry_now()
		self.assertEqual((self.fetch(), self.states(), self.fetch()), (1, ["Ticket"], 0))

	def test_passing_trouble_is_not_counted(self) -> None:
		"""Deadlocks, a full disk, Redis away: as often as it comes, and the others go on."""
		self.put(mail(1), mail(2))
		for error in (frappe.QueryDeadlockError(), ConnectionResetError(), OSError(28, "No space left")):
			self.fetch(take=self.failing(error))
		self.assertEqual((self.states(), self.lying(), self.lying("Quarantine")), (["Ticket"], 1, 0))
		self.assertEqual((self.fetch(), self.lying()), (1, 0))

	def test_without_the_database_the_run_ends(self) -> None:
		"""Nothing is written down of it, and the message stays."""
		self.put(mail(2))
		with self.assertRaises(pymysql.err.OperationalError):
			self.fetch(take=self.failing(pymysql.err.OperationalError(2013, "Lost connection")))
		self.assertEqual((self.rows(), self.lying()), ([], 1))

	def test_a_statement_of_ours_that_is_wrong_counts(self) -> None:
		"""It is no passing trouble of the database."""
		wrong = pymysql.err.ProgrammingError(1064, "syntax")
		passing = [pymysql.err.OperationalError(code, "") for code in (1205, 1213, 2006, 2013)]
		self.assertFalse(quarantine.is_passing(wrong))
		self.assertFalse(quarantine.is_passing(pymysql.err.DataError(1406, "too long")))
		self.assertTrue(all(map(quarantine.is_passing, passing)))

	def test_a_connection_that_is_cut(self) -> None:
		"""In the middle of a message: nothing is taken, nothing is quarantined, the mailbox says so; later it goes."""
		self.put(mail(1), mail(2, "x" * (3 * PIECE)))
		proxy = CuttingProxy(self.port, after=2 * PIECE)
		self.addCleanup(proxy.close)
		self.mailbox.db_set("port", proxy.port)
		self.assertEqual(self.fetch(), 1)
		self.assertEqual((self.states(), self.lying()), (["Ticket"], 2))
		self.assertIn("abort", self.error())
		self.mailbox.db_set("port", self.port)
		self.assertEqual((self.fetch(), self.lying(), self.lying("Quarantine")), (1, 0, 0))
		self.assertEqual(self.error(), "")

	def test_the_message_that_ended_a_run_goes_last(self) -> None:
		"""It keeps no other waiting."""
		self.put(mail(1), mail(2))
		download = unittest.mock.patch.object(Mailbox, "download", side_effect=OSError("cut"))
		with download:
			self.fetch()
		self.fetch()
		self.assertIn(b"Mail 2", self.taken[0])

	def test_a_wrong_password(self) -> None:
		"""The mailbox says so, and nothing of its form counts as edited; others are read."""
		wrong = self.make_mailbox(password="nonsense")
		self.put(mail())
		self.assertEqual((self.fetch(wrong), self.fetch()), (0, 1))
		self.assertIn("Authentication failed", self.error(wrong))
		self.assertEqual(
			frappe.db.get_value("SD Mailbox", wrong.name, "modified"), get_datetime(wrong.modified)
		)
		self.assertEqual(self.error(), "")

	def test_two_workers(self) -> None:
		"""The second one leaves the mailbox to the first."""
		self.put(mail())
		with unittest.mock.patch.object(fetching, "turn") as turn:
			turn.return_value.__enter__.return_value = False
			self.assertEqual(self.fetch(), 0)
		self.assertEqual(self.lying(), 1)

	def test_what_a_mailbox_must_say(self) -> None:
		"""A password never travels readable, and nothing is moved to where it came from."""
		refused: dict[str, dict[str, Any]] = {
			"security": {"host": "mail.example.org"},
			"host": {"host": "imap://mail.example.org"},
			"done_folder": {"done_folder": "inbox"},
			"customer": {"customer": None},
		}
		for field, values in refused.items():
			with self.assertRaises(Refused) as problem:
				self.make_mailbox(**values)
			self.assertIn(field, problem.exception.problems)
