"""One connection to the sender's mail server, and whose fault it is when it does not take a message.

Up to MAIL FROM nothing has been said about a recipient: what fails there is the account's trouble and would fail for
every message. Only an answer to RCPT or DATA (RFC 5321, 4.2) is about this message. Silence there is this message's,
too, where the server goes on taking connections.
"""

import smtplib
import socket

import frappe
from frappe import _
from frappe.email.doctype.email_account.email_account import EmailAccount
from rq.timeouts import JobTimeoutException

from servicedesk.messaging.composition import POLICY, Composed

# For the answer to the mail itself, which servers read and weigh before they give it: whoever goes away earlier
# makes them send a mail that is then sent again.
DATA_SECONDS = 60
OK, FORWARDED, CLOSING, PERMANENT = 250, 251, 421, 500
# Answers to any command that say "sign in first" (RFC 4954, 6): no word about the message.
SIGN_IN = frozenset((530, 534, 535, 538))
# To MAIL FROM with its size: the one answer there that is about the message.
TOO_LARGE = 552
LONGEST_WORDS = 500


class AccountTrouble(Exception):
	"""The mail server cannot be used now, whatever the message is; the text has its words."""


class Refused(Exception):
	"""The server does not take this message, with its words; `permanent`: it says that it never will.

	`silent`: it gave no answer, which has cost the time of waiting for it.
	"""

	def __init__(self, words: str, *, permanent: bool, silent: bool = False) -> None:
		super().__init__(words)
		self.permanent = permanent
		self.silent = silent


class MailSession:
	"""The account of a sender's address, connected when the first message is sent."""

	def __init__(self, sender: str) -> None:
		self.sender = sender
		self._session: smtplib.SMTP | None = None

	def send(self, composed: Composed) -> None:
		"""Hand a mail over; return when the server has said yes. Raises AccountTrouble or Refused."""
		self._announce(composed)
		try:
			self._hand_over(composed)
		except OSError as problem:
			# It hung up or fell silent. Where it does not even take a connection any more, that was its own end.
			self._drop()
			self._connected()
			raise Refused(words_of(problem), permanent=False, silent=True) from problem

	def quit(self) -> None:
		"""Take leave, if there was a connection."""
		if self._session:
			try:
				self._session.quit()
			except OSError:
				self._session.close()
			self._session = None

	def _connected(self) -> smtplib.SMTP:
		if self._session is None:
			try:
				account = EmailAccount.find_outgoing(match_by_email=self.sender, _raise_error=True)
				session = account.get_smtp_server().session
				_wait_as_we_do(session)
				session.ehlo_or_helo_if_needed()
			except JobTimeoutException:
				raise
			except Exception as problem:
				# The framework's own words for people at a form say less than what the server said.
				frappe.clear_messages()
				raise AccountTrouble(words_of(problem)) from problem
			self._session = session
		return self._session

	def _announce(self, composed: Composed) -> None:
		"""MAIL FROM; where a connection in use refuses it, once more on a new one: many end after some messages."""
		is_used = self._session is not None
		code, words = self._mail_from(composed)
		if code != OK and is_used:
			self._drop()
			code, words = self._mail_from(composed)
		if code == TOO_LARGE:
			self._reset()
			raise Refused(words, permanent=True)
		if code != OK:
			self._drop()
			raise AccountTrouble(words)

	def _mail_from(self, composed: Composed) -> tuple[int, str]:
		session = self._connected()
		options = _options(session, composed)
		try:
			return _reply(session.mail(composed.sender, options))
		except OSError as problem:
			return 0, words_of(problem)

	def _hand_over(self, composed: Composed) -> None:
		session = self._connected()
		code, words = _reply(session.rcpt(composed.recipient))
		if code in (OK, FORWARDED):
			code, words = self._data(session, _as_bytes(composed))
		if code in (OK, FORWARDED):
			return
		if code == CLOSING or code in SIGN_IN:
			self._drop()
			raise AccountTrouble(words)
		self._reset()
		raise Refused(words, permanent=code >= PERMANENT)

	def _data(self, session: smtplib.SMTP, raw: bytes) -> tuple[int, str]:
		line = session.sock
		waiting = line.gettimeout() if line else None
		if line:
			line.settimeout(DATA_SECONDS)
		try:
			return _reply(session.data(raw))
		except smtplib.SMTPDataError as problem:
			return _reply((problem.smtp_code, problem.smtp_error))
		finally:
			# Gone where the other side hung up.
			if session.sock:
				session.sock.settimeout(waiting)

	def _reset(self) -> None:
		"""Ready for the next message."""
		try:
			if self._session:
				self._session.rset()
		except OSError:
			self._drop()

	def _drop(self) -> None:
		if self._session:
			self._session.close()
			self._session = None


def _wait_as_we_do(session: smtplib.SMTP) -> None:
	"""Later versions of the framework wait two minutes for each answer, whatever the process's own limit is."""
	if session.sock and (limit := socket.getdefaulttimeout()):
		session.sock.settimeout(limit)


def words_of(problem: BaseException) -> str:
	"""What a server or the network said, from under whatever the framework has put around it; at most 500 signs."""
	while (inner := problem.__cause__ or problem.__context__) is not None:
		problem = inner
	if isinstance(problem, smtplib.SMTPResponseException):
		return _reply((problem.smtp_code, problem.smtp_error))[1]
	return f"{type(problem).__name__}: {problem}"[:LONGEST_WORDS]


def _reply(answer: tuple[int, bytes | str]) -> tuple[int, str]:
	code, said = answer
	words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
	return code, f"{code} {' '.join(words.split())}"[:LONGEST_WORDS]


def _is_international(composed: Composed) -> bool:
	return not (composed.sender.isascii() and composed.recipient.isascii())


def _options(session: smtplib.SMTP, composed: Composed) -> list[str]:
	"""What MAIL FROM says about the mail, of what the server understands; raises Refused where it must and cannot."""
	options = []
	if session.has_extn("size"):
		options.append(f"SIZE={len(_as_bytes(composed))}")
	if session.has_extn("8bitmime"):
		options.append("BODY=8BITMIME")
	if _is_international(composed):
		if not session.has_extn("smtputf8"):
			raise Refused(_("The mail server takes no address with such letters."), permanent=True)
		options.append("SMTPUTF8")
	return options


def _as_bytes(composed: Composed) -> bytes:
	return composed.mime.as_bytes(policy=POLICY.clone(linesep="\r\n", utf8=_is_international(composed)))
