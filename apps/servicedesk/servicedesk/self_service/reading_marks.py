"""Which requests have something new for their reader: a row a person and request, with the last activity they have seen."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import now_datetime

from servicedesk.shared.rows import standard_values

EVERYTHING = ""
"""In place of a request: up to then all of the person's requests count as read."""
MARKS = """select ticket, seen_at from `tabSD Ticket Reading` force index (of_reader)
	where user = %(user)s and ticket in %(tickets)s"""
WRITE = """insert into `tabSD Ticket Reading` (name, owner, modified_by, creation, modified, user, ticket, seen_at)
	values (%s, %s, %s, %s, %s, %s, %s, %s)
	on duplicate key update seen_at = greatest(seen_at, values(seen_at))"""


def unread(rows: Sequence[Any]) -> frozenset[str]:
	"""The numbers of those requests on which something happened that the signed-in reader has not seen. One statement.

	What somebody has never opened is new to them when it is their own; a manager's list would be nothing but new.
	"""
	if not rows:
		return frozenset()
	user = frappe.session.user
	tickets = (EVERYTHING, *(row.name for row in rows))
	seen = dict(frappe.db.sql(MARKS, {"user": user, "tickets": tickets}))
	everything = seen.get(EVERYTHING)
	return frozenset(row.name for row in rows if _is_new(row, user, seen.get(row.name), everything))


def _is_new(row: Any, user: str, seen: datetime | None, everything: datetime | None) -> bool:
	if seen is None and row.requester != user:
		return False
	known = max((moment for moment in (seen, everything) if moment), default=None)
	return known is None or datetime.fromisoformat(row.happened) > known


def mark_read(ticket: str, happened: datetime | None, seen: datetime | None) -> None:
	"""The reader has the request before them with its last activity; `seen` is what they had seen before.

	One statement, none where nothing was new to them.
	"""
	if happened and (not seen or seen < happened):
		_write(name_of_mark(ticket), ticket, happened)


def mark_everything_read() -> None:
	"""Nothing is new to the reader that happened until now. One statement."""
	_write(name_of_mark(EVERYTHING), EVERYTHING, now_datetime())


def _write(name: str, ticket: str, seen_at: datetime) -> None:
	values = (*standard_values(name, now_datetime()), frappe.session.user, ticket, seen_at)
	frappe.db.sql(WRITE, values)
	# The framework keeps what a page has written only when it is told to.
	frappe.local.flags.commit = True


def name_of_mark(ticket: str) -> str:
	"""The name of the reader's row: one a person and request, so that two windows at once write one row."""
	return hashlib.sha256(f"{frappe.session.user}\0{ticket}".encode()).hexdigest()[:20]
