"""Links that prove themselves: a purpose and a value, signed with the site's own key."""

import hashlib
import hmac

from frappe.utils.password import get_encryption_key

LENGTH = 32


def mark_secret() -> bytes:
	"""What the marks in reply addresses are signed with (`domain.reply_marks`): the site's own key."""
	return get_encryption_key().encode()


def sign(purpose: str, value: str) -> str:
	"""A signature of the value, good for this purpose on this site only."""
	message = f"{purpose}\0{value}".encode()
	return hmac.new(mark_secret(), message, hashlib.sha256).hexdigest()[:LENGTH]


def is_signed(purpose: str, value: str, signature: str) -> bool:
	"""Whether the signature was made by `sign`; compared in constant time."""
	return hmac.compare_digest(sign(purpose, value), signature or "")
