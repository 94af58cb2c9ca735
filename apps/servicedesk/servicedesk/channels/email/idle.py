"""One mailbox is watched by IDLE (RFC 2177): the server says at once that something has come.

A watch knows nothing of the framework, only the server; it says which mailbox is to be read, and the job that reads each
mailbox every minute stays the net below it. A server without IDLE is asked again after a day, and costs nothing meanwhile.
"""

import imaplib
import select
import threading
from collections.abc import Callable
from typing import Any

from servicedesk.channels.email.imap import TROUBLE, Mailbox, Refusal, Server, SignInRefused

# A server may end it after 30 minutes, and many a router forgets a silent connection sooner.
RENEW_SECONDS = 9 * 60
FIRST_PAUSE, LONGEST_PAUSE = 2, 300
# A wrong password is not tried again and again, lest the server lock the account.
REFUSED_PAUSE, WITHOUT_IDLE_PAUSE = 900, 86_400


class IdleMailbox(Mailbox):
	"""A signed-in connection that waits until the server has something to say."""

	def wait(self, seconds: float) -> bool:
		"""Wait so long at most; return whether messages came. Whatever the server says ends the waiting."""
		connection = self._imap
		connection.room = 64 * 1024
		tag = connection._new_tag()
		connection.send(tag + b" IDLE\r\n")
		if not connection.readline().startswith(b"+"):
			raise Refusal("the server does not idle")
		came = False
		if self._is_something_there(seconds):
			came = _is_news(connection.readline())
		connection.send(b"DONE\r\n")
		while not (line := connection.readline()).startswith(tag):
			if not line:
				raise imaplib.IMAP4.abort("the server has hung up")
			came = came or _is_news(line)
		return came

	def _is_something_there(self, seconds: float) -> bool:
		line = self._imap.socket()
		pending: Callable[[], int] = getattr(line, "pending", int)
		return bool(pending() or select.select([line], [], [], seconds)[0])


class Watch(threading.Thread):
	"""Watches one folder until it is stopped; calls `came` in its own thread whenever there may be something to read."""

	def __init__(self, server: Server, folder: str, came: Callable[[], Any]) -> None:
		super().__init__(daemon=True)
		self._server, self._folder, self._came = server, folder, came
		self._stopped = threading.Event()
		self._connection: IdleMailbox | None = None
		self._pause = FIRST_PAUSE

	def stop(self) -> None:
		"""End it, at whatever it waits."""
		self._stopped.set()
		if connection := self._connection:
			connection.close()

	def run(self) -> None:
		"""Connect, and again whenever the connection is gone, each time after a longer pause."""
		while not self._stopped.is_set():
			self._stopped.wait(self._once())

	def _once(self) -> float:
		"""Watch until something goes wrong; return how many seconds to let the server alone."""
		try:
			self._connection = IdleMailbox(self._server, self._folder)
			try:
				if "IDLE" not in self._connection.capabilities:
					return WITHOUT_IDLE_PAUSE
				self._watch(self._connection)
			finally:
				self._connection.close()
		except SignInRefused:
			return REFUSED_PAUSE
		except TROUBLE:
			pause, self._pause = self._pause, min(self._pause * 2, LONGEST_PAUSE)
			return pause
		return 0

	def _watch(self, connection: IdleMailbox) -> None:
		# What came while nobody watched is not told any more.
		if connection.exists:
			self._came()
		while not self._stopped.is_set():
			if connection.wait(RENEW_SECONDS):
				self._came()
			self._pause = FIRST_PAUSE


def _is_news(line: bytes) -> bool:
	return line.rstrip().upper().endswith((b" EXISTS", b" RECENT"))
