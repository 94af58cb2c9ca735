"""The queue: which tickets wait to be taken, in which order, who takes the next, and a ticket's place.

Source: software-vendor 9, outsourcer 8. The order is `domain.queue_order`'s, held by an index: a ticket that waits
has its rank and the instant it has waited since; one that does not has neither. Each team has its own queue, and so
have the tickets that no team has yet.

What waits: tickets that nobody has, in the states that the workflow says so of, and in work. The latter have lost
their agent (handed on, released, or whoever had them has left), and would be on nobody's desk otherwise.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import frappe
from frappe import _

from servicedesk.domain.lifecycle import StateCategory, is_final
from servicedesk.service_levels.priority_rules import rank_of_priority
from servicedesk.shared.compat import from_system, to_microseconds, to_system, utc_now
from servicedesk.shared.errors import Conflict
from servicedesk.shared.people import full_name
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets import states, transitions
from servicedesk.tickets.teams import teams_of

MOST_COUNTED = 100
SHOWN = 20
# So many at the front are tried at a time: more than one only while others are taking theirs.
LOOKED_AT = 5
MOST_TRIES = 20
COLUMNS = "name, subject, customer, priority, team, queue_rank, queue_key, queued_at"
# One team's queue from its front. The null-safe comparison finds the tickets without a team in the same index.
FRONT = (
	f"(select {COLUMNS} from `tabSD Ticket` force index (by_queue)"  # noqa: S608 - column names from above
	" where team <=> %s and queue_rank > 0 and (queue_rank > %s or (queue_rank = %s"
	" and (queue_key > %s or (queue_key = %s and name > %s))))"
	" order by queue_rank, queue_key, name limit %s)"
)
AHEAD = """select count(*) from (
		select 1 from `tabSD Ticket` force index (by_queue)
		where team <=> %(team)s and queue_rank > 0 and (queue_rank < %(rank)s or (queue_rank = %(rank)s
			and (queue_key < %(key)s or (queue_key = %(key)s and name < %(name)s))))
		limit %(most)s
	) as ahead"""
# One row by its primary key: no gap of the index is locked, so nobody who puts a ticket into the queue has to wait.
CLAIM = """select name from `tabSD Ticket`
	where name = %s and queue_rank > 0 and ifnull(agent, '') = '' for update skip locked"""
FRONT_OF_ALL = (0, 0, "")


class Place(NamedTuple):
	"""A ticket's place, 1 for the next. `or_later`: at least this far behind; nobody counts further."""

	number: int
	or_later: bool


def follow(doc: Any) -> None:
	"""Keep a ticket's rank and order in step with its state, agent and priority; called in validate, after them all."""
	doc.team = doc.team or None
	doc.queue_rank, doc.queue_key, doc.queued_at = entry(doc, doc.get_doc_before_save())


def entry(ticket: Any, before: Any | None) -> tuple[int, int, datetime | None]:
	"""The ticket's rank, and the instant that its place goes by, in microseconds and as shown; a place is kept."""
	if ticket.agent or not may_be_taken(ticket.workflow_state):
		return 0, 0, None
	rank = rank_of_priority(ticket.priority)
	if before and before.queue_rank:
		return rank, before.queue_key, before.queued_at
	since = waiting_since(ticket)
	return rank, to_microseconds(since), to_system(since)


def waiting_since(doc: Any) -> datetime:
	"""The instant that its place goes by: when it was categorised, else raised. A ticket that comes back keeps it."""
	stored = doc.categorised_at or doc.raised_at
	now = utc_now()
	return from_system(frappe.utils.get_datetime(stored), not_after=now) if stored else now


def waits_in_queue(state: str | None) -> bool:
	"""Whether the workflow lets tickets in that state wait in the queue."""
	return any(row.state == state and row.get("sd_queue") for row in states.workflow().states)


def may_be_taken(state: str | None) -> bool:
	"""Whether tickets in that state that nobody has wait to be taken."""
	return any(row.state == state and is_taken_from(row) for row in states.workflow().states)


def is_taken_from(row: Any) -> bool:
	"""The same of a state's row of a workflow, stored or about to be."""
	return bool(row.get("sd_queue")) or states.category_of_row(row) is StateCategory.ACTIVE


def place(ticket: Any) -> Place | None:
	"""The ticket's place in its team's queue; None when it does not wait. One statement, which reads only who is ahead."""
	if not ticket.queue_rank:
		return None
	ahead = frappe.db.sql(
		AHEAD,
		{
			"team": ticket.team or None,
			"rank": ticket.queue_rank,
			"key": ticket.queue_key,
			"name": ticket.name,
			"most": MOST_COUNTED,
		},
	)[0][0]
	return Place(ahead + 1, ahead >= MOST_COUNTED)


