"""A mail server for tests, on loopback: a real one that answers each command as it is told to."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from frappe.email.smtp import SMTPServer

from servicedesk.messaging import mail_session

# A stage's command and what stands behind it, to the reply; nothing: never an answer; HANG_UP: the line is cut.
Answers = Callable[[str, str], str | None]
HANG_UP = ""
REPLIES = {"DATA": "354 go on", "QUIT": "221 bye", "AUTH": "235 welcome"}


class Server(socketserver.ThreadingTCPServer):
	"""Keeps what it took; `commands`: what it was told, of all connections."""

	daemon_threads = True
	allow_reuse_address = True

	def __init__(self, answers: Answers) -> None:
		super().__init__(("127.0.0.1", 0), _Talk)
		self.answers = answers
		self.taken: list[str] = []
		self.commands: list[str] = []
		self.connections = 0
		self.ended = threading.Event()

	def handle_error(self, _request: object, _address: object) -> None:
		"""Whoever was at the other end may be dead: that is no error of this server's."""

	@property
	def port(self) -> int:
		"""Where it listens."""
		return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
	"""One connection."""

	server: Server

	def handle(self) -> None:
		"""Answer until the other side leaves."""
		self.server.connections += 1
		if not self._answer("CONNECT", "", "220 ready"):
			return
		recipient = ""
		while line := self.rfile.readline().decode("utf-8", "replace").strip():
			self.server.commands.append(line)
			word, _, rest = line.partition(" ")
			word = word.upper()
			if word == "EHLO":
				self._say("250-test\r\n250-AUTH PLAIN\r\n250-8BITMIME\r\n250 SIZE 1000000")
				continue
			recipient = rest.partition("<")[2].partition(">")[0] if word == "RCPT" else recipient
			if not self._answer(word, rest, REPLIES.get(word, "250 fine")) or word == "QUIT":
				return
			if word == "DATA" and not self._take(recipient):
				return

	def _take(self, recipient: str) -> bool:
		while self.rfile.readline() not in (b".\r\n", b""):
			pass
		reply = self.server.answers("TAKEN", recipient)
		if reply is None or reply.startswith("2"):
			self.server.taken.append(recipient)
		return self._answer("TAKEN", recipient, "250 taken")

	def _answer(self, word: str, rest: str, usual: str) -> bool:
		reply = self.server.answers(word, rest)
		if reply is None:
			self.server.ended.wait(20)
			return False
		if reply == HANG_UP:
			return False
		self._say(usual if reply == "2" else reply)
		return True

	def _say(self, reply: str) -> None:
		self.wfile.write(f"{reply}\r\n".encode())


def always(_word: str, _rest: str) -> str:
	"""Everything is fine."""
	return "2"


@contextmanager
def mail_server(answers: Answers = always, *, password: str = "") -> Iterator[Server]:
	"""The server, which is the account of every sender meanwhile."""
	with Server(answers) as server:
		thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
		thread.start()
		try:
			with account_at(server.port, password=password):
				yield server
		finally:
			server.ended.set()
			server.shutdown()


@contextmanager
def account_at(port: int, *, password: str = "") -> Iterator[None]:
	"""Whatever listens at that port of this machine is the account of every sender meanwhile."""
	account = SimpleNamespace(
		get_smtp_server=lambda: SMTPServer("127.0.0.1", login="desk", password=password, port=port)
	)
	with patch.object(mail_session.EmailAccount, "find_outgoing", return_value=account):
		yield
