"""The order in which tickets are taken, and a ticket's place in it.

Source: software-vendor 9: a categorised case goes behind the last case of the same or a higher urgency. That
is the same as sorting by urgency and then by the time of categorising, so that an index can hold the order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

LAST_RANK = 1_000
"""The rank of a ticket whose urgency nobody knows: behind all others."""


@dataclass(frozen=True, slots=True)
class QueueEntry:
	"""A ticket that waits: rank 1 is the most urgent; the ticket's name settles equal times."""

	ticket: str
	rank: int
	queued_at: datetime


def rank_of(level: int | None) -> int:
	"""Return the rank that a priority's level gives: the level itself, from 1 to the last rank."""
	return min(max(level, 1), LAST_RANK) if level else LAST_RANK


def order_key(entry: QueueEntry) -> tuple[int, datetime, str]:
	"""Return what the queue is sorted by; the smallest is taken next."""
	return (entry.rank, entry.queued_at, entry.ticket)


def ordered(entries: Iterable[QueueEntry]) -> list[QueueEntry]:
	"""Return the queue, next one first."""
	return sorted(entries, key=order_key)


def place_of(ticket: str, entries: Iterable[QueueEntry]) -> int | None:
	"""Return a ticket's place, 1 for the next to be taken; None when it does not wait."""
	waiting = list(entries)
	for entry in waiting:
		if entry.ticket == ticket:
			return 1 + sum(order_key(other) < order_key(entry) for other in waiting)
	return None
