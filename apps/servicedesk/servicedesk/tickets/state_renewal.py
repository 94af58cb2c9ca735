"""What tickets go by because of their state, read anew after an edit: the state's meaning, their queue, their timer.

And the state itself, where another one has taken its place. Few tickets follow in the transaction of the edit, many
by a worker; until it has come to them, a ticket is read as if it stood in the new state (`states.current`), and its
own save puts it there.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import frappe
from frappe.model.workflow import get_workflow_name

from servicedesk.shared import background_work
from servicedesk.shared.background_work import TICKETS_OF_STATE, Progress, Request
from servicedesk.shared.compat import to_microseconds, utc_now
from servicedesk.shared.forgetting import CHANGE_SECONDS
from servicedesk.tickets import queue_place, states, timers
from servicedesk.tickets.ticket_turns import in_turn

BATCH = 200
# Of a state with no more tickets they follow at once.
FEW = 100
NAMES = "select name from `tabSD Ticket` where workflow_state = %s and name > %s order by name limit %s"
ALL_OF_THEM = """select * from `tabSD Ticket` force index (primary)
	where name in %s and workflow_state = %s order by name for update"""
FREE = f"{ALL_OF_THEM} skip locked"
# Nobody's `modified` changes, as no person has changed anything.
WRITE = """update `tabSD Ticket` set workflow_state = %s, state_category = %s,
	queue_rank = %s, queue_key = %s, queued_at = %s, timer_key = %s where name in %s"""
# What says to the framework that a ticket's state needs no row of to-do (`workflow_actions`).
WRITE_SETTLED = """update `tabWorkflow Action` set workflow_state = %(state)s
	where name in %(names)s and reference_doctype = 'SD Ticket' and workflow_state != %(state)s"""


class Derived(NamedTuple):
	"""What a ticket goes by because of its state, in the order of WRITE."""

	workflow_state: str
	state_category: str
	queue_rank: int
	queue_key: int
	queued_at: datetime | None
	timer_key: int


def ask(of_states: Iterable[str]) -> None:
	"""Have a worker read the tickets of these states anew, once this edit stands."""
	background_work.ask([_request(state) for state in sorted(set(of_states))])


def follow(of_states: Iterable[str]) -> None:
	"""Read the tickets of these states anew: at once where they are few and free, else by a worker."""
	# query-in-loop: the states of one workflow
	ask([state for state in sorted(set(of_states)) if not _renew_few(state)])


def replace(old: str, new: str) -> None:
	"""Have the tickets of a state stand in the one that has taken its place in the active workflow."""
	moved = [*replaced_by(old), old]
	background_work.ask([_request(state, new) for state in moved])
	# query-in-loop: as many as staff replace at once
	for state in moved:
		_renew_few(state)


def replaced_by(state: str) -> list[str]:
	"""The states whose tickets are just being moved to this one."""
	return [moved for moved, becomes in moved_from().items() if becomes == state]


def moved_from() -> dict[str, str]:
	"""The states whose tickets are just being moved to others, and to which. One statement."""
	asked = background_work.waiting(TICKETS_OF_STATE)
	return {row["state"]: row["becomes"] for row in asked if row["becomes"]}


def read_as_moved(doc: Any) -> None:
	"""Let a ticket be in the state that has taken its state's place. No statement for a state of the workflow."""
	if not doc.workflow_state or not get_workflow_name("SD Ticket"):
		return
	state = states.current(doc.workflow_state)
	if state != doc.workflow_state:
		doc.workflow_state, doc.state_category = state, str(states.category_of(state))


def step(arguments: dict[str, Any], last: str) -> Progress:
	"""Read the next tickets of the state anew that the arguments name."""
	state = arguments["state"]
	is_over = to_microseconds(utc_now()) >= arguments["until"]
	names = _names(state, last, BATCH)
	in_turn(names, partial(_renew, state))
	if len(names) == BATCH:
		return Progress(names[-1], len(names))
	# Whoever began before the edit may still put a ticket into the state that is gone, at any number: only a look that
	# began after that, and came to the end at once, is the last one. Where nothing leads out, none finds more.
	if arguments["becomes"] and not (is_over and not last) and states.is_known(states.current(state)):
		return Progress("", len(names), pause_seconds=0 if is_over else CHANGE_SECONDS)
	return Progress(is_done=True)


def _request(state: str, becomes: str = "") -> Request:
	until = to_microseconds(utc_now()) + CHANGE_SECONDS * 1_000_000 if becomes else 0
	arguments = {"state": state, "becomes": becomes, "until": until}
	return Request(TICKETS_OF_STATE, state, f"{state} → {becomes}" if becomes else state, arguments)


def _names(state: str, last: str, most: int) -> list[str]:
	"""The next tickets of the state in the order of their numbers: a batch from the index, nothing locked."""
	return frappe.db.sql(NAMES, (state, last, most), pluck=True)


def _renew_few(state: str) -> bool:
	"""Renew the tickets of the state in this transaction if they are few; return whether none is left for a worker."""
	names = _names(state, "", FEW + 1)
	return len(names) <= FEW and not _renew(state, names)


def _renew(state: str, names: Sequence[str], wait: bool = False) -> list[str]:
	"""Renew these tickets of the state; return those that are busy, or that have left it meanwhile.

	The caller ends the transaction. A statement for the batch, and one for those to which the same is written.
	"""
	aim = states.current(state)
	if not names or not states.is_known(aim):
		return []
	rows = frappe.db.sql(ALL_OF_THEM if wait else FREE, (tuple(names), state), as_dict=True)
	now = utc_now()
	groups: dict[Derived, list[str]] = {}
	for row in rows:
		stored = Derived(*(row[name] for name in Derived._fields))
		if (derived := _derived(row, aim, now)) != stored:
			groups.setdefault(derived, []).append(row.name)
	found = [row.name for row in rows]
	_write(groups, aim, found)
	return [name for name in names if name not in set(found)]


def _write(groups: dict[Derived, list[str]], aim: str, names: Sequence[str]) -> None:
	for derived, changed in groups.items():
		# query-in-loop: one for all tickets to which the same is written
		frappe.db.sql(WRITE, (*derived, tuple(changed)))
	if names:
		frappe.db.sql(WRITE_SETTLED, {"state": aim, "names": tuple(names)})


def _derived(row: Any, aim: str, now: datetime) -> Derived:
	"""What the ticket goes by in that state, as its own save would have it."""
	row.workflow_state, row.state_category = aim, str(states.category_of(aim))
	return Derived(
		row.workflow_state, row.state_category, *queue_place.entry(row, row), timers.timer_of_row(row, now)
	)
