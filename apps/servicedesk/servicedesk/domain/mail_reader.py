"""A reader of mails' HTML: its elements in pairs, and without what nobody is meant to see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from servicedesk.domain.html_reader import HtmlReader
from servicedesk.domain.safe_html import UNSEEN

__all__ = [
	"BLOCKS",
	"HEADINGS",
	"LONGEST",
	"SIDES",
	"Attributes",
	"MailReader",
	"is_seen",
	"pixels",
	"value_of",
]

# Of what is read, in characters.
LONGEST = 1_000_000
# Deeper than that nobody's mail is; what is opened there is as if it were not.
MOST_OPEN = 60
# A picture that small is there to be fetched, not to be seen.
TRACKING_PIXELS = 3
SIDES = ("width", "height")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = frozenset(
	"p div ul ol li blockquote pre table thead tbody tfoot tr th td caption section article header footer main center"
	" dl dt dd".split()
) | frozenset(HEADINGS)
VOID = frozenset(
	"area base basefont br col embed frame hr img input keygen link meta param source track wbr".split()
)
_CELLS = ("td", "th")
_WORDS = frozenset(("p", *HEADINGS))
# What ends by itself where another one begins, as browsers have it, with all that is not a block in it.
ENDS_BEFORE = {
	**dict.fromkeys(BLOCKS, _WORDS),
	**dict.fromkeys(("dt", "dd"), _WORDS | {"dt", "dd"}),
	**dict.fromkeys(_CELLS, _WORDS.union(_CELLS)),
	**{"li": _WORDS | {"li"}, "tr": _WORDS.union(_CELLS, ("tr",))},
}
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_STYLED_SIDES = {
	side: re.compile(rf"(?:^|[;\s]){side}\s*:\s*(\d{{1,5}})(?:\.\d{{1,5}})?(?:px|pt)", re.IGNORECASE)
	for side in SIDES
}
Attributes = Sequence[tuple[str, str | None]]


class MailReader(HtmlReader):
	"""Calls `begin`, `end`, `alone` and `words`, which do nothing here. An end without a beginning is nothing."""

	def __init__(self) -> None:
		super().__init__()
		self._open: list[str] = []
		self._named: Counter[str] = Counter()
		self._unseen, self._depth = "", 0

	def begin(self, tag: str, attributes: Attributes) -> None:
		"""An element begins."""

	def end(self, tag: str) -> None:
		"""The element that was begun last ends."""

	def alone(self, tag: str, attributes: Attributes) -> None:
		"""An element without an end."""

	def words(self, text: str) -> None:
		"""Text, with entities resolved."""

	def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
		"""Of the library."""
		if self._unseen:
			self._depth += tag == self._unseen
		elif tag in VOID:
			self.alone(tag, attributes)
		elif tag in UNSEEN or _HIDDEN.search(value_of(attributes, "style")):
			self._unseen, self._depth = tag, 1
		else:
			self._begin(tag, attributes)

	def handle_endtag(self, tag: str) -> None:
		"""Of the library. Whatever was opened within ends, too."""
		if self._unseen:
			self._depth -= tag == self._unseen
			if not self._depth:
				self._unseen = ""
		elif self._named[tag]:
			while self._end_last() != tag:
				pass

	def handle_data(self, data: str) -> None:
		"""Of the library."""
		if not self._unseen:
			self.words(data)

	def close(self) -> None:
		"""Nothing follows: what is open ends."""
		super().close()
		while self._open:
			self._end_last()

	def _begin(self, tag: str, attributes: Attributes) -> None:
		for _turn in range(self._ended_by(tag)):
			self._end_last()
		if len(self._open) < MOST_OPEN:
			self._open.append(tag)
			self._named[tag] += 1
			self.begin(tag, attributes)

	def _ended_by(self, tag: str) -> int:
		"""How many of the elements that are open end where this one begins."""
		ended = 0
		if tag in ENDS_BEFORE:
			for depth, around in enumerate(reversed(self._open), 1):
				if around in ENDS_BEFORE[tag]:
					ended = depth
				elif around in BLOCKS:
					break
		return ended

	def _end_last(self) -> str:
		tag = self._open.pop()
		self._named[tag] -= 1
		self.end(tag)
		return tag


def value_of(attributes: Attributes, wanted: str) -> str:
	"""The value of an attribute, the first where there are several."""
	return next((value for name, value in attributes if name == wanted and value), "")


def is_seen(attributes: Attributes) -> bool:
	"""Whether a picture is there to be seen, and not to tell its sender when it was fetched."""
	sizes = [pixels(attributes, side) for side in SIDES]
	small = any(size is not None and size <= TRACKING_PIXELS for size in sizes)
	return not small and not _HIDDEN.search(value_of(attributes, "style"))


def pixels(attributes: Attributes, side: str) -> int | None:
	"""How wide or high a picture is said to be; None where nothing usable is said."""
	said = value_of(attributes, side).strip().removesuffix("px")
	if said.isascii() and said.isdigit() and len(said) < 6:
		return int(said)
	found = _STYLED_SIDES[side].search(value_of(attributes, "style"))
	return int(found[1]) if found else None
