"""A small Markdown as safe HTML, in one pass over the text.

Customers write it, so it takes time that grows with the text and not faster: the Markdown libraries of the framework
can be made to run for minutes by a few thousand brackets. Whatever is no formatting is shown as it was typed, and
nothing of what was typed becomes a tag: only the tags named here are ever written, and all text is escaped.

Known: paragraphs, whose line ends stay; **bold**, *italic*, _italic_, `code`; lists with -, * or + and with numbers;
> quotes; # headings, as bold lines; ``` blocks; [words](address), and plain addresses of the web.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from servicedesk.domain.web_links import ADDRESS, link, linked_address

__all__ = ["as_safe_html"]

FENCE = "```"
_HEADING = re.compile(r"#{1,6} +(\S.*)")
_QUOTED = re.compile(r"> ?(.*)")
_BULLET = re.compile(r" {0,3}[-*+] +(\S.*)")
_NUMBERED = re.compile(r" {0,3}[0-9]{1,9}[.)] +(\S.*)")
# Each way to begin ends at the next sign of its own kind or after a bounded length: no text makes it look twice far.
_INLINE = re.compile(
	r"`(?P<code>[^`\n]{1,2000})`"
	r"|\[(?P<words>[^\[\]\n]{1,300})\]\((?P<address>(?:https?://|mailto:)[^\s()<>\"]{1,1000})\)"
	rf"|(?P<web>{ADDRESS})"
	r"|\*\*(?=\S)(?P<bold>[^*\n]{1,2000})(?<=\S)\*\*"
	r"|(?<![\w*])\*(?=\S)(?P<italic>[^*\n]{1,2000})(?<=\S)\*(?![\w*])"
	r"|(?<![\w_])_(?=\S)(?P<slanted>[^_\n]{1,2000})(?<=\S)_(?![\w_])"
)


def as_safe_html(text: str) -> str:
	"""The text as HTML of a few plain tags; `text` has line ends of one kind, as `clean_lines` leaves them."""
	lines = text.split("\n")
	parts: list[str] = []
	at = 0
	while at < len(lines):
		kind = _kind(lines[at])
		end = _end(lines, at, kind)
		parts.append(_WRITERS[kind](lines[at:end]))
		at = end
	return "".join(parts)


def _kind(line: str) -> str:
	"""What a line begins or goes on with."""
	if line.startswith(FENCE):
		return "fence"
	if not line.strip():
		return "blank"
	for kind, pattern in _PATTERNS.items():
		if pattern.fullmatch(line):
			return kind
	return "words"


def _end(lines: Sequence[str], start: int, kind: str) -> int:
	"""The line behind the block that begins at `start`; a fence that is never closed goes on to the end."""
	at = start + 1
	if kind == "fence":
		while at < len(lines) and not lines[at].startswith(FENCE):
			at += 1
		return min(at + 1, len(lines))
	while kind != "heading" and at < len(lines) and _kind(lines[at]) == kind:
		at += 1
	return at


def _fence(lines: Sequence[str]) -> str:
	inner = lines[1:-1] if len(lines) > 1 and lines[-1].startswith(FENCE) else lines[1:]
	return f"<pre><code>{escape(chr(10).join(inner))}</code></pre>"


def _heading(lines: Sequence[str]) -> str:
	return f"<p><strong>{escape(_HEADING.fullmatch(lines[0])[1])}</strong></p>"  # type: ignore[index]


def _quote(lines: Sequence[str]) -> str:
	return f"<blockquote>{_broken(_inner(_QUOTED, lines))}</blockquote>"


def _list(tag: str, pattern: re.Pattern[str]) -> Callable[[Sequence[str]], str]:
	def write(lines: Sequence[str]) -> str:
		items = "".join(f"<li>{_inline(words)}</li>" for words in _inner(pattern, lines))
		return f"<{tag}>{items}</{tag}>"

	return write


def _inner(pattern: re.Pattern[str], lines: Sequence[str]) -> Iterator[str]:
	"""What stands behind the sign of each line; every one of them has it."""
	return (match[1] for line in lines if (match := pattern.fullmatch(line)))


def _words(lines: Sequence[str]) -> str:
	return f"<p>{_broken(lines)}</p>"


def _broken(lines: Sequence[str] | Iterator[str]) -> str:
	return "<br>".join(_inline(line) for line in lines)


_PATTERNS = {"heading": _HEADING, "quote": _QUOTED, "bullets": _BULLET, "numbers": _NUMBERED}
_WRITERS: dict[str, Callable[[Sequence[str]], str]] = {
	"fence": _fence,
	"blank": lambda _lines: "",
	"heading": _heading,
	"quote": _quote,
	"bullets": _list("ul", _BULLET),
	"numbers": _list("ol", _NUMBERED),
	"words": _words,
}


def _inline(text: str) -> str:
	"""One line's bold, italic, code and links; formatting within formatting one level deep."""
	parts: list[str] = []
	last = 0
	for match in _INLINE.finditer(text):
		parts += [escape(text[last : match.start()]), _formatted(match)]
		last = match.end()
	return "".join([*parts, escape(text[last:])])


def _formatted(match: re.Match[str]) -> str:
	kind = str(match.lastgroup)
	if kind == "code":
		return f"<code>{escape(match['code'])}</code>"
	if kind == "address":
		return link(match["address"], match["words"])
	if kind == "web":
		return linked_address(match["web"])
	tag = "strong" if kind == "bold" else "em"
	return f"<{tag}>{_inline(match[kind])}</{tag}>"
