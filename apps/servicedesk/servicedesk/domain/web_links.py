"""Addresses of the web within plain text as links that can be pressed; all else is escaped."""

from __future__ import annotations

import re
from html import escape

__all__ = ["ADDRESS", "link", "linked", "linked_address"]

# Of a bounded length, so that no text makes it look twice far.
ADDRESS = r"https?://\w[^\s<>\"*`]{0,1000}"
_ADDRESS = re.compile(ADDRESS)
_ENDS_OF_SENTENCES = ".,;:!?)]'’”»"


def linked(text: str) -> str:
	"""Plain text as safe HTML: only the links of its addresses are tags, whatever was typed. Line ends stay."""
	parts: list[str] = []
	last = 0
	for match in _ADDRESS.finditer(text):
		parts += [escape(text[last : match.start()]), linked_address(match[0])]
		last = match.end()
	return "".join([*parts, escape(text[last:])])


def linked_address(found: str) -> str:
	"""An address as it stands in a sentence: the sign that ends the sentence is no part of it."""
	address = found.rstrip(_ENDS_OF_SENTENCES)
	return link(address, address) + escape(found[len(address) :])


def link(address: str, words: str) -> str:
	"""A link that gives the other page no hold on this one."""
	return f'<a href="{escape(address)}" rel="noopener nofollow ugc" target="_blank">{escape(words)}</a>'
