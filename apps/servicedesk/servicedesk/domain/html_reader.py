"""A reader of anybody's HTML that never fails on it."""

from __future__ import annotations

from html.parser import HTMLParser


class HtmlReader(HTMLParser):
	"""The library's, with entities resolved, and with marked sections as browsers read them."""

	def __init__(self) -> None:
		super().__init__(convert_charrefs=True)

	def parse_marked_section(self, i: int, report: bool = True) -> int:
		"""`<![…` is a comment that ends with the next `>` (WHATWG HTML, 13.2.5.42), whatever stands in it.

		The library raises AssertionError for any name that it does not know, and mails are full of `<![if !mso]>`,
		which nobody should read: so it is neither left to the library nor shown as text. -1: it does not end.
		"""
		return self.parse_bogus_comment(i)
