"""Senders whose mails are put aside unread: an address, or a whole domain ("@example.org"). Never the desk's own people."""

import frappe

from servicedesk.shared.forgetting import KeptValues
from servicedesk.shared.visibility import is_staff

DOCTYPE = "SD Blocked Sender"
REASON = "blocked"
MOST = 20_000
_KEPT = KeptValues("servicedesk_blocked_senders")
_ALL = "all"


def is_blocked(address: str) -> bool:
	"""Whether mails from this address are put aside. One look into the cache."""
	email = address.strip().lower()
	blocked = frozenset(_KEPT.value(_ALL, _read))
	_local, at, domain = email.rpartition("@")
	if email not in blocked and at + domain not in blocked:
		return False
	return not is_staff_address(email)


def is_staff_address(email: str) -> bool:
	"""Whether somebody of the desk has this address."""
	user = frappe.db.get_value("User", {"email": email, "enabled": 1}, "name")
	return bool(user) and is_staff(str(user))


def forget() -> None:
	"""The list has changed."""
	_KEPT.forget(_ALL)


def _read(_key: str) -> list[str]:
	return list(frappe.get_all(DOCTYPE, pluck="name", limit=MOST))
