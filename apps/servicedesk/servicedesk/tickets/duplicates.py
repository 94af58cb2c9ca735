"""Hints at duplicates: a customer's recent tickets that may be about the same matter."""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime

from servicedesk.domain.duplicate_hints import Candidate, Hint, Reason, hints
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield

# How far back and forth one looks.
DAYS = 30
# Each branch reads the end of an index that is in order of time, and no further than its limit: enough for people,
# and bounded whatever a customer sends in.
STATEMENT = """
	(select name, subject, requester, equipment, workflow_state, state_category, raised_at, merged_into, customer
	from `tabSD Ticket` force index (by_customer)
	where customer = %(customer)s and raised_at between %(since)s and %(until)s
	order by raised_at desc limit 60)
	union
	(select name, subject, requester, equipment, workflow_state, state_category, raised_at, merged_into, customer
	from `tabSD Ticket` force index (by_requester)
	where requester = %(requester)s and raised_at between %(since)s and %(until)s
	order by raised_at desc limit 20)
	union
	(select name, subject, requester, equipment, workflow_state, state_category, raised_at, merged_into, customer
	from `tabSD Ticket` force index (by_equipment)
	where equipment = %(equipment)s and raised_at between %(since)s and %(until)s
	order by raised_at desc limit 20)"""


def hints_for(ticket: Any) -> list[dict[str, Any]]:
	"""Tickets that may be about the same matter as this one, best guess first, and why. One statement."""
	raised = get_datetime(ticket.raised_at)
	rows = frappe.db.sql(
		STATEMENT,
		{
			"customer": ticket.customer,
			"requester": ticket.requester or "",
			"equipment": ticket.equipment or "",
			"since": raised - timedelta(days=DAYS),
			"until": raised + timedelta(days=DAYS),
		},
		as_dict=True,
	)
	# A requester may act for several customers, and a piece of equipment may have changed hands.
	by_name = {row.name: row for row in rows if row.customer == ticket.customer and not row.merged_into}
	others = [_candidate(row) for row in by_name.values()]
	return [_shown(hint, by_name[hint.ticket]) for hint in hints(_candidate(ticket), others)]


def _candidate(row: Any) -> Candidate:
	return Candidate(row.name, unshield(row.subject), row.requester or "", row.equipment or "")


def _shown(hint: Hint, row: Any) -> dict[str, Any]:
	return {
		"ticket": row.name,
		"subject": unshield(row.subject),
		"state": row.workflow_state,
		"category": row.state_category,
		"raised_at": str(row.raised_at),
		"requester_name": full_name(row.requester),
		"reasons": [_word(reason) for reason in hint.reasons],
	}


def _word(reason: Reason) -> str:
	return {
		Reason.SAME_EQUIPMENT: _("Same equipment"),
		Reason.SAME_REQUESTER: _("Same requester"),
		Reason.SIMILAR_SUBJECT: _("Similar subject"),
	}[reason]
