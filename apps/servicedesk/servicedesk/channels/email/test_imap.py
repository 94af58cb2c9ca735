"""The client with servers that are hostile, poor or foreign: a server of a few lines answers it."""

import imaplib
import socket
import threading
import unittest

from servicedesk.channels.email.folder_names import quoted, quoted_folder
from servicedesk.channels.email.imap import TROUBLE, Gone, Mailbox, Refusal, Server

ENDLESS, REFUSED = b"<and so on>", b"<no>"
GREETING = b"* OK ready\r\n"
OPEN = {b"SELECT": b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] fine\r\n"}


class PoorServer:
	"""Answers each command with what is laid down for its word, and OK; remembers what was asked."""

	def __init__(self, answers: dict[bytes, bytes], capabilities: bytes = b"IMAP4REV1") -> None:
		self.asked: list[bytes] = []
		self._answers = {b"CAPABILITY": b"* CAPABILITY " + capabilities + b"\r\n", **OPEN, **answers}
		self._listening = socket.create_server(("127.0.0.1", 0))
		self.port = self._listening.getsockname()[1]
		threading.Thread(target=self._serve, daemon=True).start()

	def mailbox(self, security: str = "None", password: str = "secret") -> Mailbox:
		"""A client of this server."""
		return Mailbox(Server("127.0.0.1", self.port, security, "me", password), "INBOX")

	def close(self) -> None:
		"""No more connections."""
		self._listening.close()

	def _serve(self) -> None:
		try:
			client, _address = self._listening.accept()
			with client, client.makefile("rb") as commands:
				client.sendall(GREETING)
				for line in commands:
					client.sendall(self._answer(line))
		except OSError:
			return

	def _answer(self, line: bytes) -> bytes:
		tag, words = line.split(b" ", 1)
		self.asked.append(words.strip())
		found = next((self._answers[key] for key in self._answers if words.startswith(key)), b"")
		if found.endswith(ENDLESS):
			return found.removesuffix(ENDLESS)
		return tag + b" NO not today\r\n" if found == REFUSED else found + tag + b" OK done\r\n"


class TestImap(unittest.TestCase):
	"""Nothing that a server says costs more than what it was asked for."""

	def server(self, answers: dict[bytes, bytes], capabilities: bytes = b"IMAP4REV1") -> PoorServer:
		"""A server that ends with the test."""
		made = PoorServer(answers, capabilities)
		self.addCleanup(made.close)
		return made

	def mailbox(self, answers: dict[bytes, bytes]) -> Mailbox:
		"""A client of a server with these answers."""
		made = self.server(answers).mailbox()
		self.addCleanup(made.close)
		return made

	def test_a_flood_is_cut_off(self) -> None:
		"""A text without an end, a literal of terabytes, a thousand answers to one question."""
		for answer in (
			b"* 1 FETCH (UID 5 BODY[]<0> {9999999999999}\r\nx" + ENDLESS,
			b"* OK blah blah blah blah blah blah blah\r\n" * 50000,
			b"* OK " + b"x" * 2_000_000 + b"\r\n",
		):
			with self.assertRaises(imaplib.IMAP4.error):
				self.mailbox({b"UID FETCH": answer}).download(5, 1000)

	def test_a_message_that_is_gone(self) -> None:
		"""Or another one in its place: neither is taken for it."""
		for answer in (b"", b"* 1 FETCH (UID 6 BODY[]<0> {2}\r\nab)\r\n"):
			with self.assertRaises(Gone):
				self.mailbox({b"UID FETCH": answer}).download(5, 1000)

	def test_sizes_are_not_believed(self) -> None:
		"""What is listed may be wrong; marks of deletion and foreign lines are passed over."""
		lines = (
			b'* 1 FETCH (FLAGS (\\Deleted) UID 4 RFC822.SIZE 3 INTERNALDATE "23-Nov-2026 05:00:00 +0200")\r\n'
			b"* 1 FETCH (FLAGS (UID 9))\r\n"
			b'* 1 FETCH (UID 5 RFC822.SIZE 3 INTERNALDATE "23-Nov-2026 05:00:00 +0200" FLAGS (\\Seen))\r\n'
		)
		listed = list(self.mailbox({b"FETCH": lines}).listed(10))
		self.assertEqual([(each.uid, each.size, each.received_at.hour) for each in listed], [(5, 3, 3)])

	def test_without_move(self) -> None:
		"""Copied, marked and expunged by its UID; without UIDPLUS only marked, for others' marks are theirs."""
		for capabilities, last in ((b"UIDPLUS", b"UID EXPUNGE 5"), (b"", b"UID STORE")):
			server = self.server({}, b"IMAP4REV1 " + capabilities)
			mailbox = server.mailbox()
			mailbox.move([5], "Done")
			mailbox.close()
			self.assertTrue(server.asked[-1].startswith(last), server.asked)
			self.assertNotIn(b"EXPUNGE", server.asked)

	def test_a_refusal_is_told(self) -> None:
		"""And ends no connection."""
		with self.assertRaises(Refusal):
			self.mailbox({b"UID FETCH": REFUSED}).head(5)

	def test_no_password_without_encryption(self) -> None:
		"""A server, or whoever stands before it, that leaves STARTTLS out or cannot do it gets no password."""
		for capabilities in (b"IMAP4REV1", b"IMAP4REV1 STARTTLS"):
			server = self.server({b"STARTTLS": REFUSED}, capabilities)
			self.assertRaises(imaplib.IMAP4.error, server.mailbox, "STARTTLS")
			self.assertFalse([line for line in server.asked if b"secret" in line])

	def test_a_password_is_no_command(self) -> None:
		"""With a line break in it, it would be two."""
		server = self.server({})
		self.assertRaises(ValueError, server.mailbox, "None", "secret\r\nA2 LOGOUT")
		self.assertNotIn(b"A2 LOGOUT", b"\n".join(server.asked))

	def test_names_of_folders(self) -> None:
		"""RFC 3501's own example, and whatever could end a command."""
		self.assertEqual(quoted_folder("~peter/mail/台北/日本語"), '"~peter/mail/&U,BTFw-/&ZeVnLIqe-"')
		self.assertEqual(quoted_folder('A & "B"\\'), '"A &- \\"B\\"\\\\"')
		self.assertEqual(quoted_folder("a\r\nb"), '"a&AA0ACg-b"')
		for wrong in ("", "x" * 251):
			self.assertRaises(ValueError, quoted_folder, wrong)
		for wrong in ("a\r\nA1 LOGOUT", "ä", "\0"):
			self.assertRaises(TROUBLE, quoted, wrong)
