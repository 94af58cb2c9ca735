"""Links between two tickets, stored once and read from either side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class LinkKind(str, Enum):
	"""What two tickets have to do with each other, as it is stored; the words are the ones in the table."""

	RELATED = "Related"
	DUPLICATE = "Duplicate"
	CAUSED_BY = "Caused By"
	BLOCKS = "Blocks"

	def __str__(self) -> str:
		return self.value


SYMMETRIC = frozenset({LinkKind.RELATED, LinkKind.DUPLICATE})
# What the other side of a kind with a direction is called; people may choose either.
REVERSE = {LinkKind.CAUSED_BY: "Causes", LinkKind.BLOCKS: "Blocked By"}
_CHOSEN_FROM_THE_OTHER_SIDE = {word: kind for kind, word in REVERSE.items()}


class LinkError(ValueError):
	"""Two tickets that cannot be linked so."""


@dataclass(frozen=True, slots=True)
class TicketLink:
	"""A link as it is stored: `ticket` is what the kind speaks of, e.g. ticket is Caused By other."""

	ticket: str
	kind: LinkKind
	other: str


def choices() -> tuple[str, ...]:
	"""Return every word that may be chosen for a link, from the chooser's side."""
	return (*(str(kind) for kind in LinkKind), *REVERSE.values())


def stored_link(ticket: str, chosen: str, other: str) -> TicketLink:
	"""Return the one way in which this link is stored, whichever side it is made from.

	Raises LinkError for a ticket and itself, or a word that is no kind.
	"""
	if ticket == other:
		raise LinkError("a ticket cannot be linked with itself")
	if chosen in _CHOSEN_FROM_THE_OTHER_SIDE:
		return TicketLink(other, _CHOSEN_FROM_THE_OTHER_SIDE[chosen], ticket)
	try:
		kind = LinkKind(chosen)
	except ValueError:
		raise LinkError(f"no kind of link is called {chosen!r}") from None
	if kind in SYMMETRIC:
		first, second = sorted((ticket, other))
		return TicketLink(first, kind, second)
	return TicketLink(ticket, kind, other)


def opposite(link: TicketLink) -> TicketLink | None:
	"""Return the link that says the contrary (A blocks B, B blocks A); None where a kind has no direction."""
	return None if link.kind in SYMMETRIC else TicketLink(link.other, link.kind, link.ticket)


def seen_from(link: TicketLink, ticket: str) -> tuple[str, str]:
	"""Return what the link is to this ticket: the word from its side, and the other ticket."""
	if link.ticket == ticket:
		return str(link.kind), link.other
	return REVERSE.get(link.kind, str(link.kind)), link.ticket
