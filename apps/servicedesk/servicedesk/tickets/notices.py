"""Who is told what about a ticket. What a notice says is a template's; this says to whom, and with which values.

Source: manual edi-provider 12. Whoever muted a ticket hears no more of its changes of state, but still of questions
and of the solution. Nobody is told of what they did themselves.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_url

from servicedesk.catalogue.record_options import category_tree
from servicedesk.domain.lifecycle import StateCategory
from servicedesk.messaging.outbox import Notice
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.shared.signing import sign
from servicedesk.shared.visibility import acts_for, is_staff, scope_of
from servicedesk.tickets.teams import told_for

MUTE_PURPOSE = "mute-ticket"
# Somebody comes to their door: that is no news to be spared.
VISITS = ("visit_planned", "visit_changed", "visit_cancelled")
# A reminder is the question once more.
NEVER_MUTED = frozenset(("question_asked", "customer_reminder", "ticket_resolved", *VISITS))
# What somebody does without who has turned off notices about changes of state in their profile.
OF_STATES = frozenset(("state_changed", "ticket_categorised", "ticket_closed", "ticket_cancelled"))
EVENT_OF_CATEGORY = {
	StateCategory.WAITING_FOR_CUSTOMER: "question_asked",
	StateCategory.RESOLVED: "ticket_resolved",
	StateCategory.CLOSED: "ticket_closed",
	StateCategory.CANCELLED: "ticket_cancelled",
}


@dataclass(frozen=True)
class Recipient:
	"""Somebody who hears of a ticket."""

	user: str
	email: str
	language: str
	muted: bool
	no_states: bool = False


def received(ticket: Any) -> list[Notice]:
	"""The confirmation, to everybody the ticket is shared with, the one who sent it included."""
	return _notices(ticket, "ticket_received", "created", _recipients(ticket), "")


def state_changed(ticket: Any, occasion: str, comment: str, *, told_to_actor: bool = False) -> list[Notice]:
	"""The new state, with the agent's words if there were any."""
	event = EVENT_OF_CATEGORY.get(StateCategory(ticket.state_category), "state_changed")
	recipients = [
		recipient
		for recipient in _recipients(ticket)
		if told_to_actor or recipient.user != frappe.session.user
	]
	return _notices(ticket, event, occasion, recipients, comment)


def categorised(ticket: Any, occasion: str, comment: str) -> list[Notice]:
	"""That a supervisor has looked at the request: its category and how urgent it is."""
	recipients = [recipient for recipient in _recipients(ticket) if recipient.user != frappe.session.user]
	return _notices(ticket, "ticket_categorised", occasion, recipients, comment)


def agent_commented(ticket: Any, occasion: str, comment: str) -> list[Notice]:
	"""A message of the desk that changes no state."""
	recipients = [recipient for recipient in _recipients(ticket) if recipient.user != frappe.session.user]
	return _notices(ticket, "agent_commented", occasion, recipients, comment)


def customer_commented(ticket: Any, occasion: str, comment: str) -> list[Notice]:
	"""A customer's message, to the agent who has the ticket; where nobody has it, to its team, else the supervisors."""
	users = [ticket.agent] if ticket.agent else told_for(ticket.team)
	readers = [_recipient(user, False) for user in users if user != frappe.session.user]
	return _notices(ticket, "customer_commented", occasion, readers, comment)


def customer_acted(ticket: Any, occasion: str) -> list[Notice]:
	"""What a customer did without a word, to the agent who has the ticket."""
	return _in_their_language(ticket, occasion, _said_of_state)


def customer_edited(ticket: Any, occasion: str, what: str) -> list[Notice]:
	"""What a customer has changed of their request (labels of the form), to the agent who has the ticket."""

	def said(_ticket: Any, language: str) -> str:
		return _("The customer has changed the request: {0}.", language).format(what)

	return _in_their_language(ticket, occasion, said)


def _in_their_language(ticket: Any, occasion: str, said: Callable[[Any, str], str]) -> list[Notice]:
	if not ticket.agent or ticket.agent == frappe.session.user:
		return []
	agent = _recipient(ticket.agent, False)
	return _notices(ticket, "customer_commented", occasion, [agent], said(ticket, agent.language))


def _said_of_state(ticket: Any, language: str) -> str:
	return _("The request is now in the state: {0}.", language).format(ticket.workflow_state)


def told(
	ticket: Any,
	event: str,
	occasion: str,
	values: Callable[[Recipient], Mapping[str, str]],
	comment: str = "",
) -> list[Notice]:
	"""Something that everybody the ticket is shared with is told of; `values`: what only this event has to say."""
	return _notices(ticket, event, occasion, _recipients(ticket), comment, values)


