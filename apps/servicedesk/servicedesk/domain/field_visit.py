"""Visits to a customer's place: how they end, and which times they may have.

Source: manual outsourcer 10: a ticket is escalated "to a field visit (with a date, a place and a specialist, seen on
a calendar)".
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

# Longer than two days is no visit any more: whoever works there for weeks plans a visit a day.
LONGEST = timedelta(days=2)
# What began longer ago was not planned: a visit may be written down afterwards, but not another year's by mistake.
LONGEST_AGO = timedelta(days=31)


class VisitState(str, Enum):
	"""How far a visit is; the words are the ones that are stored."""

	PLANNED = "Planned"
	ON_THE_WAY = "On the Way"
	DONE = "Done"
	NOBODY_THERE = "Nobody There"
	CANCELLED = "Cancelled"

	def __str__(self) -> str:
		return self.value


class TimeProblem(str, Enum):
	"""What is wrong with a visit's times."""

	ENDS_BEFORE_IT_STARTS = "ends_before_it_starts"
	TOO_LONG = "too_long"
	TOO_LONG_AGO = "too_long_ago"


OPEN = frozenset({VisitState.PLANNED, VisitState.ON_THE_WAY})
_NEXT = {
	VisitState.PLANNED: (
		VisitState.ON_THE_WAY,
		VisitState.DONE,
		VisitState.NOBODY_THERE,
		VisitState.CANCELLED,
	),
	VisitState.ON_THE_WAY: (VisitState.DONE, VisitState.NOBODY_THERE, VisitState.CANCELLED),
}


def next_states(state: VisitState) -> tuple[VisitState, ...]:
	"""What may become of a visit in this state; nothing more of one that has ended."""
	return _NEXT.get(state, ())


def may_follow(state: VisitState, following: VisitState) -> bool:
	"""Tell whether a visit may go from one state to the other, or stay as it is."""
	return state is following or following in next_states(state)


def is_open(state: VisitState) -> bool:
	"""Tell whether the visit is still to be made, so that it takes the specialist's time."""
	return state in OPEN


def time_problem(starts: datetime, ends: datetime, now: datetime) -> TimeProblem | None:
	"""Return what is wrong with the times (aware, or all three naive in one zone); None when nothing is."""
	if ends <= starts:
		return TimeProblem.ENDS_BEFORE_IT_STARTS
	if ends - starts > LONGEST:
		return TimeProblem.TOO_LONG
	if ends < now - LONGEST_AGO:
		return TimeProblem.TOO_LONG_AGO
	return None


def overlap(starts: datetime, ends: datetime, other_starts: datetime, other_ends: datetime) -> bool:
	"""Tell whether two visits take the same time; one may begin in the second in which the other ends."""
	return starts < other_ends and other_starts < ends
