"""HTML of anybody as HTML of a few plain tags.

What is written is put together anew from what a reader of HTML understood: tags of the list below without any
attribute but a link's address, each closed, and text that is escaped. So it does not matter how another reader would
have understood the original.
"""

from __future__ import annotations

import re
from html import escape

from servicedesk.domain.html_reader import HtmlReader

__all__ = ["prepared", "safe_html"]

TAGS = frozenset(
	"p div br strong b em i u s ul ol li blockquote pre code table thead tbody tr th td a".split()
)
ALONE = frozenset(("br",))
# With everything in them.
UNSEEN = frozenset(("script", "style", "head", "title", "template", "noscript", "iframe", "textarea"))
# Whose end is a line's end, so that their text does not run into what follows.
BECOME_PARAGRAPHS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer"))
SCHEMES = ("http://", "https://", "mailto:")
LONGEST_ADDRESS = 2000
# A tag that never ends makes the reader look through all that follows, for each of them.
_NEVER_ENDS = re.compile(r"<(?=[^<>]*(?:<|\Z))")


class _Writer(HtmlReader):
	"""Writes what it understood; entities come resolved."""

	def __init__(self) -> None:
		super().__init__()
		self.parts: list[str] = []
		self.open: list[str] = []
		self._unseen = ""
		self._depth = 0

	def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
		"""A tag of the list, a paragraph for a heading, nothing for any other."""
		if self._unseen:
			self._depth += tag == self._unseen
			return
		if tag in UNSEEN:
			self._unseen, self._depth = tag, 1
			return
		known = "p" if tag in BECOME_PARAGRAPHS else tag
		if known not in TAGS:
			return
		self.parts.append(f"<{known}{_link_of(attributes) if known == 'a' else ''}>")
		if known not in ALONE:
			self.open.append(known)

	def handle_endtag(self, tag: str) -> None:
		"""Closes the tag and whatever was opened within it; an end without a beginning is nothing."""
		if self._unseen:
			self._depth -= tag == self._unseen
			if not self._depth:
				self._unseen = ""
			return
		known = "p" if tag in BECOME_PARAGRAPHS else tag
		if known in self.open:
			while (last := self.open.pop()) != known:
				self.parts.append(f"</{last}>")
			self.parts.append(f"</{known}>")

	def handle_data(self, data: str) -> None:
		"""Text, unless it stands where nobody sees it."""
		if not self._unseen:
			self.parts.append(escape(data))


def safe_html(html: str) -> str:
	"""The HTML with nothing but plain formatting in it; pictures, styles, scripts and forms are gone."""
	writer = _Writer()
	writer.feed(prepared(html))
	writer.close()
	return "".join(writer.parts) + "".join(f"</{tag}>" for tag in reversed(writer.open))


def prepared(html: str) -> str:
	"""HTML that is read in time that grows with its length: without comments, and without tags that never end."""
	return _NEVER_ENDS.sub("&lt;", _without_comments(html))


def _without_comments(html: str) -> str:
	"""Without comments; one that never ends takes the rest along, as in browsers."""
	parts: list[str] = []
	at = 0
	while (start := html.find("<!--", at)) >= 0:
		parts.append(html[at:start])
		end = html.find("-->", start + 4)
		at = end + 3 if end >= 0 else len(html)
	return "".join([*parts, html[at:]])


def _link_of(attributes: list[tuple[str, str | None]]) -> str:
	"""A link's address, if it leads to a page or a mail; else the link is only its words."""
	address = next((value for name, value in attributes if name == "href" and value), "").strip()
	if not address.lower().startswith(SCHEMES) or len(address) > LONGEST_ADDRESS:
		return ""
	return f' href="{escape(address)}" rel="noopener nofollow ugc" target="_blank"'
