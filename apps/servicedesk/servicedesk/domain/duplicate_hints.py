"""Which of a customer's tickets may be about the same matter as a new one: hints for people, never a decision."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from servicedesk.domain.text_normalisation import comparison_key

# Shorter words are prepositions and the like; of longer ones the beginning counts, as endings change with the case.
SHORTEST_WORD = 3
STEM = 5
# From here on two subjects are called alike: half of their words are the same.
ALIKE = 0.5
# A subject alone has to say it clearly.
CLEARLY_ALIKE = 0.66
MOST_HINTS = 5
_WORD = re.compile(r"[^\W_]+")


class Reason(str, Enum):
	"""Why a ticket is shown as a possible duplicate."""

	SAME_EQUIPMENT = "same_equipment"
	SAME_REQUESTER = "same_requester"
	SIMILAR_SUBJECT = "similar_subject"


@dataclass(frozen=True, slots=True)
class Candidate:
	"""A ticket as far as hints go; empty for nobody and nothing."""

	ticket: str
	subject: str
	requester: str = ""
	equipment: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
	"""A ticket that may be about the same matter, and why; a higher score is a better guess."""

	ticket: str
	reasons: tuple[Reason, ...]
	score: float


def similarity(first: str, second: str) -> float:
	"""Return how much two subjects share, from 0 to 1: the part of their words that both have."""
	one, two = _stems(first), _stems(second)
	if not one or not two:
		return 0.0
	return 2 * len(one & two) / (len(one) + len(two))


def hints(ticket: Candidate, others: Iterable[Candidate]) -> list[Hint]:
	"""Return the best guesses among the customer's other tickets, best first; equal ones in the order given."""
	found = [hint for other in others if other.ticket != ticket.ticket and (hint := _hint(ticket, other))]
	return sorted(found, key=lambda hint: -hint.score)[:MOST_HINTS]


def _hint(ticket: Candidate, other: Candidate) -> Hint | None:
	alike = similarity(ticket.subject, other.subject)
	reasons = []
	if ticket.equipment and ticket.equipment == other.equipment:
		reasons.append(Reason.SAME_EQUIPMENT)
	if ticket.requester and ticket.requester == other.requester:
		reasons.append(Reason.SAME_REQUESTER)
	if alike >= ALIKE:
		reasons.append(Reason.SIMILAR_SUBJECT)
	# The same person asks for many things: that alone says nothing.
	telling = Reason.SAME_EQUIPMENT in reasons or alike >= CLEARLY_ALIKE or len(reasons) > 1
	return Hint(other.ticket, tuple(reasons), len(reasons) + alike) if telling else None


def _stems(subject: str) -> frozenset[str]:
	words = _WORD.findall(comparison_key(subject))
	return frozenset(word[:STEM] for word in words if len(word) >= SHORTEST_WORD)
