"""Tickets that a worker changes beside people at work: those that are free at once, each of the others by itself.

Rows are locked by their primary key in the order of their numbers, as everybody locks them, and never by an index
that other saves write: so two never wait for each other in a circle. While the worker waits for a ticket that
somebody works on, it holds nothing that others could wait for.
"""

from collections.abc import Callable, Sequence
from functools import partial

import frappe

from servicedesk.shared.background_work import end_batch
from servicedesk.tickets.bulk import Outcome, for_each

# What is done with these tickets: the free ones only, or with `wait` all; returns those that it left out.
Act = Callable[[Sequence[str], bool], list[str]]
FREE = "select name from `tabSD Ticket` force index (primary) where name in %s order by name for update skip locked"


def in_turn(names: Sequence[str], act: Act) -> None:
	"""Do it with the free ones, then wait for each of the others. Ends the transaction after each of these parts."""
	end_batch()
	busy = act(names, False) if names else []
	for name in busy:
		end_batch()
		act([name], True)
	end_batch()


def each(names: Sequence[str], act: Callable[[str], object]) -> None:
	"""Do it with each ticket by itself, in turn: one that refuses holds up none of the others."""
	in_turn(names, partial(_each_of, act))


def _each_of(act: Callable[[str], object], names: Sequence[str], wait: bool) -> list[str]:
	free = list(names) if wait else frappe.db.sql(FREE, (tuple(names),), pluck=True)
	_outcome: Outcome = for_each(free, act)
	taken = set(free)
	return [name for name in names if name not in taken]
