"""Notices about a ticket. What one says is a template's; this says with which values, and asks the table to whom.

What is about one person (who is given a visit, with whom a request is shared, whom a rule names) goes to them alone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import frappe
from frappe import _
from frappe.utils import get_url

from servicedesk.catalogue.record_options import category_tree
from servicedesk.domain.lifecycle import StateCategory
from servicedesk.domain.notice_table import Recipient, wants
from servicedesk.domain.reply_marks import MarkPurpose
from servicedesk.messaging.outbox import Notice
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.shared.signing import sign
from servicedesk.shared.visibility import is_staff
from servicedesk.tickets.notice_people import is_contact, recipient_of, sharing, told_by_table

MUTE_PURPOSE = "mute-ticket"
PUBLIC_FORM = "Public Form"
EVENT_OF_CATEGORY = {
	StateCategory.WAITING_FOR_CUSTOMER: "question_asked",
	StateCategory.RESOLVED: "ticket_resolved",
	StateCategory.CLOSED: "ticket_closed",
	StateCategory.CANCELLED: "ticket_cancelled",
}
Values = Callable[[Recipient], Mapping[str, str]]


def received(ticket: Any) -> list[Notice]:
	"""The confirmation, to everybody the ticket is shared with, the one who sent it included."""
	found = told_by_table(ticket, "ticket_received", confirmed=True)
	if ticket.channel == PUBLIC_FORM:
		# That has a confirmation of its own, with nothing in it that was typed.
		found = [recipient for recipient in found if not is_contact(ticket, recipient)]
	return _notices(ticket, "ticket_received", "created", found, "")


def state_changed(ticket: Any, occasion: str, comment: str, *, told_to_actor: bool = False) -> list[Notice]:
	"""The new state, with the agent's words if there were any."""
	event = EVENT_OF_CATEGORY.get(StateCategory(ticket.state_category), "state_changed")
	found = told_by_table(ticket, event, confirmed=told_to_actor)
	return _notices(ticket, event, occasion, found, comment)


def categorised(ticket: Any, occasion: str, comment: str) -> list[Notice]:
	"""That a supervisor has looked at the request: its category and how urgent it is."""
	found = told_by_table(ticket, "ticket_categorised")
	return _notices(ticket, "ticket_categorised", occasion, found, comment)


def agent_commented(ticket: Any, occasion: str, comment: str) -> list[Notice]:
	"""A message of the desk that changes no state."""
	found = told_by_table(ticket, "agent_commented")
	return _notices(ticket, "agent_commented", occasion, found, comment)


def customer_commented(ticket: Any, occasion: str, comment: str) -> list[Notice]:
	"""A customer's message: as desks begin, to the agent; where nobody has the ticket to its team, else the supervisors."""
	found = told_by_table(ticket, "customer_commented")
	return _notices(ticket, "customer_commented", occasion, found, comment)


def customer_acted(ticket: Any, occasion: str) -> list[Notice]:
	"""What a customer did without a word: as desks begin, to the agent who has the ticket."""
	return _in_their_language(ticket, occasion, _said_of_state)


def customer_edited(ticket: Any, occasion: str, what: str) -> list[Notice]:
	"""What a customer has changed of their request (labels of the form), to the same people."""

	def said(_ticket: Any, language: str) -> str:
		return _("The customer has changed the request: {0}.", language).format(what)

	return _in_their_language(ticket, occasion, said)


def _in_their_language(ticket: Any, occasion: str, said: Callable[[Any, str], str]) -> list[Notice]:
	def values(recipient: Recipient) -> Mapping[str, str]:
		return {"comment": said(ticket, recipient.language)}

	found = told_by_table(ticket, "customer_acted")
	return _notices(ticket, "customer_commented", occasion, found, "", values)


def _said_of_state(ticket: Any, language: str) -> str:
	return _("The request is now in the state: {0}.", language).format(ticket.workflow_state)


