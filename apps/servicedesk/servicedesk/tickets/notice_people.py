"""Who has which role on a ticket, for the table of who is told what (`domain.notice_table`)."""

from collections.abc import Callable, Sequence
from typing import Any

import frappe

from servicedesk.domain.notice_table import SHARING, Recipient, Role, recipients
from servicedesk.messaging.notice_rules import row_of
from servicedesk.messaging.reply_to import mailbox_of, origins
from servicedesk.shared.visibility import acts_for, scope_of
from servicedesk.tickets.teams import members_of, supervisors

BY_MAIL = "Email"
MANAGERS = """select account.user
	from `tabSD Account Customer` acting
	join `tabSD Portal Account` account on account.name = acting.parent and account.account_state = 'Active'
	where acting.customer = %s and acting.parenttype = 'SD Portal Account' and acting.account_role = 'Manager'
	order by account.user"""


def told_by_table(ticket: Any, event: str, *, confirmed: bool = False) -> list[Recipient]:
	"""Whom the table names for the event, without who does it: the signed-in user, or the contact who wrote.

	`confirmed`: a doer whom the ticket is shared with is told as well.
	"""
	holders = _Holders(ticket)
	doer = ticket.flags.written_by or frappe.session.user
	found = recipients(event, row_of(event), holders.of, doer, confirmed=confirmed)
	return [told.recipient for told in found]


def sharing(ticket: Any) -> list[Recipient]:
	"""Who shares in the ticket and acts for its customer: leavers and people of other customers hear nothing.

	A contact without an account, whose ticket it is, comes first.
	"""
	contact = contact_of(ticket)
	people = [
		recipient_of(row.user, muted=bool(row.muted), no_states=scope_of(row.user).mute_all)
		for row in ticket.participants
		# query-in-loop: cached, but for the one person who is invited and has not come yet
		if acts_for(row.user, ticket.customer) and frappe.get_cached_value("User", row.user, "enabled")
	]
	return [contact, *people] if contact else people


def contact_of(ticket: Any) -> Recipient | None:
	"""Somebody without an account whose ticket it is; None for a ticket that has its requester."""
	address = (ticket.contact_email or "").strip()
	if ticket.requester or not address:
		return None
	return Recipient("", address, _contact_language(ticket), muted=bool(ticket.contact_muted))


def is_contact(ticket: Any, recipient: Recipient) -> bool:
	"""Whether it is the contact, who has no account that could open the ticket."""
	address = (ticket.contact_email or "").strip().lower()
	return not (recipient.user or ticket.requester) and recipient.email.lower() == address


def _contact_language(ticket: Any) -> str:
	"""Of the mailbox that they wrote to, else of the customer, else the desk's.

	One statement, for a ticket that came by mail and is not new.
	"""
	if ticket.flags.contact_language is None:
		ticket.flags.contact_language = _mailbox_language(ticket.name) if ticket.channel == BY_MAIL else ""
	of_customer = frappe.get_cached_value("SD Customer", ticket.customer, "language")
	return str(ticket.flags.contact_language or of_customer or _default_language())


def _mailbox_language(ticket: str) -> str:
	origin = origins([ticket]).get(ticket)
	mailbox = mailbox_of("", origin.mailbox) if origin else None
	return mailbox.language if mailbox else ""


def recipient_of(user: str, *, muted: bool = False, no_states: bool = False) -> Recipient:
	"""Somebody with an account, with their address and language."""
	email, language = frappe.get_cached_value("User", user, ["email", "language"])
	return Recipient(user, email or user, language or _default_language(), muted, no_states)


class _Holders:
	"""Who has which role on a ticket: each role looked for once, and only when it is asked for."""

	def __init__(self, ticket: Any) -> None:
		self._ticket = ticket
		self._found: dict[Role, list[Recipient]] = {}

	def of(self, role: Role) -> Sequence[Recipient]:
		"""Who has this role."""
		if role not in self._found:
			self._find(role)
		return self._found[role]

	def _find(self, role: Role) -> None:
		if role in SHARING:
			# Both at once: who is invited and has not come yet costs a statement.
			for kind in SHARING:
				self._found[kind] = []
			for recipient in sharing(self._ticket):
				# A contact has no user, and a contact's ticket no requester.
				is_requester = recipient.user == (self._ticket.requester or "")
				self._found[Role.REQUESTER if is_requester else Role.PARTICIPANT].append(recipient)
		else:
			self._found[role] = HOLDERS[role](self._ticket)


def _managers(ticket: Any) -> list[Recipient]:
	"""The customer's managers who may see the ticket. One statement on a warm cache, where the table names them."""
	users = frappe.db.sql(MANAGERS, ticket.customer, pluck=True)
	# query-in-loop: cached
	scopes = {user: scope_of(user) for user in users}
	return [
		recipient_of(user, muted=_has_muted(ticket, user), no_states=scope.mute_all)
		for user, scope in scopes.items()
		if ticket.customer in scope.managed
	]


def _correspondence(ticket: Any) -> list[Recipient]:
	"""The customer's one address for everything (manual software-vendor 1), which may be somebody's own as well."""
	customer = frappe.get_cached_doc("SD Customer", ticket.customer)
	address = (customer.correspondence_email or "").strip()
	if not address or customer.disabled:
		return []
	language = customer.language or _default_language()
	# An account of that address says for both whether it wants to hear of states.
	no_states = scope_of(address.lower()).mute_all
	return [Recipient("", address, language, muted=_has_muted(ticket, address), no_states=no_states)]


def _agent(ticket: Any) -> list[Recipient]:
	return [recipient_of(ticket.agent)] if ticket.agent else []


def _team(ticket: Any) -> list[Recipient]:
	return [recipient_of(user) for user in members_of(ticket.team)] if ticket.team else []


def _supervisors(_ticket: Any) -> list[Recipient]:
	return [recipient_of(user) for user in supervisors()]


def _has_muted(ticket: Any, user: str) -> bool:
	return any(row.muted and row.user.lower() == user.lower() for row in ticket.participants)


def _default_language() -> str:
	return str(frappe.get_cached_doc("SD Settings").default_language or "en")


HOLDERS: dict[Role, Callable[[Any], list[Recipient]]] = {
	Role.MANAGER: _managers,
	Role.CORRESPONDENCE: _correspondence,
	Role.AGENT: _agent,
	Role.TEAM: _team,
	Role.SUPERVISOR: _supervisors,
}
