"""What a report counts, and the shares and averages that it tells of it (issue 5, item 5).

Counts come from the register as it stands: a ticket that was resolved and opened again is open. Times are working time,
as the clocks have measured it: what an SLA pauses is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

WHOLE = 100


class Dimension(str, Enum):
	"""What the tickets raised in a period are told apart by."""

	STATE = "state"
	SERVICE = "service"
	REQUEST_TYPE = "request_type"
	REQUESTER = "requester"
	SITE = "site"
	EQUIPMENT = "equipment"

	def __str__(self) -> str:
		return self.value


@dataclass(frozen=True)
class Group:
	"""How many tickets have one value of a dimension. `category`: what a state means, empty elsewhere."""

	value: str
	title: str
	number: int
	category: str = ""


@dataclass(frozen=True)
class Counts:
	"""Tickets of a period. `open_at_end`: raised before it ended, and without an end by then."""

	raised: int = 0
	resolved: int = 0
	closed: int = 0
	cancelled: int = 0
	open_at_end: int = 0


@dataclass(frozen=True)
class Ratings:
	"""Ratings that customers gave in a period: how many, and the sum of their marks (1 to 5)."""

	number: int = 0
	total: int = 0

	@property
	def average(self) -> float | None:
		"""The average mark, None without any."""
		return self.total / self.number if self.number else None


@dataclass(frozen=True)
class ClockFigures:
	"""The clocks of one kind of the tickets raised in a period.

	`late`: breached, whether or not the promise was kept afterwards. `running`: not decided yet. `seconds` is the working
	time of all that have been met, in time or late; `median_seconds` the middle one of it.
	"""

	kind: str
	label: str
	met: int = 0
	met_late: int = 0
	breached: int = 0
	running: int = 0
	seconds: int = 0
	median_seconds: float | None = None

	@property
	def late(self) -> int:
		"""Those that were not met in time."""
		return self.met_late + self.breached

	@property
	def number(self) -> int:
		"""All of them."""
		return self.met + self.late + self.running

	@property
	def shares(self) -> list[int]:
		"""Percent of those met in time, late and running; together 100."""
		return percentages([self.met, self.late, self.running])

	@property
	def kept(self) -> int | None:
		"""Percent of the decided ones that were met in time; None while none is decided."""
		return percentages([self.met, self.late])[0] if self.met + self.late else None

	@property
	def average_seconds(self) -> float | None:
		"""The average working time until the clock was met; None where none has been."""
		done = self.met + self.met_late
		return self.seconds / done if done else None


@dataclass(frozen=True)
class Figures:
	"""All that a report tells. `raised` and `resolved` by piece of the period, in its order."""

	counts: Counts
	ratings: Ratings
	raised: Sequence[int]
	resolved: Sequence[int]
	clocks: Sequence[ClockFigures]
	groups: Mapping[Dimension, Sequence[Group]] = field(default_factory=dict)


def percentages(numbers: Sequence[int]) -> list[int]:
	"""Whole percentages that add up to 100: those who lose most by rounding down get what is left (largest remainder).

	Nothing of nothing is 0 percent, and what exists is at least 1: one broken promise of a thousand is not "100 % kept".
	"""
	total = sum(numbers)
	if not total:
		return [0] * len(numbers)
	shares = [number * WHOLE // total for number in numbers]
	by_remainder = sorted(range(len(numbers)), key=lambda place: -(numbers[place] * WHOLE % total))
	for place in by_remainder[: WHOLE - sum(shares)]:
		shares[place] += 1
	return _none_hidden(numbers, shares)


def _none_hidden(numbers: Sequence[int], shares: list[int]) -> list[int]:
	"""What exists and came to nothing gets one percent, from the largest."""
	for place, number in enumerate(numbers):
		largest = max(range(len(shares)), key=shares.__getitem__)
		if number and not shares[place] and shares[largest] > 1:
			shares[place] += 1
			shares[largest] -= 1
	return shares


def foremost(groups: Sequence[Group], most: int, total: int) -> tuple[list[Group], int]:
	"""The first `most` groups, and how many of the `total` tickets belong to none of them."""
	shown = list(groups[:most])
	return shown, total - sum(group.number for group in shown)
