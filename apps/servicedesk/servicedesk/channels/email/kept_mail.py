"""Mails as they came in: kept as private files, packed; read whole for a program, given out piece by piece to people."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_files_path

from servicedesk.channels.email.records import DOCTYPE
from servicedesk.shared.errors import Conflict
from servicedesk.shared.guards import require_right

PIECE = 256 * 1024
# What became of a mail that stands on a ticket.
ON_TICKET = ("Ticket", "Comment")
MOST_SHOWN = 100


def path_of(name: str) -> Path:
	"""Where the mail with that name is kept, whether it is still there or not."""
	return Path(get_files_path(f"mail-{name}.eml.gz", is_private=1))


def raw_of(name: str) -> bytes:
	"""The mail as it came. Raises Conflict where it is no longer kept."""
	return b"".join(pieces_of(name))


def pieces_of(name: str) -> Iterator[bytes]:
	"""The same, piece by piece; whether it is there is known before the first one."""
	path = path_of(name)
	if not path.exists():
		frappe.throw(_("The mail itself is no longer kept."), Conflict)
	return _pieces(path)


def _pieces(path: Path) -> Iterator[bytes]:
	with gzip.open(path, "rb") as kept:
		while piece := kept.read(PIECE):
			yield piece


def mails_of(ticket: str) -> list[Any]:
	"""The mails that made the ticket and what was written on it, oldest first. One statement."""
	return list(
		frappe.get_all(
			DOCTYPE,
			{"ticket": ticket, "state": ("in", ON_TICKET)},
			["name", "state", "sender", "subject", "received_at", "raw_gone_at"],
			order_by="received_at",
			limit=MOST_SHOWN,
		)
	)


def require_reader(name: str) -> None:
	"""Raise PermissionError for whoever may neither read the list of mails nor the ticket that this one stands on."""
	state, ticket = frappe.db.get_value(DOCTYPE, name, ["state", "ticket"]) or ("", "")
	if state in ON_TICKET and ticket and frappe.has_permission("SD Ticket", "read", doc=ticket):
		return
	require_right(DOCTYPE, "read")
