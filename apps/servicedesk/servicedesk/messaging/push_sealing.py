"""A web push message as its service takes it: sealed for one browser (RFC 8291), signed by the desk (RFC 8292).

The service in between can neither read nor alter what is sent, and takes it from nobody else. The ciphers are those of
the package cryptography, which every Frappe brings; the libraries for web push bring a second HTTP client and follow
wherever an address leads.
"""

import base64
import os
import time

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CURVE = ec.SECP256R1()
RECORD_BYTES = 4096
SALT_BYTES, SECRET_BYTES, POINT_BYTES = 16, 16, 65
# RFC 8188: ends the content of a last record; zeros may follow.
LAST = b"\x02"
# The length of what is sealed says less: it comes in steps.
STEP_BYTES = 256
# A service refuses a signature for longer than a day.
SIGNED_SECONDS = 12 * 3600


class BadKeys(ValueError):
	"""What a browser gave as its key or secret is none."""


def encoded(content: bytes) -> str:
	"""Base64 for addresses and headers, without the signs that fill it up (RFC 7515)."""
	return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
	"""The bytes of such a text; raises BadKeys for what is none."""
	try:
		return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
	except ValueError as problem:
		raise BadKeys(str(problem)) from None


def browser_key(text: str) -> ec.EllipticCurvePublicKey:
	"""A browser's public key (``p256dh``); raises BadKeys."""
	point = decoded(text)
	if len(point) != POINT_BYTES:
		raise BadKeys("length of the key")
	try:
		return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
	except (ValueError, UnsupportedAlgorithm) as problem:
		raise BadKeys(str(problem)) from None


def browser_secret(text: str) -> bytes:
	"""A browser's secret (``auth``); raises BadKeys."""
	secret = decoded(text)
	if len(secret) != SECRET_BYTES:
		raise BadKeys("length of the secret")
	return secret


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
	"""The public key as 65 bytes."""
	return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def seal(
	content: bytes,
	key: str,
	secret: str,
	sender: ec.EllipticCurvePrivateKey | None = None,
	salt: bytes | None = None,
) -> bytes:
	"""The content for the browser with that key and secret, in one record (content coding aes128gcm).

	`sender` and `salt` are new for each message; a test gives those of the RFC. Raises BadKeys, and ValueError for more
	content than one record holds.
	"""
	sender, salt = sender or ec.generate_private_key(CURVE), salt or os.urandom(SALT_BYTES)
	own, theirs = point_of(sender.public_key()), browser_key(key)
	shared = sender.exchange(ec.ECDH(), theirs)
	both = _derived(32, browser_secret(secret), shared, b"WebPush: info\0" + point_of(theirs) + own)
	content_key = _derived(16, salt, both, b"Content-Encoding: aes128gcm\0")
	nonce = _derived(12, salt, both, b"Content-Encoding: nonce\0")
	record = AESGCM(content_key).encrypt(nonce, content + LAST, None)
	if len(record) > RECORD_BYTES:
		raise ValueError("too long for one record")
	return salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(own)]) + own + record


def filled_up(content: bytes) -> bytes:
	"""JSON filled up with blanks to the next step."""
	return content + b" " * (-len(content) % STEP_BYTES)


def authorization(key: ec.EllipticCurvePrivateKey, audience: str, contact: str) -> str:
	"""The header that says who sends: signed for the service (its scheme and host), with whom its people may contact."""
	claims = {"aud": audience, "exp": int(time.time()) + SIGNED_SECONDS, "sub": contact}
	token = jwt.encode(claims, key, algorithm="ES256")
	return f"vapid t={token}, k={encoded(point_of(key.public_key()))}"


def _derived(length: int, salt: bytes, secret: bytes, info: bytes) -> bytes:
	return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
