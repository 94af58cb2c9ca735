"""What an agent sees at once on opening a ticket: who, what, how urgent, how long still, what was said, what comes next.

A bounded number of statements, whatever the ticket's history: the test counts them. All texts are plain text; whoever
shows them escapes them.
"""

from typing import Any

import frappe
from frappe.utils import date_diff, today

from servicedesk.domain.lifecycle import OPEN
from servicedesk.shared.compat import to_microseconds, utc_now
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets import history, queue_place, staff_conversation, states
from servicedesk.tickets.asked_questions import sections_of
from servicedesk.tickets.overview import clock_overview

MOST_RELATED = 5
MICROSECONDS_IN_MILLISECOND = 1000

# Every record that the ticket names, in one statement.
AROUND = """
	select customer.customer_name, customer.customer_code, customer.phone customer_phone, customer.city,
		customer.disabled customer_disabled, account.full_name requester_name, account.phone requester_phone,
		account.position requester_position, account.account_state, account.user requester_email,
		contract.contract_state, contract.end_date contract_end,
		priority.color priority_color, priority.level priority_level,
		equipment.title equipment_title, equipment.serial_number, equipment.model, equipment.city equipment_city,
		equipment.street equipment_street, equipment.warranty_until,
		problem.title problem_title, problem.problem_state, problem.workaround problem_workaround
	from `tabSD Ticket` ticket
	left join `tabSD Customer` customer on customer.name = ticket.customer
	left join `tabSD Portal Account` account on account.name = ticket.requester
	left join `tabSD Contract` contract on contract.name = ticket.contract
	left join `tabSD Priority` priority on priority.name = ticket.priority
	left join `tabSD Equipment` equipment on equipment.name = ticket.equipment
	left join `tabSD Problem` problem on problem.name = ticket.problem
	where ticket.name = %s"""

# The customer's other open tickets, its last ones, and the last ones about the same piece, each from its own index.
RELATED = """
	(select 'open' part, name, subject, workflow_state, state_category, priority, agent, raised_at
		from `tabSD Ticket` force index (by_customer_state) where customer = %(customer)s and state_category in %(open)s and name != %(ticket)s
		order by raised_at desc, name desc limit %(most)s)
	union all
	(select 'last', name, subject, workflow_state, state_category, priority, agent, raised_at
		from `tabSD Ticket` force index (by_customer) where customer = %(customer)s and name != %(ticket)s
		order by raised_at desc, name desc limit %(most)s)
	union all
	(select 'equipment', name, subject, workflow_state, state_category, priority, agent, raised_at
		from `tabSD Ticket` force index (by_equipment) where equipment = %(equipment)s and customer = %(customer)s and name != %(ticket)s
		order by raised_at desc, name desc limit %(most)s)"""


def panel(ticket: Any) -> dict[str, Any]:
	"""Everything that the panel shows of a ticket that the signed-in member of staff may read."""
	entries = history.entries(ticket.name)
	around = frappe.db.sql(AROUND, ticket.name, as_dict=True)[0]
	return {
		"number": ticket.name,
		"server_stamp": to_microseconds(utc_now()) // MICROSECONDS_IN_MILLISECOND,
		"who": _who(ticket, around),
		"what": _what(ticket, around),
		"urgency": _urgency(ticket, around),
		"clocks": clock_overview(ticket.name, entries),
		"queue": _place(ticket),
		"steps": [_step(row) for row in states.buttons(ticket)],
		"conversation": staff_conversation.conversation_of(ticket.name, entries),
		**_related(ticket),
	}


