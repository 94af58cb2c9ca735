"""A ticket as a page shows it: the columns that pages read, without the framework's document around them.

A document of all columns costs several times what is shown of it: the DocType's fields are unpickled, a hundred columns
parsed. Who may read it is the framework's own answer all the same: shown at once is only what its plainest case lets
through, and for every other the document is read and asked.
"""

from contextlib import suppress
from typing import Any, NamedTuple

import frappe
from frappe.core.doctype.user_permission.user_permission import get_user_permissions
from frappe.permissions import has_controller_permissions
from redis.exceptions import ConnectionError as NoCache

from servicedesk.tickets import states
from servicedesk.tickets.state_renewal import read_as_moved
from servicedesk.tickets.stored_ticket import TICKET, stored_ticket

COLUMNS = (
	"name",
	"modified",
	"subject",
	"description",
	"workflow_state",
	"state_category",
	"waiting_reason",
	"team",
	"queue_rank",
	"queue_key",
	"merged_into",
	"request_type",
	"form_version",
	"customer",
	"requester",
	"channel",
	"category",
	"categorised_at",
	"service",
	"contract",
	"equipment",
	"priority",
	"raised_at",
	"accepted_at",
	"last_activity_at",
	"agent",
	"workaround",
	"resolution",
	"rating",
	"rating_message",
)
ROW = f"""select {", ".join(f"ticket.{name}" for name in COLUMNS)}, reading.seen_at
	from `tabSD Ticket` ticket left join `tabSD Ticket Reading` reading on reading.name = %s
	where ticket.name = %s"""  # noqa: S608 - names of our own
ANSWERS = """select field_name, label, field_type, value, shown_as from `tabSD Ticket Answer`
	where parent = %s and parenttype = 'SD Ticket' and parentfield = 'answers' order by idx"""
PARTICIPANTS = """select user, muted, is_requester from `tabSD Ticket Participant`
	where parent = %s and parenttype = 'SD Ticket' and parentfield = 'participants' order by idx"""


class _Right(NamedTuple):
	"""What a role may do with the tickets themselves (not with fields of a higher level)."""

	role: str
	reads: bool
	if_owner: bool


# Of each site: what the framework keeps of the DocType, as it is stored, and the rights in it.
_RIGHTS: dict[str, tuple[bytes, list[_Right]]] = {}


def shown_ticket(number: str, reading: str = "") -> Any | None:
	"""The ticket's columns with `answers` and `participants`; None where there is none. Three statements.

	`reading` names the row that says what somebody has seen of it; then `seen_at` is that moment, else None.
	"""
	# nosemgrep: sql-built-from-text - the columns above
	rows = frappe.db.sql(ROW, (reading, number), as_dict=True)
	if not rows:
		return None
	ticket = rows[0]
	ticket.doctype = TICKET
	ticket.answers = frappe.db.sql(ANSWERS, ticket.name, as_dict=True)
	ticket.participants = frappe.db.sql(PARTICIPANTS, ticket.name, as_dict=True)
	read_as_moved(ticket)
	return ticket


def may_read(ticket: Any) -> bool:
	"""Whether the signed-in user may read the ticket: the framework's answer to `has_permission` of its document.

	No statement where roles and the hooks let it be read; else the document's.
	"""
	user = frappe.session.user
	is_plain = (
		has_controller_permissions(ticket, "read", user) is not False
		and _reads_by_role(user)
		and not get_user_permissions(user)
	)
	if is_plain:
		return True
	stored = stored_ticket(ticket.name)
	return bool(stored and stored.has_permission("read"))


def buttons(ticket: Any) -> list[Any]:
	"""The transitions that a person may choose now: `states.buttons` of a ticket that they may read.

	A workflow's condition may ask for any column; only then the document is read.
	"""
	roles = frappe.get_roles()
	rows = [row for row in states.steps_from(ticket.workflow_state) if row.allowed in roles]
	if any(row.condition for row in rows):
		return states.buttons(stored_ticket(ticket.name))
	return states.offered(ticket, rows)


def _reads_by_role(user: str) -> bool:
	"""Whether one of the user's roles reads all tickets, as far as hooks let it, and none only their own."""
	roles = frappe.get_roles(user)
	rights = [right for right in _rights() if right.role in roles]
	return any(right.reads for right in rights) and not any(right.if_owner for right in rights)


def _rights() -> list[_Right]:
	"""The DocType's rows of rights, as the framework keeps them in its cache.

	To compare what is stored there with what was read before takes a tenth of unpickling it.
	"""
	key = frappe.cache.make_key("doctype_meta")
	# What this request has read itself, or changed, is in its hands already.
	stored = None if TICKET in frappe.local.cache.get(key, ()) else _stored(key)
	known = _RIGHTS.get(frappe.local.site)
	if stored is not None and known and known[0] == stored:
		return known[1]
	rights = [
		_Right(row.role, bool(row.get("read")), bool(row.get("if_owner")))
		for row in frappe.get_meta(TICKET).permissions
		if not row.get("permlevel")
	]
	# Kept only as what both times was there: somebody may be changing it.
	if stored is not None and _stored(key) == stored:
		_RIGHTS[frappe.local.site] = stored, rights
	return rights


def _stored(key: bytes) -> bytes | None:
	"""The DocType as the cache holds it."""
	with suppress(NoCache):
		found: bytes | None = frappe.cache.execute_command("HGET", key, TICKET)
		return found
	return None
