"""A thin IMAP client: messages are listed in slices and fetched in pieces; what a server sends is bounded.

Trouble with the server is one of TROUBLE; a command that it refuses raises Refusal.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from tempfile import SpooledTemporaryFile
from typing import Any

from servicedesk.channels.email.folder_names import quoted, quoted_folder

SECONDS = 60
PIECE = 1024 * 1024
# What a server may send beside the piece that it was asked for.
MOST_BESIDE = 512 * 1024
LIST_SLICE = 200
HEADER_BYTES = 64 * 1024
TLS, STARTTLS = "TLS", "STARTTLS"
PLAIN_PORT, TLS_PORT = 143, 993
TROUBLE = (imaplib.IMAP4.error, OSError, ValueError)
_NUMBER = {
	name: re.compile(rb"(?:^|[ (])" + name + rb" (\d{1,10})(?=[ )])") for name in (b"UID", b"RFC822.SIZE")
}
_DATE = re.compile(rb'INTERNALDATE "([^"]{10,40})"')
_MESSAGES = re.compile(rb"MESSAGES (\d{1,10})(?=[ )])")
_FLAGS = re.compile(rb"FLAGS \([^()]*\)")


class Refusal(imaplib.IMAP4.error):
	"""The server has answered NO or BAD."""


class SignInRefused(Refusal):
	"""The server does not know this login, or not with this password."""


class Gone(Exception):
	"""The message is no longer in the folder."""


class TooLarge(Exception):
	"""The message has more bytes than may be taken."""


@dataclass(frozen=True)
class Server:
	"""Where a mailbox is, and who reads it."""

	host: str
	port: int
	security: str
	login: str
	password: str


@dataclass(frozen=True)
class Listed:
	"""A message in the folder: its UID, its size in bytes as the server says, and when it came in (UTC)."""

	uid: int
	size: int
	received_at: datetime


class _Bounded:
	"""Of one command's answer no more is read than was asked for; the rest of a broken literal is no message."""

	room = MOST_BESIDE

	def read(self, size: int) -> bytes:
		self._take(size)
		data: bytes = super().read(size)  # type: ignore[misc]
		if len(data) < size:
			raise imaplib.IMAP4.abort("the connection ended in the middle of an answer")
		return data

	def readline(self) -> bytes:
		line: bytes = super().readline()  # type: ignore[misc]
		self._take(len(line))
		return line

	def _take(self, size: int) -> None:
		self.room -= size
		if self.room < 0:
			raise imaplib.IMAP4.abort("the server sends more than it was asked for")


class _Plain(_Bounded, imaplib.IMAP4):
	pass


class _Encrypted(_Bounded, imaplib.IMAP4_SSL):
	pass


class Connection:
	"""A signed-in connection. No command waits longer than `seconds` for an answer to begin."""

	def __init__(self, server: Server, seconds: int = SECONDS) -> None:
		self._imap: Any = _connected(server, seconds)
		try:
			self._sign_in(server)
		except BaseException:
			self.close()
			raise

	@property
	def capabilities(self) -> tuple[str, ...]:
		"""What the server can do, in capitals."""
		return tuple(self._imap.capabilities)

	def close(self) -> None:
		"""End the connection without waiting for anything, and without expunging."""
		self._imap.shutdown()

	def count(self, folder: str) -> int:
		"""How many messages are in the folder, which is not opened. Raises Refusal where it is missing."""
		answer = self._ask("status", quoted_folder(folder), "(MESSAGES)")
		found = _MESSAGES.search(answer[-1] if isinstance(answer[-1], bytes) else b"")
		return int(found.group(1)) if found else 0

	def _sign_in(self, server: Server) -> None:
		if server.security == STARTTLS:
			self._imap.starttls(ssl.create_default_context())
		quoted(server.password)  # the library quotes it, line breaks and all
		try:
			self._ask("login", quoted(server.login), server.password)
		except imaplib.IMAP4.abort:
			raise
		except imaplib.IMAP4.error as error:
			words = error.args[0] if error.args else ""
			raise SignInRefused(
				words.decode(errors="replace") if isinstance(words, bytes) else words
			) from None
		kind, capabilities = self._imap.capability()
		if kind == "OK" and capabilities[0]:
			self._imap.capabilities = tuple(capabilities[0].decode("ascii", "replace").upper().split())

	def _ask(self, command: str, *arguments: str, room: int = 0) -> list[Any]:
		self._imap.room = MOST_BESIDE + room
		kind, answer = getattr(self._imap, command)(*arguments)
		if kind != "OK":
			raise Refusal(f"{command}: {str(answer[-1:])[:200]}")
		return list(answer)