def _who(ticket: Any, around: Any) -> dict[str, Any]:
	requester = around.requester_name or full_name(ticket.requester)
	return {
		"customer": ticket.customer,
		"customer_name": around.customer_name or ticket.customer,
		"customer_code": around.customer_code or "",
		"customer_phone": around.customer_phone or "",
		"customer_city": around.city or "",
		"customer_disabled": bool(around.customer_disabled),
		"requester": ticket.requester or "",
		"requester_name": requester or "",
		"requester_position": around.requester_position or "",
		"requester_email": around.requester_email or "",
		"requester_state": around.account_state or "",
		"phone": ticket.contact_phone or around.requester_phone or around.customer_phone or "",
		"contract": ticket.contract or "",
		"contract_required": bool(frappe.get_cached_doc("SD Settings").contract_required),
		"contract_state": around.contract_state or "",
		"contract_end": str(around.contract_end or ""),
		"contract_days": date_diff(around.contract_end, today()) if around.contract_end else None,
		"on_site": _on_site(ticket),
	}


def _on_site(ticket: Any) -> dict[str, str]:
	"""Whom and where to find it, as the request's form asked."""
	place = ", ".join(filter(None, (ticket.affected_city, ticket.affected_street)))
	return {
		"place": unshield(place),
		"person": unshield(ticket.affected_contact),
		"phone": unshield(ticket.affected_phone),
		"description": unshield(ticket.affected_description),
	}


def _what(ticket: Any, around: Any) -> dict[str, Any]:
	return {
		"subject": unshield(ticket.subject),
		"description": unshield(ticket.description),
		"answers": [
			{"section": section.title, "label": answer.label, "value": answer.value}
			for section in sections_of(ticket)
			for answer in section.answers
		],
		"request_type": ticket.request_type or "",
		"category": ticket.category or "",
		"service": ticket.service or "",
		"channel": ticket.channel or "",
		"state": ticket.workflow_state,
		"state_category": ticket.state_category,
		"waiting_reason": unshield(ticket.waiting_reason),
		"resolution": unshield(ticket.resolution),
		"workaround": unshield(ticket.workaround),
		"merged_into": ticket.merged_into or "",
		"problem": ticket.problem or "",
		"problem_title": around.problem_title or "",
		"problem_workaround": around.problem_workaround or "",
		"equipment": ticket.equipment or "",
		"equipment_title": around.equipment_title or "",
		"equipment_serial": around.serial_number or "",
		"equipment_place": ", ".join(filter(None, (around.equipment_city, around.equipment_street))),
		"warranty_until": str(around.warranty_until or ""),
	}


def _urgency(ticket: Any, around: Any) -> dict[str, Any]:
	return {
		"priority": ticket.priority or "",
		"color": around.priority_color or "",
		"level": around.priority_level,
		"impact": ticket.impact or "",
		"urgency": ticket.urgency or "",
		"basis": ticket.priority_basis or "",
		"by_matrix": ticket.priority_by_matrix or "",
		"reason": unshield(ticket.priority_reason),
		"agent": ticket.agent or "",
		"agent_name": full_name(ticket.agent),
		"team": ticket.team or "",
		"tier": ticket.tier or 0,
	}


def _place(ticket: Any) -> dict[str, Any] | None:
	"""Its place in the queue; `or_later`: nobody counts further. Only a ticket that waits has one."""
	place = queue_place.place(ticket)
	return place._asdict() if place else None


def _step(row: Any) -> dict[str, str]:
	return {
		"action": row.action,
		"demands": row.get("sd_requires") or "",
		"next_state": row.next_state,
		"next_category": str(states.category_of(row.next_state)),
	}


def _related(ticket: Any) -> dict[str, Any]:
	values = {
		"customer": ticket.customer,
		"equipment": ticket.equipment or "",
		"ticket": ticket.name,
		"open": [str(category) for category in sorted(OPEN)],
		"most": MOST_RELATED + 1,
	}
	parts: dict[str, list[Any]] = {"open": [], "last": [], "equipment": []}
	for row in frappe.db.sql(RELATED, values, as_dict=True):
		part = row.pop("part")
		row.subject, row.raised_at = unshield(row.subject), str(row.raised_at)
		parts[part].append(row)
	if not ticket.equipment:
		parts["equipment"] = []
	return {
		"open_tickets": parts["open"][:MOST_RELATED],
		"more_open": len(parts["open"]) > MOST_RELATED,
		"last_tickets": parts["last"][:MOST_RELATED],
		"equipment_tickets": parts["equipment"][:MOST_RELATED],
	}
