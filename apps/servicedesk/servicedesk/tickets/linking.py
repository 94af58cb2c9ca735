"""Links between tickets: made and read from either side. For staff only, as the tickets may be of two customers."""

import hashlib
from typing import Any

import frappe
from frappe import _

from servicedesk.domain.ticket_links import (
	LinkError,
	LinkKind,
	TicketLink,
	choices,
	opposite,
	seen_from,
	stored_link,
)
from servicedesk.shared.compat import utc_now
from servicedesk.shared.errors import Conflict, refuse
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets import history, transitions

LINK = "SD Ticket Link"
MOST_SHOWN = 100

# Two indexes, one for each side.
LINKS = """select link.name, link.kind, link.ticket, link.other, far.subject, far.workflow_state, far.state_category,
		far.customer
	from `tabSD Ticket Link` link join `tabSD Ticket` far on far.name = link.other where link.ticket = %(ticket)s
	union all
	select link.name, link.kind, link.ticket, link.other, far.subject, far.workflow_state, far.state_category,
		far.customer
	from `tabSD Ticket Link` link join `tabSD Ticket` far on far.name = link.ticket where link.other = %(ticket)s
	order by other, ticket limit %(most)s"""


def link(ticket: str, other: str, kind: str) -> Any:
	"""Link two tickets that the signed-in member of staff may write; `kind` is a word from the first one's side.

	The same link again is the one there is. Raises Refused for what cannot be linked.
	"""
	tickets = _locked(ticket, other)
	tickets[ticket].check_permission("write")
	tickets[other].check_permission("read")
	doc = frappe.new_doc(LINK)
	doc.update(_columns(_stored(ticket, kind, other)))
	found = frappe.db.exists(LINK, name_of(doc))
	return frappe.get_doc(LINK, found) if found else doc.insert()


def unlink(name: str) -> None:
	"""Take a link away; both histories keep that it was there."""
	doc = frappe.get_doc(LINK, name)
	_locked(doc.ticket, doc.other)[doc.ticket].check_permission("write")
	doc.delete()


def _locked(*names: str) -> dict[str, Any]:
	"""These tickets, locked in the order of their numbers: their histories' entries say the states of this instant."""
	# query-in-loop: the two tickets
	return {name: transitions.locked(name) for name in sorted(set(names))}


def links_of(ticket: str) -> list[dict[str, Any]]:
	"""A ticket's links from its own side, with what the other tickets are. One statement."""
	rows = frappe.db.sql(LINKS, {"ticket": ticket, "most": MOST_SHOWN}, as_dict=True)
	return [_seen(row, ticket) for row in rows]


def kinds() -> list[dict[str, str]]:
	"""What may be chosen for a link, in the reader's language."""
	return [{"kind": word, "label": _label(word)} for word in choices()]


def prepare(doc: Any) -> None:
	"""Before a link is stored: one way for both sides, and nothing that contradicts another link."""
	stored = _stored(doc.ticket, doc.kind, doc.other)
	doc.update(_columns(stored))
	contrary = opposite(stored)
	if contrary and frappe.db.exists(LINK, _name(contrary)):
		frappe.throw(_("These two requests are linked the other way round already."), Conflict)


def name_of(doc: Any) -> str:
	"""The link's name: a key made of what it says."""
	return _name(_stored(doc.ticket, doc.kind, doc.other))


def note(doc: Any, *, made: bool) -> None:
	"""Write the link into the histories of both tickets; their customers read nothing of it."""
	stored = TicketLink(doc.ticket, LinkKind(doc.kind), doc.other)
	for ticket in (doc.ticket, doc.other):
		word, other = seen_from(stored, ticket)
		# query-in-loop: the two tickets
		category = frappe.db.get_value("SD Ticket", ticket, "state_category")
		if category:
			value = {"to_value": other} if made else {"from_value": other}
			event = history.Event(
				history.LINKED,
				utc_now(),
				category,
				visible_to_customer=False,
				detail=word,
				field="link",
				**value,
			)
			history.append(ticket, [event])


def move_links(source: str, target: str) -> None:
	"""A merged ticket's links are its successor's from now on; those that would say nothing new or nonsense go."""
	for row in links_of(source):
		# query-in-loop: the few links of one ticket
		frappe.db.delete(LINK, {"name": row["name"]})
		if row["ticket"] == target:
			continue
		doc = frappe.new_doc(LINK)
		doc.update(_columns(_stored(target, row["kind"], row["ticket"])))
		contrary = opposite(_stored(target, row["kind"], row["ticket"]))
		taken = [name_of(doc), *([_name(contrary)] if contrary else [])]
		# query-in-loop: the few links of one ticket
		if not frappe.db.exists(LINK, {"name": ("in", taken)}):
			doc.insert()


def _stored(ticket: str | None, kind: str | None, other: str | None) -> TicketLink:
	if not ticket or not other:
		refuse({"other": _("Choose the other request.")})
	if ticket == other:
		refuse({"other": _("A request cannot be linked with itself.")})
	try:
		return stored_link(ticket, kind or "", other)
	except LinkError:
		refuse({"kind": _("Choose what the two requests have to do with each other.")})


def _columns(stored: TicketLink) -> dict[str, str]:
	return {"ticket": stored.ticket, "kind": str(stored.kind), "other": stored.other}


def _name(stored: TicketLink) -> str:
	return hashlib.sha256(f"{stored.ticket}\0{stored.kind}\0{stored.other}".encode()).hexdigest()[:20]


def _seen(row: Any, ticket: str) -> dict[str, Any]:
	word, other = seen_from(TicketLink(row.ticket, LinkKind(row.kind), row.other), ticket)
	return {
		"name": row.name,
		"kind": word,
		"label": _label(word),
		"ticket": other,
		"subject": unshield(row.subject),
		"state": row.workflow_state,
		"category": row.state_category,
		"customer": row.customer,
	}


def _label(word: str) -> str:
	return {
		"Related": _("Related to"),
		"Duplicate": _("Duplicate of"),
		"Caused By": _("Caused by"),
		"Causes": _("Cause of"),
		"Blocks": _("Blocks"),
		"Blocked By": _("Blocked by"),
	}[word]