class Mailbox(Connection):
	"""A signed-in connection with one folder open."""

	def __init__(self, server: Server, folder: str) -> None:
		super().__init__(server)
		try:
			self._ask("select", quoted_folder(folder))
			self.exists = _whole_number(self._imap.untagged_responses.get("EXISTS"))
			self.uid_validity = _whole_number(self._imap.untagged_responses.get("UIDVALIDITY"))
		except BaseException:
			self.close()
			raise

	def listed(self, most: int) -> Iterator[Listed]:
		"""The oldest messages that nobody has marked as deleted, at most that many.

		By sequence numbers: a search would answer with all UIDs of the folder in one line. No message may be moved
		meanwhile, so read it to its end first.
		"""
		for first in range(1, min(self.exists, most) + 1, LIST_SLICE):
			last = min(first + LIST_SLICE - 1, self.exists, most)
			answer = self._ask("fetch", f"{first}:{last}", "(UID RFC822.SIZE INTERNALDATE FLAGS)")
			yield from filter(None, (_listed(line) for line in answer if isinstance(line, bytes)))

	def download(self, uid: int, most: int) -> Any:
		"""The whole message in a temporary file, on the disk from one piece on. Raises Gone and TooLarge."""
		file = SpooledTemporaryFile(max_size=PIECE)  # noqa: SIM115 — the caller closes it
		size = 0
		try:
			while piece := self._piece(uid, "BODY.PEEK[]", size, PIECE):
				file.write(piece)
				size += len(piece)
				if size > most:
					raise TooLarge
				# A shorter piece is the message's end (RFC 3501, 6.4.5): small mails cost one question each.
				if len(piece) < PIECE:
					break
		except BaseException:
			file.close()
			raise
		file.seek(0)
		return file

	def head(self, uid: int) -> bytes:
		"""The beginning of the message's header. Raises Gone."""
		return self._piece(uid, "BODY.PEEK[HEADER]", 0, HEADER_BYTES)

	def move(self, uids: Sequence[int], folder: str) -> None:
		"""Move the messages; those that are gone are left out. The folder is made when it is missing."""
		numbers, name = ",".join(map(str, uids)), quoted_folder(folder)
		try:
			self._move(numbers, name)
		except Refusal:
			self._ask("create", name)
			self._move(numbers, name)

	def _move(self, numbers: str, folder: str) -> None:
		if "MOVE" in self._imap.capabilities:
			self._ask("uid", "MOVE", numbers, folder)
			return
		self._ask("uid", "COPY", numbers, folder)
		self._ask("uid", "STORE", numbers, "+FLAGS.SILENT", r"(\Deleted)")
		# A plain EXPUNGE would take away what others have marked; the mark alone keeps the message from being read.
		if "UIDPLUS" in self._imap.capabilities:
			self._ask("uid", "EXPUNGE", numbers)

	def _piece(self, uid: int, section: str, offset: int, length: int) -> bytes:
		answer = self._ask("uid", "FETCH", str(uid), f"({section}<{offset}.{length}>)", room=length)
		for part in answer:
			head = part[0] if isinstance(part, tuple) else part
			if isinstance(head, bytes) and b"BODY[" in head and _number(b"UID", head) == uid:
				return bytes(part[1]) if isinstance(part, tuple) else b""
		# Some servers name the UID behind the text, where the library hides it: of one answer only it is this one.
		texts = [part[1] for part in answer if isinstance(part, tuple) and b"UID" not in part[0]]
		if len(texts) == 1:
			return bytes(texts[0])
		raise Gone


def _connected(server: Server, seconds: int) -> Any:
	if server.security == TLS:
		context = ssl.create_default_context()
		return _Encrypted(server.host, server.port or TLS_PORT, ssl_context=context, timeout=seconds)
	return _Plain(server.host, server.port or PLAIN_PORT, timeout=seconds)


def _listed(line: bytes) -> Listed | None:
	flags = _FLAGS.search(line)
	if flags and b"\\deleted" in flags.group(0).lower():
		return None
	line = _FLAGS.sub(b"", line)
	uid, size, came = _number(b"UID", line), _number(b"RFC822.SIZE", line), _DATE.search(line)
	return Listed(uid, size, _instant(came.group(1) if came else b"")) if uid else None


def _number(name: bytes, line: bytes) -> int:
	found = _NUMBER[name].search(line)
	return int(found.group(1)) if found else 0


def _instant(text: bytes) -> datetime:
	try:
		came = datetime.strptime(text.decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")
	except ValueError:
		return datetime.now(timezone.utc)
	return came.astimezone(timezone.utc)


def _whole_number(answer: Any) -> int:
	text = (answer or [b""])[-1] or b""
	return int(text) if text.isdigit() else 0
