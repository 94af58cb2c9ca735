"""HTML of mails and comments as the text that a person would read: no markup is left that anybody could run."""

from __future__ import annotations

import re

from servicedesk.domain.html_reader import HtmlReader

# What begins a new line when it begins or ends.
BLOCKS = frozenset(("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "table"))
LISTS = {"ul": -1, "ol": 0}
WEB = ("http://", "https://")
UNSEEN = frozenset(("script", "style", "head", "title"))
_MANY_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[ \t\r\f\v]+")


class _Reader(HtmlReader):
	"""Collects text; entities come resolved."""

	def __init__(self) -> None:
		super().__init__()
		self.parts: list[str] = []
		self._unseen = 0
		# Of each list around: the number of its last point; -1 where points have none.
		self._points: list[int] = []
		self._address = ""
		self._words_from = 0

	def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
		"""A line break or block ends the line; what is never seen is passed over."""
		if tag in UNSEEN:
			self._unseen += 1
		elif tag in LISTS:
			self._points.append(LISTS[tag])
		elif tag == "a":
			self._address = next((value for name, value in attributes if name == "href" and value), "")
			self._words_from = len(self.parts)
		elif tag == "li":
			self.parts += [] if self.parts and self.parts[-1].endswith("\n") else ["\n"]
			self.parts.append(self._point())
		elif tag == "br" or tag in BLOCKS:
			self.parts.append("\n")

	def _point(self) -> str:
		"""What stands before a point of a list."""
		if not self._points or self._points[-1] < 0:
			return "- "
		self._points[-1] += 1
		return f"{self._points[-1]}. "

	def handle_endtag(self, tag: str) -> None:
		"""A block's end ends the line."""
		if tag in UNSEEN:
			self._unseen = max(0, self._unseen - 1)
		elif tag in LISTS:
			self._points = self._points[:-1]
		elif tag == "a":
			self._end_link()
		elif tag in BLOCKS:
			self.parts.append("\n")

	def _end_link(self) -> None:
		"""Where a link leads, behind its words, unless they say it themselves."""
		words = "".join(self.parts[self._words_from :]).strip()
		if self._address.startswith(WEB) and self._address != words:
			self.parts.append(f" ({self._address})")
		self._address = ""

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
