"""The desk's own key for web push: made at first use, kept encrypted as the framework keeps passwords.

Browsers tie a subscription to it, so it stays. Where it is lost (another encryption key of the site), a new one is
made, and devices that were signed up have to be signed up again.
"""

import frappe
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from frappe.utils.password import get_decrypted_password, set_encrypted_password

from servicedesk.messaging.push_sealing import CURVE, encoded, point_of

PLACE = ("SD Settings", "SD Settings")
FIELD = "push_key"


def own_key() -> ec.EllipticCurvePrivateKey:
	"""The desk's key. One statement once it is there."""
	return _read() or _make()


def public_key() -> str:
	"""What browsers are told of it."""
	return encoded(point_of(own_key().public_key()))


def _read() -> ec.EllipticCurvePrivateKey | None:
	try:
		stored = get_decrypted_password(*PLACE, FIELD, raise_exception=False)
	except frappe.ValidationError:
		# The framework says so of what was encrypted with another key.
		frappe.clear_messages()
		return None
	if not stored:
		return None
	key = serialization.load_pem_private_key(stored.encode(), password=None)
	return key if isinstance(key, ec.EllipticCurvePrivateKey) else None


def _make() -> ec.EllipticCurvePrivateKey:
	"""Two people at once make one key: the second waits for the first, and reads."""
	frappe.db.sql("select name from tabDocType where name = %s for update", PLACE[0])
	if found := _read():
		return found
	key = ec.generate_private_key(CURVE)
	text = key.private_bytes(
		serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
	)
	set_encrypted_password(*PLACE, text.decode(), FIELD)
	return key
