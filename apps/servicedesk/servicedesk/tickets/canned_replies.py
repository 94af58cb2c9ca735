"""Canned replies: who is offered which, and what a ticket puts into their places."""

import re
from typing import Any

import frappe

from servicedesk.domain.message_template import fill
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.shared.visibility import is_staff

DECIDERS = frozenset(("Service Desk Supervisor", "Service Desk Administrator", "System Manager"))
MOST_OFFERED = 100
# What of `domain.message_template` a reply may hold: what is known while an agent writes, and no links.
PLACES = frozenset(
	(
		"number",
		"subject",
		"state",
		"requester",
		"agent",
		"company",
		"contact_email",
		"contact_phone",
		"customer",
		"contract",
	)
)
_PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")

OFFERED = """
	select name, title, language, shared, body from `tabSD Canned Reply`
	where disabled = 0 and (shared = 1 or owner = %(user)s)
		and (ifnull(request_type, '') = '' or request_type = %(request_type)s)
		and (ifnull(category, '') = '' or category = %(category)s)
		and (ifnull(language, '') in ('', %(language)s) or %(language)s = '')
	order by ifnull(category, '') = '', ifnull(request_type, '') = '', title limit %(most)s"""


def places_in(text: str) -> list[str]:
	"""Names in braces, in their order."""
	return _PLACE.findall(text)


def offered(ticket: Any) -> list[dict[str, str]]:
	"""The replies that fit the ticket, the most exact first: title and the text for this ticket. One statement.

	Of several languages only the requester's and those without one are offered; all, where the language is unknown.
	"""
	values = {
		"user": frappe.session.user,
		"request_type": ticket.request_type or "",
		"category": ticket.category or "",
		"language": _language_of(ticket),
		"most": MOST_OFFERED,
	}
	places = _values(ticket)
	rows = frappe.db.sql(OFFERED, values, as_dict=True)
	return [{"name": row.name, "title": row.title, "text": fill(row.body, places)} for row in rows]


def may_share() -> bool:
	"""Whether the signed-in user may decide what others are offered."""
	return frappe.session.user == "Administrator" or not DECIDERS.isdisjoint(frappe.get_roles())


def query_condition(user: str) -> str:
	"""The list's condition: everybody's, and one's own. Nothing for whoever does not work here."""
	if not is_staff(user):
		return "1 = 0"
	return f"(`tabSD Canned Reply`.shared = 1 or `tabSD Canned Reply`.owner = {frappe.db.escape(user)})"


def admits(doc: Any, ptype: str, user: str) -> bool:
	"""The same for one document; changing everybody's is for those who may share."""
	if not is_staff(user):
		return False
	if doc.is_new() or doc.owner == user:
		return True
	if not doc.shared:
		return False
	return ptype in ("read", "print", "report", "export", "select") or may_share()


def _language_of(ticket: Any) -> str:
	if not ticket.requester:
		return ""
	return frappe.get_cached_value("User", ticket.requester, "language") or ""


def _values(ticket: Any) -> dict[str, str]:
	settings = frappe.get_cached_doc("SD Settings")
	return {
		"number": ticket.name,
		"subject": unshield(ticket.subject),
		"state": ticket.workflow_state or "",
		"requester": full_name(ticket.requester),
		"agent": full_name(frappe.session.user),
		"customer": _customer_name(ticket),
		"contract": ticket.contract or "",
		"company": settings.company_name or "",
		"contact_email": settings.contact_email or "",
		"contact_phone": settings.contact_phone or "",
	}


def _customer_name(ticket: Any) -> str:
	return frappe.get_cached_value("SD Customer", ticket.customer, "customer_name") or ticket.customer
