"""Everything that somebody has goes to others: when they leave, or are away for long."""

from typing import Any

import frappe
from frappe import _

from servicedesk.shared import background_work
from servicedesk.shared.background_work import HANDING_OVER, Progress, Request
from servicedesk.shared.errors import refuse
from servicedesk.tickets import assignment, bulk, transitions, triage
from servicedesk.tickets.teams import OPEN_CATEGORIES, may_work
from servicedesk.tickets.ticket_turns import each

BATCH = 50
AT_ONCE = 20
# The next open tickets of an agent, on the agents' index: one range for each category.
NEXT = """select name from `tabSD Ticket`
	where agent = %(agent)s and state_category in %(open)s and name > %(after)s order by name limit %(most)s"""


def reassign_all(agent: str, to: str = "") -> int | None:
	"""Give all open tickets of the agent to somebody else, or with `to` empty to whom each team's rule names.

	Few are moved at once, and their number returned; of many a worker moves one batch after the other: None. Whatever
	nobody can take by rule goes back into the queue. Raises Refused by the field.
	"""
	if to and not may_work(to):
		refuse({"to": _("{0} does not work at this desk.").format(to)})
	if to == agent:
		refuse({"to": _("They have these requests already.")})
	if len(_next(agent, "", AT_ONCE + 1)) <= AT_ONCE:
		return len(_move(_next(agent, "", AT_ONCE), agent, to).done)
	background_work.ask([Request(HANDING_OVER, agent, arguments={"agent": agent, "to": to})])
	return None


def step(arguments: dict[str, Any], last: str) -> Progress:
	"""The worker's part: the next tickets that the agent still has."""
	agent, to = arguments["agent"], arguments["to"]
	names = _next(agent, last, BATCH)
	refused = each(names, lambda name: _move_one(name, agent, to))
	return Progress(names[-1], len(names), refused=refused) if names else Progress(is_done=True)


def _move(names: list[str], agent: str, to: str) -> bulk.Outcome:
	return bulk.for_each(names, lambda name: _move_one(name, agent, to))


def _move_one(name: str, agent: str, to: str) -> Any:
	"""One ticket, if the agent still has it."""
	ticket = transitions.locked(name)
	if ticket.agent != agent:
		return ticket
	ticket.check_permission("write")
	# Whoever gets all of it is told by whoever gives it, and not by a mail for each.
	ticket.flags.no_notice = True
	# Nor does the rule that the save asks give it back to them.
	ticket.flags.not_given_to = agent
	ticket.agent = to or (assignment.by_rule(ticket, without=agent) if ticket.team else None)
	step = None if ticket.agent else triage.step_into_queue(ticket)
	if step and not step.get("sd_requires"):
		transitions.apply(ticket, step)
	else:
		ticket.save()
	return ticket


def _next(agent: str, after: str, most: int) -> list[str]:
	values = {"agent": agent, "open": OPEN_CATEGORIES, "after": after, "most": most}
	return [row[0] for row in frappe.db.sql(NEXT, values)]
