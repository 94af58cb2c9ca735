"""A request shared with a colleague: who may share it, with whom, and who may take that back.

Whoever it is shared with sees this one request, writes on it and gets its notices; the scope's rule for participants
(`shared.visibility`) lets them in, and only while they act for the request's own customer. It is shared by its
requester or by a manager of its customer, and so it is taken back; whoever it was shared with may leave it themselves.
"""

from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _

from servicedesk.access import attempts
from servicedesk.messaging.outbox import queue
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.errors import refuse
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import shield
from servicedesk.shared.visibility import scope_of
from servicedesk.tickets import history, transitions
from servicedesk.tickets.notices import shared

PARTICIPANT = "SD Ticket Participant"
# Each share sends a mail.
PURPOSE, MOST_SHARES = "share-request", 30
MOST_PEOPLE = 50
MOST_READ, MOST_OFFERED = 200, 50

# Of a large customer not everybody is read and sorted for a list that shows few: there one types the address.
COLLEAGUES = """select account.user, person.full_name
	from (
		select acting.parent from `tabSD Account Customer` acting
		join `tabSD Ticket` ticket on ticket.name = %(ticket)s and acting.customer = ticket.customer
		where acting.parenttype = 'SD Portal Account' limit %(read)s
	) as first_ones
	join `tabSD Portal Account` account on account.name = first_ones.parent and account.account_state = 'Active'
		and account.account_kind != 'Contract'
	join `tabUser` person on person.name = account.user and person.enabled = 1
	where not exists (
		select 1 from `tabSD Ticket Participant` participant
		where participant.parent = %(ticket)s and participant.user = account.user
	)
	order by person.full_name, account.user limit %(most)s"""
COLLEAGUE = """select account.user
	from `tabSD Portal Account` account
	join `tabSD Account Customer` acting on acting.parent = account.name
		and acting.parenttype = 'SD Portal Account' and acting.customer = %(customer)s
		and account.account_kind != 'Contract'
	join `tabUser` person on person.name = account.user and person.enabled = 1
	where account.account_state = 'Active' and (account.user = %(address)s or person.email = %(address)s)
	order by account.user limit 1"""


@dataclass(frozen=True)
class Colleague:
	"""Somebody a request may be shared with."""

	user: str
	name: str


def may_share(ticket: Any, user: str) -> bool:
	"""Whether this person says with whom the ticket is shared: its requester, or a manager of its customer.

	An account that a contract has is several people's: it knows no colleagues, and nothing is shared with it.
	"""
	scope = scope_of(user)
	return (
		not scope.of_contract
		and ticket.customer in scope.customers
		and (ticket.requester == user or ticket.customer in scope.managed)
	)


def may_take_back(ticket: Any, user: str, person: str) -> bool:
	"""Whether `user` may end that the ticket is shared with `person`; its requester always stays."""
	return person != ticket.requester and (person == user or may_share(ticket, user))


def colleagues(name: str) -> list[Colleague]:
	"""People of the ticket's customer that it is not shared with yet, by name; who may share it may see them.

	One statement.
	"""
	values = {"ticket": name, "read": MOST_READ, "most": MOST_OFFERED}
	rows = frappe.db.sql(COLLEAGUES, values, as_dict=True)
	return [Colleague(row.user, row.full_name or row.user) for row in rows]


def share(name: str, address: str) -> Any:
	"""The signed-in user shares the ticket with the account of that address; return the ticket.

	With whom it is shared already, nothing happens. Raises PermissionError, Refused (field `colleague`) for an
	address that no colleague has, TooManyAttempts.
	"""
	ticket = transitions.locked(name)
	if not may_share(ticket, frappe.session.user):
		frappe.throw(_("You may not share this request."), frappe.PermissionError)
	attempts.count(PURPOSE, frappe.session.user, most=MOST_SHARES)
	person = _colleague(ticket, address.strip())
	if any(row.user == person for row in ticket.participants):
		return ticket
	if len(ticket.participants) >= MOST_PEOPLE:
		refuse({"colleague": _("At most {0} people.").format(MOST_PEOPLE)})
	# The row alone: nothing else of the ticket changes, and customers may not write tickets.
	ticket.append("participants", {"user": person}).db_insert()
	_note(ticket, history.SHARED, person)
	queue(shared(ticket, person, utc_now().isoformat()))
	return ticket


def take_back(name: str, person: str) -> Any:
	"""The signed-in user ends that the ticket is shared with somebody; return the ticket. Raises PermissionError."""
	ticket = transitions.locked(name)
	if not may_take_back(ticket, frappe.session.user, person):
		frappe.throw(_("You may not change with whom this request is shared."), frappe.PermissionError)
	rows = [row.name for row in ticket.participants if row.user == person]
	if rows:
		frappe.db.delete(PARTICIPANT, {"name": ("in", rows)})
		_note(ticket, history.TAKEN_BACK, person)
	return ticket


def _colleague(ticket: Any, address: str) -> str:
	"""The user of that address; whoever is unknown and whoever belongs to others get the same answer."""
	values = {"customer": ticket.customer, "address": address}
	found = frappe.db.sql(COLLEAGUE, values) if address else ()
	if not found or ticket.customer not in scope_of(found[0][0]).customers:
		refuse({"colleague": _("None of your colleagues has an account with this address.")})
	return str(found[0][0])


def _note(ticket: Any, event: str, person: str) -> None:
	"""The history's entry, and a new version of the ticket, so that a form of the desk that is open does not undo it."""
	now = utc_now()
	entry = history.Event(
		event, now, ticket.state_category, detail=shield(full_name(person)), to_value=person
	)
	history.append(ticket.name, [entry])
	ticket.db_set("last_activity_at", to_system(now), notify=True)
