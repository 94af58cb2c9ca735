"""The services that carry web push messages (RFC 8030): whose addresses are taken, and how one is spoken to.

A browser names its service's address, so whoever signs in could name any: only https on the usual port, and never a
machine that is not on the open network, looked up once and spoken to at the very address that was looked at.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import frappe

LONGEST_ADDRESS = 500
HTTPS_PORT = 443
CONNECT_SECONDS = 5
WHOLE_SECONDS = 15
LONGEST_PAUSE_SECONDS = 3600
# In a site's configuration, for tests: a service on the machine itself, without encryption.
ON_THIS_MACHINE = "push_service_on_this_machine"


class NoService(Exception):
	"""The address is none of a push service's."""


@dataclass(frozen=True)
class Reply:
	"""What a service said; `pause_seconds`: how long it wants to be left alone, 0 where it does not say."""

	status: int
	pause_seconds: int = 0


def checked_address(address: str) -> SplitResult:
	"""The address in its parts; raises NoService for one that is not taken, before anything is looked up."""
	try:
		parts = urlsplit(address)
		port = parts.port
	except ValueError:
		raise NoService(address[:60]) from None
	if not address.isascii() or not address.isprintable() or len(address) > LONGEST_ADDRESS:
		raise NoService(address[:60])
	if not parts.hostname or "@" in parts.netloc or parts.fragment or " " in address:
		raise NoService(address[:60])
	is_usual = (parts.scheme, port or HTTPS_PORT) == ("https", HTTPS_PORT)
	if not is_usual and not (_is_for_tests() and parts.scheme in ("http", "https")):
		raise NoService(address[:60])
	return parts


def origin_of(address: str) -> str:
	"""The service's scheme and host: for whom the desk signs."""
	parts = checked_address(address)
	return f"{parts.scheme}://{parts.netloc}"


def post(address: str, content: bytes, headers: Mapping[str, str]) -> Reply:
	"""Hand a message to the service; follows no redirection and goes through no proxy.

	Raises NoService, and OSError or HTTPException where there is no answer in time.
	"""
	parts = checked_address(address)
	connection = _Connection(parts)
	with connection.ended_in_time():
		connection.request(
			"POST", parts._replace(scheme="", netloc="").geturl() or "/", content, dict(headers)
		)
		response = connection.getresponse()
		return Reply(response.status, _pause(response.getheader("Retry-After") or ""))


class _Connection(http.client.HTTPConnection):
	"""One connection, to a machine that may be spoken to, for at most WHOLE_SECONDS."""

	def __init__(self, parts: SplitResult) -> None:
		self._is_secure = parts.scheme == "https"
		self._watch: socket.socket | None = None
		# The port that the header Host leaves out.
		self.default_port = HTTPS_PORT if self._is_secure else http.client.HTTP_PORT
		super().__init__(str(parts.hostname), parts.port or self.default_port, timeout=CONNECT_SECONDS)

	def connect(self) -> None:
		"""Connect to the address that was looked at, not to the name: a second look could find another."""
		plain = socket.create_connection((_address_of(self.host, self.port), self.port), self.timeout)
		# The same connection, to be ended from outside: each single wait may be short, and all of them long.
		self._watch = plain.dup()
		self.sock = plain
		if self._is_secure:
			self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)

	@contextmanager
	def ended_in_time(self) -> Iterator[None]:
		"""Whatever the other side does, it is over when the time is."""
		timer = threading.Timer(WHOLE_SECONDS, self._end)
		timer.daemon = True
		timer.start()
		try:
			yield
		finally:
			timer.cancel()
			self.close()
			if self._watch:
				self._watch.close()

	def _end(self) -> None:
		if self._watch:
			try:
				self._watch.shutdown(socket.SHUT_RDWR)
			except OSError:
				return


def _address_of(host: str, port: int) -> str:
	"""The first address of the host; raises NoService where any of them is of a network that is not open to all."""
	found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
	if not found or not all(_is_open(address) for address in found):
		raise NoService(host)
	return found[0]


def _is_open(address: str) -> bool:
	place = ipaddress.ip_address(address.partition("%")[0])
	inner = getattr(place, "ipv4_mapped", None) or getattr(place, "sixtofour", None)
	places = [place, inner] if inner else [place]
	if _is_for_tests():
		return all(each.is_loopback for each in places)
	return all(each.is_global and not each.is_multicast for each in places)


def _is_for_tests() -> bool:
	return bool(frappe.conf.get(ON_THIS_MACHINE))


def _pause(said: str) -> int:
	"""Seconds, within reason; the other form of the header, a date, is not used by these services."""
	return min(int(said), LONGEST_PAUSE_SECONDS) if said.isdecimal() and len(said) < 10 else 0
