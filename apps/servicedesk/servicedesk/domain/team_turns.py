"""Who of a team gets a ticket: by turns, to whom has least to do, or to who knows about it.

Source: the issue's "by team, round robin, load, skill, availability". Whoever is not available, or has as many
tickets as they may have at once, gets none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum


class Rule(str, Enum):
	"""How a team's tickets find their agent; the words are those of the team's form."""

	BY_HAND = "By Hand"
	ROUND_ROBIN = "Round Robin"
	LEAST_LOAD = "Least Load"
	BY_SKILL = "By Skill"

	def __str__(self) -> str:
		return self.value


@dataclass(frozen=True, slots=True)
class Member:
	"""A member in the team's order: ``turn`` is their row, from 1. ``most`` 0: no limit of open tickets."""

	user: str
	turn: int
	available: bool = True
	most: int = 0
	skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
	"""A member with the open tickets they have now."""

	member: Member
	load: int = 0

	@property
	def can_take(self) -> bool:
		"""Whether one more ticket may be given to them."""
		return self.member.available and (not self.member.most or self.load < self.member.most)


def chosen(
	rule: Rule, candidates: Iterable[Candidate], last_turn: int, wanted: Collection[str]
) -> Member | None:
	"""Return who gets the ticket; None when nobody can take it, or the team assigns by hand.

	``last_turn`` is the row of who got the last one; among equals it is the turn of the next row after it.
	``wanted`` are the skills of which one is needed: the ticket's categories and its service.
	"""
	if rule is Rule.BY_HAND:
		return None
	able = [candidate for candidate in candidates if candidate.can_take]
	if rule is Rule.BY_SKILL:
		able = [candidate for candidate in able if not candidate.member.skills.isdisjoint(wanted)]
	if not able:
		return None
	if rule is not Rule.ROUND_ROBIN:
		least = min(candidate.load for candidate in able)
		able = [candidate for candidate in able if candidate.load == least]
	return _next_in_turn([candidate.member for candidate in able], last_turn)


def _next_in_turn(members: Sequence[Member], last_turn: int) -> Member:
	"""The first row after the last one, else the first of all."""
	return min(members, key=lambda member: (member.turn <= last_turn, member.turn))
