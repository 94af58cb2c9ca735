"""Which titles fit what somebody is typing: hints for people while they fill in a form, never a decision."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from servicedesk.domain.text_normalisation import comparison_key

SHORTEST_TEXT = 4
"""Letters before anything is looked for."""
SHORTEST_WORD = 3
STEM = 5
"""Of longer words the beginning counts, as endings change with the case in all five languages."""
ENOUGH = 0.5
"""The part of the typed words that a title must have."""
_WORD = re.compile(r"[^\W_]+")


class Fitting(NamedTuple):
	"""A title that fits, by its key; a higher score is a better guess."""

	key: str
	score: float


def is_enough_to_look(typed: str) -> bool:
	"""Whether so much was typed that a look is worth its cost."""
	return sum(len(word) for word in _words(typed)) >= SHORTEST_TEXT


def fitting(typed: str, titles: Iterable[tuple[str, str]], most: int) -> list[Fitting]:
	"""Return the best of the titles (key, text), best first, equal ones in the order given; at most ``most``.

	The last word may still be on its way: it fits any word that begins with it.
	"""
	words = _words(typed)
	if not words:
		return []
	scored = [Fitting(key, _score(words, _words(text))) for key, text in titles]
	return sorted((found for found in scored if found.score >= ENOUGH), key=lambda found: -found.score)[:most]


def _score(typed: list[str], title: list[str]) -> float:
	stems = {word[:STEM] for word in title}
	hits = sum(1 for word in typed[:-1] if word[:STEM] in stems)
	last = typed[-1]
	hits += any(word.startswith(last) or word[:STEM] == last[:STEM] for word in title)
	return hits / len(typed)


def _words(text: str) -> list[str]:
	return [word for word in _WORD.findall(comparison_key(text)) if len(word) >= SHORTEST_WORD]
