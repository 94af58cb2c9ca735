"""The queue after staff changed what it goes by: which states wait in it, or how urgent a priority is.

A worker follows, batch by batch, each committed; killed and started again it finds what is left. Nobody's save waits
for it: a ticket that is saved meanwhile is put right by its own save.
"""

from collections.abc import Iterator
from typing import Any

import frappe

from servicedesk.service_levels.priority_rules import rank_of_priority
from servicedesk.shared.compat import to_microseconds, to_system
from servicedesk.tickets import queue_place
from servicedesk.tickets.teams import TEAM

BATCH = 200
DOCTYPE = "SD Ticket"
OF_STATE = """select name, priority, categorised_at, raised_at, agent, queue_rank from `tabSD Ticket`
	where workflow_state = %(state)s and name > %(after)s order by name limit %(most)s"""
JOIN = """update `tabSD Ticket` set queue_rank = %(rank)s, queue_key = %(key)s, queued_at = %(queued_at)s
	where name = %(name)s and workflow_state = %(state)s and queue_rank = 0 and ifnull(agent, '') = ''"""
LEAVE = """update `tabSD Ticket` set queue_rank = 0, queue_key = 0, queued_at = null
	where name in %(names)s and workflow_state = %(state)s and queue_rank > 0"""
# Only what waits is read and written: a range of the queue's own index for each team.
RERANK = """update `tabSD Ticket` force index (by_queue) set queue_rank = %(rank)s
	where team <=> %(team)s and queue_rank > 0 and priority = %(priority)s and queue_rank != %(rank)s"""


def workflow_changed(doc: Any, method: str | None = None) -> None:
	"""Follow states that wait in the queue now or no longer do. Hook: on_update of Workflow."""
	if doc.document_type != DOCTYPE or not doc.is_active:
		return
	changed = sorted(_waiting_states(doc) ^ _waiting_states(doc.get_doc_before_save()))
	if changed:
		_enqueue("states", states=changed)


def priority_changed(doc: Any, method: str | None = None) -> None:
	"""Follow a priority's new level. Hook: on_update of SD Priority."""
	before = doc.get_doc_before_save()
	if before and before.level != doc.level:
		_enqueue("priority", name=doc.name)


def states(states: list[str]) -> int:
	"""Put the tickets of these states into the queue, or take them out, as the workflow says now; how many changed."""
	return sum(_state(state) for state in states)


def priority(name: str) -> None:
	"""Give the waiting tickets of the priority its rank of now. One statement a team."""
	teams: list[str | None] = [None, *frappe.get_all(TEAM, pluck="name", order_by="name asc")]
	for team in teams:
		# query-in-loop: one statement a team, in a worker, each a short transaction
		frappe.db.sql(RERANK, {"team": team, "rank": rank_of_priority(name), "priority": name})
		frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction


def _enqueue(what: str, **values: Any) -> None:
	frappe.enqueue(f"{__name__}.{what}", queue="long", enqueue_after_commit=True, **values)


def _waiting_states(flow: Any | None) -> set[str]:
	return {row.state for row in flow.states if queue_place.is_taken_from(row)} if flow else set()


def _state(state: str) -> int:
	waits = queue_place.may_be_taken(state)
	changed = 0
	for rows in _batches(state):
		changed += _join(state, rows) if waits else _leave(state, rows)
		frappe.db.commit()  # nosemgrep: commit-in-request - a worker's own transaction
	return changed


def _batches(state: str) -> Iterator[list[Any]]:
	after = ""
	while True:
		# query-in-loop: one statement a batch, in a worker
		rows = frappe.db.sql(OF_STATE, {"state": state, "after": after, "most": BATCH}, as_dict=True)
		if not rows:
			return
		yield rows
		after = rows[-1].name


def _join(state: str, rows: list[Any]) -> int:
	joining = [row for row in rows if not row.queue_rank and not row.agent]
	for row in joining:
		since = queue_place.waiting_since(row)
		values = {
			"name": row.name,
			"state": state,
			"rank": rank_of_priority(row.priority),
			"key": to_microseconds(since),
			"queued_at": to_system(since),
		}
		# query-in-loop: each ticket has an instant of its own; a worker does it, once after an edit of the workflow
		frappe.db.sql(JOIN, values)
	return len(joining)


def _leave(state: str, rows: list[Any]) -> int:
	leaving = [row.name for row in rows if row.queue_rank]
	if leaving:
		frappe.db.sql(LEAVE, {"names": leaving, "state": state})
	return len(leaving)
