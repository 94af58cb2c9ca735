"""Each message once, whatever happens in between."""

import tracemalloc
import unittest.mock
from datetime import datetime
from typing import Any

import frappe

from servicedesk.channels.email import fetching
from servicedesk.channels.email.imap import PIECE, Mailbox
from servicedesk.channels.email.testing import Made, MailboxTestCase, mail


class Killed(BaseException):
	"""What no code of ours catches: as if the process were gone."""


class TestFetching(MailboxTestCase):
	"""Against a real mail server."""

	def test_each_message_once(self) -> None:
		"""Taken, written down, moved; the second run finds nothing, however many batches there are."""
		count = fetching.BATCH + 5
		self.put(*(mail(number) for number in range(count)))
		self.assertEqual(self.fetch(), count)
		self.assertEqual((self.lying(), self.lying("Done")), (0, count))
		self.assertEqual(self.states(), ["Ticket"] * count)
		self.assertEqual((self.rows()[0].subject, self.rows()[0].ticket), ("Mail 0", "TEST-1"))
		self.assertEqual((self.fetch(), len(self.taken)), (0, count))
		self.assertEqual(self.error(), "")

	def test_the_message_is_kept_as_it_came(self) -> None:
		"""As a private file of the row, which customers and agents do not see."""
		self.put(raw := mail())
		self.fetch()
		file = frappe.get_doc("File", {"attached_to_name": self.rows()[0].name})
		self.assertTrue(file.is_private)
		self.assertEqual(fetching.records.gzip.open(file.get_full_path()).read(), raw)
		self.assertFalse(frappe.has_permission("SD Incoming Mail", "read", user="agent@desk.test"))

	def test_killed_before_the_move(self) -> None:
		"""The next run moves what was committed, and takes nothing again."""
		self.put(mail(1), mail(2))
		with unittest.mock.patch.object(Mailbox, "move", side_effect=Killed), self.assertRaises(Killed):
			self.fetch()
		self.assertEqual((len(self.taken), self.lying()), (2, 2))
		self.assertEqual(self.fetch(), 0)
		self.assertEqual((len(self.taken), self.lying(), self.lying("Done")), (2, 0, 2))

	def test_killed_before_the_commit(self) -> None:
		"""Nothing of it stays; it is taken the next time."""
		self.put(mail())
		with self.assertRaises(Killed):
			self.fetch(take=unittest.mock.Mock(side_effect=Killed))
		self.undo()
		self.assertEqual(self.rows(), [])
		self.assertEqual((self.fetch(), self.states()), (1, ["Ticket"]))

	def test_the_folder_was_made_anew(self) -> None:
		"""With another UIDVALIDITY the same UID is another place; the same mail is still the same."""
		self.put(again := mail(1))
		self.fetch()
		with unittest.mock.patch.object(fetching, "Mailbox", Renumbered):
			self.put(again, mail(2))
			self.assertEqual(self.fetch(), 1)
		self.assertEqual(len(self.taken), 2)
		self.assertEqual(sorted(self.states()), ["Duplicate", "Ticket", "Ticket"])
		self.assertEqual(self.lying(), 0)

	def test_the_same_mail_is_taken_once(self) -> None:
		"""Twice in one mailbox, and in another one by another way."""
		other = self.make_mailbox()
		self.put(same := mail(1), same)
		self.put(b"Received: by another.way\r\n" + same, mailbox=other)
		self.assertEqual((self.fetch(), self.fetch(other)), (1, 0))
		self.assertEqual((self.states(), self.states(other)), (["Ticket", "Duplicate"], ["Duplicate"]))
		self.assertEqual(self.rows(other)[0].duplicate_of, self.rows()[0].name)
		self.assertEqual((self.lying("Done"), self.lying("Done", other)), (2, 1))

	def test_the_same_mail_at_the_same_time(self) -> None:
		"""Of two workers that both find it new, the second one leaves it for its next run."""
		other = self.make_mailbox()
		self.put(same := mail())
		self.put(same, mailbox=other)
		self.fetch()
		with unittest.mock.patch.object(fetching.records, "same_mail", return_value=""):
			self.assertEqual((self.fetch(other), self.states(other), self.lying("INBOX", other)), (0, [], 1))
		self.fetch(other)
		self.assertEqual((len(self.taken), self.states(other)), (1, ["Duplicate"]))

	def test_one_identifier_with_two_contents(self) -> None:
		"""A sender that numbers badly, or somebody who wants to keep a mail out: both are taken."""
		self.put(*(mail(1, body, "<same@sender.test>") for body in ("One", "Two")))
		self.put(mail(1, "Three", ""), mail(1, "Four", ""))
		self.assertEqual((self.fetch(), self.states()), (4, ["Ticket"] * 4))

	def test_a_large_message_in_pieces(self) -> None:
		"""Of 30 MB the client holds a few pieces at a time."""
		line = b"x" * 78 + b"\r\n"
		self.put(mail() + line * (30 * PIECE // len(line)))
		imap = Mailbox(fetching.server_of(self.mailbox), "INBOX")
		listed = next(imap.listed(1))
		tracemalloc.start()
		try:
			with imap.download(listed.uid, 40 * PIECE) as content:
				_now, most = tracemalloc.get_traced_memory()
				self.assertEqual(content.seek(0, 2), listed.size)
		finally:
			tracemalloc.stop()
			imap.close()
		self.assertGreater(listed.size, 30 * PIECE - 200)
		self.assertLess(most, 6 * PIECE)
		self.assertEqual((self.fetch(), self.states()), (1, ["Ticket"]))

	def test_each_message_is_a_transaction(self) -> None:
		"""What one message has written stays, though the next one's is undone."""
		self.put(mail(1), mail(2))
		self.fetch(take=self.second_fails)
		self.assertEqual(self.states(), ["Ticket", "Waiting"])
		made = frappe.get_all("ToDo", {"description": ("like", f"{self.mailbox.name}%")}, pluck="description")
		self.assertEqual(made, [f"{self.mailbox.name} 1"])

	def second_fails(self, raw: bytes, mailbox: Any, _received_at: datetime) -> Made:
		"""Write something, and fail with the second message."""
		number = "1" if b"Mail 1" in raw else "2"
		frappe.get_doc({"doctype": "ToDo", "description": f"{mailbox.name} {number}"}).insert()
		if number == "2":
			raise KeyError("second")
		return Made()


class Renumbered(Mailbox):
	"""The mailbox's folder, made anew."""

	def __init__(self, *given: Any) -> None:
		super().__init__(*given)
		self.uid_validity += 1
