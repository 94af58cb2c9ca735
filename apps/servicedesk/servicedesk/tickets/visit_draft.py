"""What a new visit begins with: where the ticket says the trouble is, whom to call there, who may go."""

from typing import Any

import frappe

from servicedesk.shared.people import full_name

MOST_SITES = 100
EQUIPMENT_PLACE = ("site", "city", "street", "contact_person", "contact_phone")

# Everybody who is in a team; of a desk without teams, everybody who works on tickets.
MEMBERS = """select member.user, member.parent team from `tabSD Team Member` member
	join `tabSD Team` team on team.name = member.parent and team.disabled = 0
	join `tabUser` person on person.name = member.user and person.enabled = 1
	where member.parenttype = 'SD Team' and member.available = 1 order by team.tier desc, team.name, member.idx"""
AGENTS = """select distinct person.name user, '' team from `tabHas Role` held
	join `tabUser` person on person.name = held.parent and person.enabled = 1
	where held.parenttype = 'User' and held.role in ('Service Desk Agent', 'Service Desk Supervisor')
	order by person.name limit 200"""


def draft(ticket: Any) -> dict[str, Any]:
	"""The values of a new visit's dialog, and what may be chosen in it. Five statements at most."""
	sites = _sites(ticket.customer)
	return {
		**_place(ticket, sites),
		"specialist": ticket.agent or "",
		"team": ticket.team or "",
		"sites": sites,
		"specialists": _specialists(),
	}


def _place(ticket: Any, sites: list[Any]) -> dict[str, str]:
	"""The ticket's own words before the register's: what somebody wrote today is nearer to the truth."""
	piece = _piece(ticket)
	site = next((row for row in sites if row["name"] == piece.get("site")), None)
	if not site and len(sites) == 1:
		site = sites[0]
	written = _joined(ticket.affected_street, ticket.affected_city)
	registered = _joined(piece.get("street"), piece.get("city"))
	known = site or {}
	return {
		"site": known.get("name", ""),
		"place": written or registered or known.get("place", ""),
		"contact_person": ticket.affected_contact
		or piece.get("contact_person")
		or known.get("contact_person")
		or full_name(ticket.requester),
		"contact_phone": ticket.affected_phone
		or piece.get("contact_phone")
		or known.get("contact_phone")
		or ticket.contact_phone
		or "",
	}


def _piece(ticket: Any) -> dict[str, Any]:
	if not ticket.equipment:
		return {}
	return frappe.db.get_value("SD Equipment", ticket.equipment, EQUIPMENT_PLACE, as_dict=True) or {}


def _sites(customer: str) -> list[dict[str, Any]]:
	rows = frappe.get_all(
		"SD Site",
		{"customer": customer, "disabled": 0},
		["name", "site_name", "city", "street", "contact_person", "phone"],
		order_by="site_name asc",
		limit=MOST_SITES,
	)
	return [
		{
			"name": row.name,
			"title": row.site_name,
			"place": _joined(row.site_name, row.street, row.city),
			"contact_person": row.contact_person or "",
			"contact_phone": row.phone or "",
		}
		for row in rows
	]


def _specialists() -> list[dict[str, Any]]:
	rows = frappe.db.sql(MEMBERS, as_dict=True) or frappe.db.sql(AGENTS, as_dict=True)
	teams: dict[str, list[str]] = {}
	for row in rows:
		teams.setdefault(row.user, []).append(row.team)
	return [
		{"user": user, "full_name": full_name(user), "teams": [team for team in of_user if team]}
		for user, of_user in teams.items()
	]


def _joined(*parts: str | None) -> str:
	return ", ".join(part.strip() for part in parts if part and part.strip())
