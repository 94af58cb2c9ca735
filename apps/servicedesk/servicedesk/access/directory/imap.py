"""Sign-in against a mail server: whoever can open their mailbox is who they say."""

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from servicedesk.access.directory.interface import (
	TIMEOUT_SECONDS,
	DirectoryDown,
	ImapSettings,
	Person,
	Trouble,
)
from servicedesk.domain.directory_names import whole_address

PLAIN = "AUTH=PLAIN"
IMAP_PORT, IMAPS_PORT = 143, 993


class ImapDirectory:
	"""See `interface.Directory`."""

	def __init__(self, settings: ImapSettings) -> None:
		self.settings = settings

	def authenticate(self, short: str, password: str) -> Person | None:
		"""The owner of a mailbox, of whom no more is known than the address."""
		address = whole_address(short, self.settings.mail_domain)
		login = address if self.settings.by_address else short
		# The parts of the message are divided by NUL (RFC 4616): one inside would move the border.
		message = b"\0".join((b"", login.encode(), password.encode("utf-8", "replace")))
		if message.count(b"\0") != 2:
			return None
		with self._connected() as server:
			try:
				server.authenticate("PLAIN", lambda _challenge: message)
			except (imaplib.IMAP4.abort, OSError):
				raise
			except imaplib.IMAP4.error as refused:
				if "UNAVAILABLE" in str(refused):
					raise DirectoryDown(Trouble.CHECK_FAILED, refused) from refused
				return None
		return Person(login=short, email=address)

	def check(self) -> None:
		"""Connect, encrypt, and see that passwords are taken."""
		with self._connected():
			return

	@contextmanager
	def _connected(self) -> Iterator[imaplib.IMAP4]:
		"""A connection that takes passwords, ended afterwards."""
		try:
			server = self._open()
			try:
				if PLAIN not in server.capabilities:
					raise DirectoryDown(Trouble.TAKES_NO_PASSWORDS)
				yield server
				with suppress(imaplib.IMAP4.error, OSError):
					server.logout()
			except BaseException:
				# Not with a farewell: a server that is silent would keep us waiting for its answer.
				with suppress(OSError):
					server.shutdown()
				raise
		except (imaplib.IMAP4.error, OSError) as error:
			raise DirectoryDown(Trouble.NO_ANSWER, error) from error

	def _open(self) -> imaplib.IMAP4:
		connection = self.settings.connection
		if connection.security == "TLS":
			port = connection.port or IMAPS_PORT
			return imaplib.IMAP4_SSL(
				connection.host, port, ssl_context=connection.tls(), timeout=TIMEOUT_SECONDS
			)
		server = imaplib.IMAP4(connection.host, connection.port or IMAP_PORT, timeout=TIMEOUT_SECONDS)
		if connection.security == "STARTTLS":
			try:
				server.starttls(connection.tls())
			except BaseException:
				with suppress(OSError):
					server.shutdown()
				raise
		return server
