"""The way to supervisord: its XML-RPC interface over a socket that only this bench's owner can open."""

import http.client
import socket
import xmlrpc.client
from pathlib import Path
from typing import Any

# Replies come from our own supervisord, through a socket that nobody else can open.
ANSWER_SECONDS = 30.0


class _Connection(http.client.HTTPConnection):
	"""HTTP over a socket in the file system."""

	def __init__(self, address: Path) -> None:
		super().__init__("localhost", timeout=ANSWER_SECONDS)
		self._address = address

	def connect(self) -> None:
		"""Open the socket."""
		self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
		self.sock.settimeout(self.timeout)
		self.sock.connect(str(self._address))


class _Transport(xmlrpc.client.Transport):
	"""Sends every call through the socket."""

	def __init__(self, address: Path) -> None:
		super().__init__()
		self._address = address

	def make_connection(self, host: Any) -> _Connection:
		"""A connection to the socket, whatever host the address names."""
		return _Connection(self._address)


def interface(address: Path) -> Any:
	"""supervisord's functions, as its documentation names them. Calls raise OSError when it does not run."""
	return xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=_Transport(address)).supervisor
