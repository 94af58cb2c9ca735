"""A browser and a push service for tests: the service as RFC 8030 has it, on this machine, and keys to open what it gets.

What is opened here is opened by the letter of RFC 8188 and RFC 8291, not by the code that seals.
"""

import hashlib
import hmac
import json
import ssl
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from servicedesk.messaging.push_sealing import decoded, encoded, point_of

CREATED, BAD_REQUEST = 201, 400


class Browser:
	"""A browser's keys, which never leave it."""

	def __init__(self) -> None:
		"""New ones."""
		self._key = ec.generate_private_key(ec.SECP256R1())
		self._secret = hashlib.sha256(point_of(self._key.public_key())).digest()[:16]

	@property
	def key(self) -> str:
		"""What the page is told as ``p256dh``."""
		return encoded(point_of(self._key.public_key()))

	@property
	def secret(self) -> str:
		"""And as ``auth``."""
		return encoded(self._secret)

	def open(self, sealed: bytes) -> dict[str, Any]:
		"""What was sealed for this browser."""
		salt, rest = sealed[:16], sealed[20:]
		length = rest[0]
		theirs, record = rest[1 : 1 + length], rest[1 + length :]
		shared = self._key.exchange(
			ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
		)
		info = b"WebPush: info\x00" + point_of(self._key.public_key()) + theirs
		both = _expanded(_hmac(self._secret, shared), info, 32)
		extracted = _hmac(salt, both)
		key = _expanded(extracted, b"Content-Encoding: aes128gcm\x00", 16)
		nonce = _expanded(extracted, b"Content-Encoding: nonce\x00", 12)
		content = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\x00")
		if content[-1:] != b"\x02":
			raise AssertionError("no last record")
		return dict(json.loads(content[:-1]))


@dataclass
class Received:
	"""A message as the service got it."""

	path: str
	headers: dict[str, str]
	content: bytes

	def signed_by(self) -> tuple[str, dict[str, Any]]:
		"""The public key that the message names, and the claims that it has truly signed (RFC 8292)."""
		scheme, _, rest = self.headers["authorization"].partition(" ")
		parts = dict(part.strip().split("=", 1) for part in rest.split(","))
		if scheme != "vapid":
			raise AssertionError(scheme)
		key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(parts["k"]))
		return parts["k"], jwt.decode(parts["t"], key, algorithms=["ES256"], options={"verify_aud": False})


@dataclass
class PushService:
	"""Answers 201 to what is a message, else 400; or what it was told to (`answers`: status and headers, in turn)."""

	received: list[Received] = field(default_factory=list)
	answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
	# It thinks for so long before it says anything.
	thinks_seconds: float = 0
	_ended: threading.Event = field(default_factory=threading.Event)

	def __enter__(self) -> "PushService":
		service = self

		class Handler(BaseHTTPRequestHandler):
			def do_POST(self) -> None:
				content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
				headers = {name.lower(): value for name, value in self.headers.items()}
				service.received.append(Received(self.path, headers, content))
				if service._ended.wait(service.thinks_seconds):
					return
				status, more = service.answers.pop(0) if service.answers else (_status(headers), {})
				self.send_response(status)
				for name, value in more.items():
					self.send_header(name, value)
				self.send_header("Content-Length", "0")
				self.end_headers()

			def log_message(self, format: str, *args: Any) -> None:
				return

		self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
		self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
		self._thread.start()
		return self

	def __exit__(self, *_problem: object) -> None:
		self._ended.set()
		self._server.shutdown()
		self._thread.join()
		self._server.server_close()

	def encrypt(self, certificate: str) -> None:
		"""Speak TLS from now on, with the certificate and key of that file."""
		context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
		context.load_cert_chain(certificate)
		self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

	def endpoint(self, name: str = "one") -> str:
		"""A browser's address here."""
		return f"http://127.0.0.1:{self._server.server_port}/push/{name}"

	@property
	def origin(self) -> str:
		"""Scheme and host, as a signature has to name them."""
		parts = urlsplit(self.endpoint())
		return f"{parts.scheme}://{parts.netloc}"


def self_signed(host: str) -> bytes:
	"""A certificate for the host and its key, as a server reads them."""
	key = ec.generate_private_key(ec.SECP256R1())
	name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
	now = datetime.now(timezone.utc)
	certificate = (
		x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
		.not_valid_before(now - timedelta(hours=1))
		.not_valid_after(now + timedelta(hours=1))
		.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
		.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
		.sign(key, hashes.SHA256())
	)
	pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
	return key.private_bytes(pem, serialization.PrivateFormat.PKCS8, none) + certificate.public_bytes(pem)


def _status(headers: dict[str, str]) -> int:
	wanted = ("ttl", "authorization")
	is_message = all(name in headers for name in wanted) and headers.get("content-encoding") == "aes128gcm"
	return CREATED if is_message and headers["ttl"].isdecimal() else BAD_REQUEST


def _hmac(key: bytes, content: bytes) -> bytes:
	return hmac.new(key, content, hashlib.sha256).digest()


def _expanded(key: bytes, info: bytes, length: int) -> bytes:
	return _hmac(key, info + b"\x01")[:length]