def told_to(
	user: str,
	ticket: Any,
	event: str,
	occasion: str,
	values: Callable[[Recipient], Mapping[str, str]],
	comment: str = "",
) -> list[Notice]:
	"""The same for one member of staff; nothing for whoever does it themselves."""
	if user == frappe.session.user:
		return []
	return _notices(ticket, event, occasion, [_recipient(user, False)], comment, values)


def shared(ticket: Any, user: str, occasion: str) -> list[Notice]:
	"""That a colleague has shared the ticket with this person, to them alone."""

	def values(_recipient: Recipient) -> Mapping[str, str]:
		return {"colleague": full_name(frappe.session.user)}

	return _notices(ticket, "ticket_shared", occasion, [_recipient(user, False)], "", values)


def assigned(ticket: Any, occasion: str) -> list[Notice]:
	"""That somebody, or the team's rule, has put the ticket on its agent; nothing for whoever takes one themselves."""
	if not ticket.agent or ticket.agent == frappe.session.user:
		return []
	return _notices(ticket, "ticket_assigned", occasion, [_recipient(ticket.agent, False)], "")


def told_at(
	address: str,
	language: str,
	ticket: Any,
	event: str,
	occasion: str,
	values: Mapping[str, str],
	comment: str = "",
) -> list[Notice]:
	"""The same for an address that is nobody's account, such as a list of people on call: with the desk's own link."""
	link = {"view_link": get_url(f"/app/sd-ticket/{ticket.name}"), "mute_link": ""}
	all_values = {**_values(ticket, comment), **link, **values}
	return [
		Notice(
			event=event,
			occasion=occasion,
			ticket=ticket.name,
			recipient=address,
			language=language,
			values=all_values,
		)
	]


def mute_link(ticket: str, user: str) -> str:
	"""The link of "no more notices" for this ticket and user; works without signing in."""
	return get_url(f"/portal/mute/{ticket}/{user}/{sign(MUTE_PURPOSE, f'{ticket}:{user}')}")


def _recipients(ticket: Any) -> list[Recipient]:
	"""Who shares in the ticket and acts for its customer: leavers and people of other customers hear nothing."""
	return [
		_recipient(row.user, bool(row.muted), no_states=scope_of(row.user).mute_all)
		for row in ticket.participants
		# query-in-loop: cached, but for the one person who is invited and has not come yet
		if acts_for(row.user, ticket.customer) and frappe.get_cached_value("User", row.user, "enabled")
	]


def _recipient(user: str, muted: bool, *, no_states: bool = False) -> Recipient:
	email, language = frappe.get_cached_value("User", user, ["email", "language"])
	default = frappe.get_cached_doc("SD Settings").default_language
	return Recipient(user, email or user, language or default or "en", muted, no_states)


def _notices(
	ticket: Any,
	event: str,
	occasion: str,
	recipients: Iterable[Recipient],
	comment: str,
	own_values: Callable[[Recipient], Mapping[str, str]] = lambda _recipient: {},
) -> list[Notice]:
	values = _values(ticket, comment)
	return [
		Notice(
			event=event,
			occasion=occasion,
			ticket=ticket.name,
			recipient=recipient.email,
			language=recipient.language,
			values={**values, **_links(ticket.name, recipient.user), **own_values(recipient)},
			user=recipient.user,
		)
		for recipient in recipients
		if _wants(recipient, event)
	]


def _wants(recipient: Recipient, event: str) -> bool:
	if recipient.no_states and event in OF_STATES:
		return False
	return not recipient.muted or event in NEVER_MUTED


def _values(ticket: Any, comment: str) -> dict[str, str]:
	settings = frappe.get_cached_doc("SD Settings")
	return {
		"number": ticket.name,
		"subject": unshield(ticket.subject),
		"state": ticket.workflow_state or "",
		"category": category_tree().label(ticket.category) if ticket.category else "",
		"priority": ticket.priority or "",
		"requester": full_name(ticket.requester),
		"agent": full_name(ticket.agent),
		"comment": comment,
		"company": settings.company_name or "",
		"contact_email": settings.contact_email or "",
		"contact_phone": settings.contact_phone or "",
	}


def _links(ticket: str, user: str) -> dict[str, str]:
	"""Where this reader sees the ticket, and how they stop its notices: staff work in the desk and have no need to."""
	if is_staff(user):
		return {"view_link": get_url(f"/app/sd-ticket/{ticket}"), "mute_link": ""}
	return {"view_link": get_url(f"/portal/requests/{ticket}"), "mute_link": mute_link(ticket, user)}
