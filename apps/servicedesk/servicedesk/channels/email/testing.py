"""Tests of the mailboxes: against the bench's own mail server, each test with an address that nobody had before."""

import imaplib
import json
import socket
import threading
import unittest
import unittest.mock
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import frappe
import frappe.utils

from servicedesk.channels.email import fetching
from servicedesk.channels.email.folder_names import quoted_folder
from servicedesk.shared.testing import REQUEST_TYPE, DeskTestCase, make_customer

PASSWORD = "mailbox"  # noqa: S105 — everybody's on the local bench
HOST = "127.0.0.1"
SAVE_POINT = "mail_test"


class Made(NamedTuple):
	"""What taking in a message has come to."""

	kind: str = "Ticket"
	ticket: str = "TEST-1"
	reason: str = ""
	certain: bool = True


class MailboxTestCase(DeskTestCase):
	"""A mailbox with an address of its own; what becomes of its messages is only noted."""

	port = 0

	@classmethod
	def setUpClass(cls) -> None:
		"""Only where there is a local mail server."""
		ports = Path(frappe.utils.get_bench_path()) / "config" / "ports.json"
		cls.port = json.loads(ports.read_text()).get("imap", 0) if ports.exists() else 0
		if not _answers(cls.port):
			raise unittest.SkipTest("no mail server on this bench")
		super().setUpClass()

	def setUp(self) -> None:
		"""A transaction of a worker becomes a savepoint, so that a test can undo one and keep those before."""
		super().setUp()
		frappe.db.savepoint(SAVE_POINT)
		self.kept = unittest.mock.patch.object(fetching, "end_batch", self.end_batch)
		for replaced in (self.kept, unittest.mock.patch.object(fetching, "undo", self.undo)):
			replaced.start()
			self.addCleanup(replaced.stop)
		self.taken: list[bytes] = []
		self.mailbox = self.make_mailbox()

	def end_batch(self) -> None:
		"""In place of a commit."""
		frappe.db.savepoint(SAVE_POINT)

	def undo(self) -> None:
		"""In place of a rollback."""
		frappe.db.rollback(save_point=SAVE_POINT)

	def make_mailbox(self, **values: Any) -> Any:
		"""A mailbox of the local mail server."""
		address = f"h{frappe.generate_hash(length=10)}@mail.test".lower()
		given = {
			"doctype": "SD Mailbox", "address": address, "enabled": 1, "host": HOST, "port": self.port,
			"security": "None", "login": address, "password": PASSWORD, "request_type": REQUEST_TYPE,
			"customer": make_customer("T Mail"), **values,
		}  # fmt: skip
		made = frappe.get_doc(given).insert()
		frappe.db.savepoint(SAVE_POINT)
		self.addCleanup(_empty, self.port, address)
		return made

	def put(self, *messages: bytes, mailbox: Any = None) -> None:
		"""Lay the messages into the mailbox."""
		with _signed_in(self.port, (mailbox or self.mailbox).login) as imap:
			for message in messages:
				imap.append("INBOX", None, None, message)

	def lying(self, folder: str = "INBOX", mailbox: Any = None) -> int:
		"""How many messages are in a folder."""
		with _signed_in(self.port, (mailbox or self.mailbox).login) as imap:
			kind, answer = imap.select(quoted_folder(folder), readonly=True)
			return int(answer[0] or 0) if kind == "OK" else 0

	def take(self, raw: bytes, _mailbox: Any, _received_at: datetime) -> Made:
		"""What the real one does is not the subject here."""
		self.taken.append(raw)
		return Made()

	def fetch(self, mailbox: Any = None, take: Any = None) -> int:
		"""Read the mailbox once."""
		return fetching.fetch((mailbox or self.mailbox).name, take or self.take)

	def rows(self, mailbox: Any = None) -> list[Any]:
		"""What is written down of the mailbox's messages, oldest first."""
		fields = [
			"state",
			"reason",
			"attempts",
			"subject",
			"message_id",
			"error",
			"name",
			"duplicate_of",
			"ticket",
		]
		given = {"mailbox": (mailbox or self.mailbox).name}
		return list(frappe.get_all("SD Incoming Mail", given, fields, order_by="cast(uid as int)"))

	def states(self, mailbox: Any = None) -> list[str]:
		"""The states of the mailbox's messages, oldest first."""
		return [row.state for row in self.rows(mailbox)]

	def error(self, mailbox: Any = None) -> str:
		"""What the mailbox says of its last reading."""
		return str(frappe.db.get_value("SD Mailbox", (mailbox or self.mailbox).name, "last_error") or "")

	def retry_now(self) -> None:
		"""As if the pauses were over."""
		frappe.db.sql("update `tabSD Incoming Mail` set next_attempt_at = '2000-01-01'")
		frappe.db.savepoint(SAVE_POINT)


def mail(number: int = 1, body: str = "Hello", identifier: str | None = None) -> bytes:
	"""A message; its identifier is new with every call unless it is given."""
	identifier = identifier if identifier is not None else f"<{frappe.generate_hash(length=12)}@sender.test>"
	named = f"Message-ID: {identifier}\r\n" if identifier else ""
	return f"From: Ann <ann@sender.test>\r\nSubject: Mail {number}\r\n{named}\r\n{body}\r\n".encode()


class CuttingProxy:
	"""Stands before the mail server and cuts a connection after so many bytes of answers."""

	def __init__(self, port: int, after: int) -> None:
		self._port, self._left = port, after
		self._listening = socket.create_server((HOST, 0))
		self.port = self._listening.getsockname()[1]
		threading.Thread(target=self._serve, daemon=True).start()

	def close(self) -> None:
		"""No more connections."""
		self._listening.close()

	def _serve(self) -> None:
		try:
			client, _address = self._listening.accept()
		except OSError:
			return
		server = socket.create_connection((HOST, self._port))
		threading.Thread(target=self._asked, args=(client, server), daemon=True).start()
		while self._left > 0 and (data := server.recv(65536)):
			client.sendall(data[: self._left])
			self._left -= len(data)
		for end in (client, server):
			end.shutdown(socket.SHUT_RDWR)
			end.close()

	@staticmethod
	def _asked(client: socket.socket, server: socket.socket) -> None:
		try:
			while data := client.recv(65536):
				server.sendall(data)
		except OSError:
			return


def _signed_in(port: int, login: str) -> imaplib.IMAP4:
	imap = imaplib.IMAP4(HOST, port, timeout=20)
	imap.login(login, PASSWORD)
	return imap


def _empty(port: int, login: str) -> None:
	"""Leave none of the test's messages on the mail server."""
	with _signed_in(port, login) as imap:
		for folder in ("INBOX", "Done", "Quarantine"):
			kind, found = imap.select(folder)
			if kind == "OK" and found[0] != b"0":
				imap.store("1:*", "+FLAGS.SILENT", r"(\Deleted)")
				imap.expunge()


def _answers(port: int) -> bool:
	try:
		socket.create_connection((HOST, port), timeout=2).close()
	except OSError:
		return False
	return bool(port)
