"""Links that let somebody set a password: single use, for a while only, stored as a hash.

A link is taken by one UPDATE that finds it unused; of two at once, one gets it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import frappe
from frappe.utils import get_url, now_datetime

from servicedesk.shared.rows import STANDARD_COLUMNS, insert_rows, standard_values

INVITATION, RESET = "Invitation", "Reset"
DOCTYPE = "SD Access Link"
COLUMNS = (*STANDARD_COLUMNS, "token_hash", "purpose", "user", "expires_at")
DEFAULT_INVITATION_HOURS, DEFAULT_RESET_MINUTES = 72, 30
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class IssuedLink:
	"""A link as its owner gets it. `name` is the record's; the token in `address` is stored nowhere."""

	name: str
	address: str
	expires_at: datetime


@dataclass(frozen=True)
class FoundLink:
	"""A link that may still be used."""

	name: str
	purpose: str
	user: str


def issue(purpose: str, user: str) -> IssuedLink:
	"""A new link for the user; those of the same purpose that were out before end."""
	token = secrets.token_urlsafe(32)
	now = now_datetime()
	_end(user, now, (purpose,))
	name = frappe.generate_hash(length=16)
	expires_at = now + lifetime(purpose)
	row = (*standard_values(name, now), _hash(token), purpose, user, expires_at)
	insert_rows(DOCTYPE, COLUMNS, [row])
	return IssuedLink(name, get_url(f"/portal/access/{token}"), expires_at)


def lifetime(purpose: str) -> timedelta:
	"""How long a link of that purpose may be used, as the desk's settings say."""
	settings = frappe.get_cached_doc("SD Settings")
	if purpose == INVITATION:
		return timedelta(hours=int(settings.invitation_hours or DEFAULT_INVITATION_HOURS))
	return timedelta(minutes=int(settings.reset_minutes or DEFAULT_RESET_MINUTES))


def find(token: str) -> FoundLink | None:
	"""The link with that token, if it may still be used; looking does not use it up."""
	found = frappe.db.get_value(
		DOCTYPE,
		{"token_hash": _hash(token), "used_at": ("is", "not set"), "expires_at": (">", now_datetime())},
		["name", "purpose", "user"],
	)
	return FoundLink(*found) if found else None


def take(token: str) -> FoundLink | None:
	"""Use the link up and return it; nothing if it is unknown, used, expired, or somebody was faster."""
	found = find(token)
	if not found:
		return None
	now = now_datetime()
	frappe.db.sql(
		"""update `tabSD Access Link` set used_at = %(now)s, modified = %(now)s
		where name = %(name)s and used_at is null and expires_at > %(now)s""",
		{"now": now, "name": found.name},
	)
	return found if frappe.db._cursor.rowcount == 1 else None


def end_all(user: str) -> None:
	"""No link that is out for the user may be used any more."""
	_end(user, now_datetime(), (INVITATION, RESET))


def sweep() -> None:
	"""Remove what has been over for a month. Runs daily."""
	frappe.db.delete(DOCTYPE, {"expires_at": ("<", now_datetime() - KEPT)})


def _end(user: str, now: datetime, purposes: tuple[str, ...]) -> None:
	frappe.db.sql(
		"""update `tabSD Access Link` set used_at = %(now)s, modified = %(now)s
		where user = %(user)s and purpose in %(purposes)s and used_at is null""",
		{"user": user, "now": now, "purposes": purposes},
	)


def _hash(token: str) -> str:
	# Tokens are 256 random bits: nobody can try them all, so a fast hash is enough.
	return hashlib.sha256(token.encode()).hexdigest()