def told(ticket: Any, event: str, occasion: str, values: Values) -> list[Notice]:
	"""Something that whoever the table names is told of; `values`: what only this event has to say."""
	found = told_by_table(ticket, event, confirmed=True)
	return _notices(ticket, event, occasion, found, "", values)


def told_by_rule(ticket: Any, event: str, occasion: str, values: Values, comment: str = "") -> list[Notice]:
	"""What a rule of the desk's own tells everybody the ticket is shared with: the rule itself says whom."""
	found = [recipient for recipient in sharing(ticket) if wants(recipient, event)]
	return _notices(ticket, event, occasion, found, comment, values)


def told_to(
	user: str,
	ticket: Any,
	event: str,
	occasion: str,
	values: Values,
	comment: str = "",
) -> list[Notice]:
	"""The same for one member of staff; nothing for whoever does it themselves."""
	if user == frappe.session.user:
		return []
	return _notices(ticket, event, occasion, [recipient_of(user)], comment, values)


def shared(ticket: Any, user: str, occasion: str) -> list[Notice]:
	"""That a colleague has shared the ticket with this person, to them alone."""

	def values(_recipient: Recipient) -> Mapping[str, str]:
		return {"colleague": full_name(frappe.session.user)}

	return _notices(ticket, "ticket_shared", occasion, [recipient_of(user)], "", values)


def assigned(ticket: Any, occasion: str) -> list[Notice]:
	"""That somebody, or the team's rule, has put the ticket on its agent; nothing for whoever takes one themselves."""
	found = told_by_table(ticket, "ticket_assigned") if ticket.agent else ()
	return _notices(ticket, "ticket_assigned", occasion, found, "")


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
	signature = sign(MUTE_PURPOSE, f"{ticket}:{user}")
	return get_url(f"/portal/mute/{ticket}/{quote(user, safe='@+')}/{signature}")


def _notices(
	ticket: Any,
	event: str,
	occasion: str,
	recipients: Sequence[Recipient],
	comment: str,
	own_values: Values = lambda _recipient: {},
) -> list[Notice]:
	if not recipients:
		return []
	values = _values(ticket, comment)
	return [
		Notice(
			event=event,
			occasion=occasion,
			ticket=ticket.name,
			recipient=recipient.email,
			language=recipient.language,
			values={**values, **_links(ticket, recipient), **own_values(recipient)},
			user=recipient.user,
			answered_as=_answering(recipient),
			team=ticket.team or "",
		)
		for recipient in recipients
	]


def _values(ticket: Any, comment: str) -> dict[str, str]:
	settings = frappe.get_cached_doc("SD Settings")
	return {
		"number": ticket.name,
		"subject": unshield(ticket.subject),
		"state": ticket.workflow_state or "",
		"category": category_tree().label(ticket.category) if ticket.category else "",
		"priority": ticket.priority or "",
		"requester": full_name(ticket.requester) or unshield(ticket.contact_name or ""),
		"agent": full_name(ticket.agent),
		"comment": comment,
		"company": settings.company_name or "",
		"contact_email": settings.contact_email or "",
		"contact_phone": settings.contact_phone or "",
	}


def _answering(recipient: Recipient) -> MarkPurpose:
	"""As whom they may answer by mail."""
	return MarkPurpose.STAFF if recipient.user and is_staff(recipient.user) else MarkPurpose.CUSTOMER


def _links(ticket: Any, recipient: Recipient) -> dict[str, str]:
	if is_contact(ticket, recipient):
		return {"view_link": "", "mute_link": mute_link(ticket.name, recipient.email)}
	return links(ticket, recipient.user)


def links(ticket: Any, user: str) -> dict[str, str]:
	"""Where this reader sees the ticket, and how they stop its notices: who does not share in it has nothing to stop."""
	if user and is_staff(user):
		return {"view_link": get_url(f"/app/sd-ticket/{ticket.name}"), "mute_link": ""}
	mute = mute_link(ticket.name, user) if any(row.user == user for row in ticket.participants) else ""
	return {"view_link": get_url(f"/portal/requests/{ticket.name}"), "mute_link": mute}
