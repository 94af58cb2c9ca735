"""Secrets that are only ever compared: hashed where the framework keeps passwords, never in a document.

What stands there is in no form, list, export, API answer or version of a document; deleting the document deletes it.
"""

import frappe
from frappe.utils.password import Auth, passlibctx, update_password

ANSWER = "secret_answer"
PIN = "credit_pin"


def keep(doctype: str, name: str, field: str, secret: str) -> None:
	"""Store the secret's hash, in place of an older one."""
	update_password(name, secret, doctype, field)


def matches(doctype: str, name: str, field: str, secret: str) -> bool:
	"""Whether the secret is the stored one: one statement and one verification, also where nothing is stored."""
	stored = _stored(doctype, name, field)
	if not stored:
		passlibctx.dummy_verify()
		return False
	return bool(passlibctx.verify(secret, stored))


def is_kept(doctype: str, name: str, field: str) -> bool:
	"""Whether there is a secret to compare with."""
	return bool(_stored(doctype, name, field))


def hand_over(source: tuple[str, str], target: tuple[str, str], field: str) -> None:
	"""Move a secret from one document (DocType, name) to another; nothing happens where there is none."""
	(
		frappe.qb.update(Auth)
		.set(Auth.doctype, target[0])
		.set(Auth.name, target[1])
		.where((Auth.doctype == source[0]) & (Auth.name == source[1]) & (Auth.fieldname == field))
	).run()


def _stored(doctype: str, name: str, field: str) -> str:
	found = (
		frappe.qb.from_(Auth)
		.select(Auth.name, Auth.password)
		.where(
			(Auth.doctype == doctype)
			& (Auth.name == name)
			& (Auth.fieldname == field)
			& (Auth.encrypted == 0)
		)
	).run()
	# The database takes á for a; a secret belongs to the name as it is spelt.
	return str(found[0][1] or "") if found and found[0][0] == name else ""
