"""HTML of mails and comments as the text that a person would read: no markup is left that anybody could run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# What begins a new line when it begins or ends.
BLOCKS = frozenset(("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table"))
UNSEEN = frozenset(("script", "style", "head", "title"))
_MANY_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\r\f\v]+")


class _Reader(HTMLParser):
	"""Collects text; entities come resolved."""

	def __init__(self) -> None:
		super().__init__(convert_charrefs=True)
		self.parts: list[str] = []
		self._unseen = 0

	def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
		"""A line break or block ends the line; what is never seen is passed over."""
		if tag in UNSEEN:
			self._unseen += 1
		elif tag == "br" or tag in BLOCKS:
			self.parts.append("\n")

	def handle_endtag(self, tag: str) -> None:
		"""A block's end ends the line."""
		if tag in UNSEEN:
			self._unseen = max(0, self._unseen - 1)
		elif tag in BLOCKS:
			self.parts.append("\n")

	def handle_data(self, data: str) -> None:
		"""Text, unless it stands where nobody sees it."""
		if not self._unseen:
			self.parts.append(data)


def text_of(html: str) -> str:
	"""The text of a piece of HTML, its lines kept, without spaces at the ends of lines and without a third empty line."""
	reader = _Reader()
	reader.feed(html)
	reader.close()
	lines = (_SPACES.sub(" ", line).strip() for line in "".join(reader.parts).split("\n"))
	return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
