"""The customer's rating of a solved ticket. Source: manual edi-provider 13."""

from typing import Any

import frappe
from frappe import _

from servicedesk.domain.lifecycle import StateCategory, customer_may_rate
from servicedesk.domain.text_normalisation import clean_lines
from servicedesk.shared.compat import to_system, utc_now
from servicedesk.shared.errors import Conflict, refuse
from servicedesk.shared.plain_text import shield
from servicedesk.tickets import history, transitions

SCORES = range(1, 6)
LONGEST_MESSAGE = 2_000


def may_rate(ticket: Any, user: str) -> bool:
	"""Whether this user may rate the ticket now: the requester, once there is a solution.

	A ticket that goes on as another one has no solution of its own.
	"""
	rated = ticket.requester == user and customer_may_rate(StateCategory(ticket.state_category))
	return rated and not ticket.merged_into


def rate(name: str, score: int, message: str = "") -> Any:
	"""Store the requester's rating, 1 (worst) to 5, and message; return the ticket. Rating again replaces it.

	Raises Conflict when the ticket cannot be rated by this user now, Refused for a score outside 1 to 5.
	"""
	ticket = transitions.locked(name)
	if not may_rate(ticket, frappe.session.user):
		frappe.throw(_("This request cannot be rated now."), Conflict)
	text = clean_lines(message or "")
	problems = {}
	if score not in SCORES:
		problems["score"] = _("Choose from 1 to 5.")
	if len(text) > LONGEST_MESSAGE:
		problems["rating_message"] = _("At most {0} characters.").format(LONGEST_MESSAGE)
	if problems:
		refuse(problems)
	now = utc_now()
	ticket.db_set({"rating": score, "rating_message": shield(text), "rated_at": to_system(now)}, notify=True)
	history.append(ticket.name, [history.Event(history.RATED, now, ticket.state_category, detail=str(score))])
	return ticket