def waiting(
	teams: Sequence[str | None], most: int = SHOWN, after: tuple[int, int, str] = FRONT_OF_ALL
) -> list[Any]:
	"""The tickets that wait in these queues behind `after` (rank, key, name), the next to be taken first.

	None among the teams: those without a team. One statement, which reads no more than `most` rows of each queue.
	"""
	if not teams:
		return []
	rank, key, name = after
	values = [value for team in teams for value in (team, rank, rank, key, key, name, most)]
	found = frappe.db.sql(" union all ".join([FRONT] * len(teams)), values, as_dict=True)
	return sorted(found, key=order_of)[:most]


def queues_of(user: str, team: str | None = None) -> list[str | None]:
	"""The queues that a member of staff takes from: the one asked for, else those of their teams and of no team.

	Raises PermissionError for the queue of a team that they are not in.
	"""
	mine = teams_of(user)
	if not team:
		return [*mine, None]
	if team not in mine:
		frappe.throw(_("You are not in the team {0}.").format(team), frappe.PermissionError)
	return [team]


def take_next(team: str | None = None) -> Any | None:
	"""Give the signed-in agent the next ticket of their queues and start the work on it; None when nothing waits.

	Two who ask at once get different tickets: a row that somebody is taking is passed over. Raises Conflict when
	others were quicker with every ticket that was tried.
	"""
	name = claim_next(queues_of(frappe.session.user, team))
	return take(name) if name else None


def claim_next(queues: Sequence[str | None]) -> str | None:
	"""The name of the next ticket of these queues, its row locked until the transaction ends; None when nothing waits.

	Raises Conflict as `take_next` does.
	"""
	was_waiting = False
	for entry in _from_the_front(queues):
		was_waiting = True
		# query-in-loop: one row at a time, and hardly ever more than one, until one is free
		if frappe.db.sql(CLAIM, entry.name):
			return str(entry.name)
	if was_waiting:
		frappe.throw(_("Somebody was quicker. Please try again."), Conflict)
	return None


def take(name: str) -> Any:
	"""Put the signed-in agent on a ticket and start the work on it by the workflow's own step, if there is one.

	Only what nobody has begun is started: a ticket that waits for the customer goes on waiting. Raises Conflict on a
	ticket that has ended.
	"""
	ticket = transitions.locked(name)
	ticket.check_permission("write")
	check_open(ticket)
	ticket.agent = frappe.session.user
	step = _step_to_work(ticket)
	if not step:
		# The workflow may have a step for being assigned, and the one to work behind it.
		ticket.save()
		step = _step_to_work(ticket)
	if step:
		transitions.apply(ticket, step)
	return ticket


def check_open(ticket: Any) -> None:
	"""Refuse to put anybody on a ticket that has ended, or goes on as another one."""
	if ticket.merged_into or is_final(StateCategory(ticket.state_category)):
		frappe.throw(_("This request is finished. Nobody can be put on it."), Conflict)


def take_free(number: str) -> Any:
	"""Give the signed-in agent one certain ticket; raises Conflict when somebody else has it."""
	ticket = transitions.locked(number)
	if ticket.agent and ticket.agent != frappe.session.user:
		frappe.throw(_("{0} has this request already.").format(full_name(ticket.agent)), Conflict)
	return take(number)


def shown(team: str | None, most: int) -> list[dict[str, Any]]:
	"""The front of the signed-in agent's queues, as the desk shows it: what names a ticket, and its place."""
	rows = waiting(queues_of(frappe.session.user, team), max(1, min(most, MOST_COUNTED)))
	return [
		{
			"place": number,
			"name": row.name,
			"subject": unshield(row.subject),
			"customer": row.customer,
			"priority": row.priority,
			"team": row.team,
			"queued_at": row.queued_at,
		}
		for number, row in enumerate(rows, start=1)
	]


def order_of(row: Any) -> tuple[int, int, str]:
	"""What the queue is sorted by, as `domain.queue_order.order_key` says."""
	return (row.queue_rank, row.queue_key, row.name)


def _from_the_front(queues: Sequence[str | None]) -> Iterator[Any]:
	after = FRONT_OF_ALL
	for _try in range(MOST_TRIES):
		entries = waiting(queues, LOOKED_AT, after)
		yield from entries
		if len(entries) < LOOKED_AT:
			return
		after = order_of(entries[-1])


def _step_to_work(ticket: Any) -> Any | None:
	"""The first button that leads into work and demands no words, of a ticket that nobody has begun."""
	category = states.category_of(ticket.workflow_state)
	if category is StateCategory.ACTIVE:
		return None
	if category is not StateCategory.NEW and not waits_in_queue(ticket.workflow_state):
		return None
	for row in states.buttons(ticket):
		if states.category_of(row.next_state) is StateCategory.ACTIVE and not row.get("sd_requires"):
			return row
	return None
