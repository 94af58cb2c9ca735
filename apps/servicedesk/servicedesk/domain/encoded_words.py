"""Encoded words of header fields as text. Source: RFC 2047; and what programs write that have not read it.

Broken ones that people do send are read: blanks inside a word, a sign cut in two between two words, base64 without its
end. What is none stays as it is. Each sign is looked at a fixed number of times.
"""

from __future__ import annotations

import binascii
import re

from servicedesk.domain.charset import decode
from servicedesk.domain.transfer_encoding import from_base64

# The language after an asterisk (RFC 2231, 5) says nothing about the letters.
_BEGIN = re.compile(r"=\?([A-Za-z0-9_.:+-]{1,40})(?:\*[A-Za-z-]{0,20})?\?([bBqQ])\?")
_LINE_END = re.compile(r"[\r\n]+")


def decode_words(value: str) -> str:
	"""The value with its encoded words in letters."""
	pieces: list[str] = []
	at = plain_from = 0
	charset, content = "", b""
	while (word := _next_word(value, at)) is not None:
		begin, end, its_charset, its_content = word
		between = value[plain_from:begin]
		# Between two words blanks mean nothing; and a sign may be in both of them.
		if content and not between.strip() and its_charset == charset:
			content += its_content
		else:
			pieces += [_text(content, charset), "" if content and not between.strip() else between]
			charset, content = its_charset, its_content
		at = plain_from = end
	return "".join([*pieces, _text(content, charset), value[plain_from:]])


def _next_word(value: str, at: int) -> tuple[int, int, str, bytes] | None:
	"""Where the next word begins and ends, its set of letters, and its bytes."""
	found = _BEGIN.search(value, at)
	while found:
		end = value.find("?=", found.end())
		if end < 0:
			return None
		inner = _BEGIN.search(value, found.end(), end + 2)
		if inner is None:
			encoded = _LINE_END.sub("", value[found.end() : end])
			return found.start(), end + 2, found[1].lower(), _bytes(encoded, found[2])
		# The first one has no end.
		found = inner
	return None


def _bytes(encoded: str, kind: str) -> bytes:
	content = encoded.encode("utf-8", "replace")
	if kind in "bB":
		return from_base64(content)[0]
	return binascii.a2b_qp(content, header=True)


def _text(content: bytes, charset: str) -> str:
	return decode(content, charset)[0] if content else ""
