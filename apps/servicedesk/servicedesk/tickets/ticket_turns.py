"""Tickets that a worker changes beside people at work: those that are free at once, each of the others by itself.

Rows are locked by their primary key in the order of their numbers, as everybody locks them, and never by an index
that other saves write: so two never wait for each other in a circle. While the worker waits for a ticket that
somebody works on, it holds nothing that others could wait for.
"""

from collections.abc import Callable, Sequence
from functools import partial

import frappe
from rq.timeouts import JobTimeoutException

from servicedesk.shared.background_work import end_batch
from servicedesk.tickets.bulk import LOST, for_each

# What is done with these tickets: the free ones only, or with `wait` all; returns those that it left out.
Act = Callable[[Sequence[str], bool], list[str]]
FREE = "select name from `tabSD Ticket` force index (primary) where name in %s order by name for update skip locked"


def in_turn(names: Sequence[str], act: Act) -> None:
	"""Do it with the free ones, then wait for each of the others. Ends the transaction after each of these parts.

	Where one ticket breaks the batch, each is done by itself; the one at fault is told in the error log and passed over.
	Raises one of LOST when somebody stood in the way for long: then all of it may be done again.
	"""
	end_batch()
	for name in _left_by(names, act):
		end_batch()
		_alone(name, act)
	end_batch()


def each(names: Sequence[str], act: Callable[[str], object]) -> dict[str, str]:
	"""Do it with each ticket by itself, in turn; return which refused, and why: none holds up the others."""
	refused: dict[str, str] = {}
	in_turn(names, partial(_each_of, act, refused))
	return refused


def _left_by(names: Sequence[str], act: Act) -> list[str]:
	"""What the batch has left to be done one by one: the busy ones, and all of them where it broke."""
	try:
		return act(names, False) if names else []
	except (*LOST, JobTimeoutException):
		raise
	except Exception:  # noqa: BLE001 - whose fault it was shows when each is done by itself
		frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
		return list(names)


def _alone(name: str, act: Act) -> None:
	try:
		act([name], True)
	except (*LOST, JobTimeoutException):
		raise
	except Exception:  # noqa: BLE001 - one ticket's fault holds up none of the others; it is logged
		frappe.db.rollback()  # nosemgrep: commit-in-request - a worker's own transaction
		frappe.log_error(
			"Background work failed at a ticket", reference_doctype="SD Ticket", reference_name=name
		)


def _each_of(
	act: Callable[[str], object], refused: dict[str, str], names: Sequence[str], wait: bool
) -> list[str]:
	free = list(names) if wait else frappe.db.sql(FREE, (tuple(names),), pluck=True)
	outcome = for_each(free, act)
	if wait and outcome.lost:
		raise frappe.QueryDeadlockError
	refused.update({name: why for name, why in outcome.refused.items() if name not in outcome.lost})
	taken = set(free) - set(outcome.lost)
	return [name for name in names if name not in taken]
