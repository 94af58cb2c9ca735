"""The desk's own key for web push: made when the desk is set up, kept encrypted as the framework keeps passwords.

Browsers tie a subscription to it, so it stays. Where it is lost (another encryption key of the site), a new one is
made, at an upgrade or at first use, and devices that were signed up have to be signed up again.
"""

import frappe
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from frappe.utils.password import decrypt, set_encrypted_password

from servicedesk.messaging.push_sealing import CURVE, encoded, point_of

PLACE = ("SD Settings", "SD Settings")
FIELD = "push_key"
KEPT = "select password from __Auth where doctype = %s and name = %s and fieldname = %s and encrypted = 1"
KEPT_BY_NOW = KEPT + " for update"


def own_key() -> ec.EllipticCurvePrivateKey:
	"""The desk's key. One statement once it is there."""
	return _read(KEPT) or _make()


def public_key() -> str:
	"""What browsers are told of it."""
	return encoded(point_of(own_key().public_key()))


def _read(statement: str) -> ec.EllipticCurvePrivateKey | None:
	found = frappe.db.sql(statement, (*PLACE, FIELD))
	try:
		stored = decrypt(found[0][0]) if found else ""
	except frappe.ValidationError:
		# The framework says so of what was encrypted with another key.
		frappe.clear_messages()
		return None
	if not stored:
		return None
	key = serialization.load_pem_private_key(stored.encode(), password=None)
	return key if isinstance(key, ec.EllipticCurvePrivateKey) else None


def _make() -> ec.EllipticCurvePrivateKey:
	"""Two people at once make one key: the second waits for the first, and reads.

	It reads with a lock: what was committed after its transaction began, a plain read does not see. The row that is
	waited for is another one, since two may at once lock a place where no row is yet.
	"""
	frappe.db.sql("select name from tabDocType where name = %s for update", PLACE[0])
	if found := _read(KEPT_BY_NOW):
		return found
	key = ec.generate_private_key(CURVE)
	text = key.private_bytes(
		serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
	)
	set_encrypted_password(*PLACE, text.decode(), FIELD)
	# The framework keeps what a page has written only when it is told to; a browser must not be told a lost key.
	frappe.local.flags.commit = True
	return key
