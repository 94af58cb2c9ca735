"""Which of an SLA's targets a ticket gets.

A target may hold only for a service, a request type or a priority, or for several of these together. Of the targets
for one kind of clock that fit a ticket, the most exact one is taken, in this order:

1. the one that names most of the three;
2. of equally many, the one that names the service, else the one that names the request type (a service is what the
   customer pays for, a request type is how they ask for it, a priority changes while the ticket lives).

Two targets of one kind with the same conditions are refused when the SLA is saved, so nothing is left to chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# In the order of precedence; also the names of the ticket's fields.
CONDITIONS = ("service", "request_type", "priority")


@dataclass(frozen=True, slots=True)
class Conditions:
	"""What a target holds for, empty for all; of a ticket, what it has."""

	service: str = ""
	request_type: str = ""
	priority: str = ""

	def fit(self, ticket: Conditions) -> bool:
		"""Tell whether a target with these conditions holds for such a ticket."""
		return (
			self.service in ("", ticket.service)
			and self.request_type in ("", ticket.request_type)
			and self.priority in ("", ticket.priority)
		)

	@property
	def named(self) -> tuple[str, ...]:
		"""Return which conditions are named, in the order of precedence."""
		return tuple(name for name in CONDITIONS if getattr(self, name))

	@property
	def exactness(self) -> tuple[int, tuple[bool, ...]]:
		"""Return what the order of precedence sorts by, the most exact being the greatest."""
		named = (bool(self.service), bool(self.request_type), bool(self.priority))
		return sum(named), named


@dataclass(frozen=True, slots=True)
class Target:
	"""A row of an SLA: which kind of clock, and for which tickets."""

	kind: str
	conditions: Conditions = Conditions()


def choose(targets: Sequence[Target], ticket: Conditions) -> list[int]:
	"""Return the positions of the targets that the ticket gets: one for each kind that has one, in their order."""
	best: dict[str, int] = {}
	for position, target in enumerate(targets):
		if not target.conditions.fit(ticket):
			continue
		rival = best.get(target.kind)
		if rival is None or target.conditions.exactness > targets[rival].conditions.exactness:
			best[target.kind] = position
	return sorted(best.values())


def doubles(targets: Iterable[Target]) -> list[tuple[int, int]]:
	"""Return (row, earlier row) for each target that says the same as an earlier one, both counted from 1."""
	seen: dict[Target, int] = {}
	found = []
	for number, target in enumerate(targets, start=1):
		if target in seen:
			found.append((number, seen[target]))
		else:
			seen[target] = number
	return found
