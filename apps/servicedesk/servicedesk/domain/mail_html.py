"""HTML of mails: what may be shown of it, kept with its tables, its own pictures and what is folded away.

As `safe_html` does, everything is written anew from what a reader of HTML understood. Nothing is fetched from anywhere:
a picture comes with the mail or is only named, and what nobody was meant to see (tracking pixels, hidden words) is gone.
Styles become tags, where they stand for one: `font-weight: bold` is `<b>`.

Every piece is looked at a fixed number of times; what comes in and what goes out is bounded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from html import escape, unescape

from servicedesk.domain.mail_reader import (
	HEADINGS,
	LONGEST,
	SIDES,
	Attributes,
	MailReader,
	is_seen,
	pixels,
	value_of,
)
from servicedesk.domain.safe_html import LONGEST_ADDRESS, SCHEMES, prepared

__all__ = ["QUOTED", "SIGNATURE", "folded", "plain_id", "safe_mail_html", "shown_mail_html", "with_pictures"]

LONGEST_NAME = 200
MOST_CELLS = 100
LARGEST_PIXELS = 4000
QUOTED, SIGNATURE = "sd-quoted", "sd-signature"
MORE = "…"
_BLANKS = " \t\r\f"

TAGS = frozenset(
	"p div ul ol li blockquote pre table thead tbody tfoot tr th td caption b strong i em u s sub sup small code".split()
)
# What mails hold and this desk has another word for.
BECOME = {
	**dict.fromkeys(HEADINGS, "p"),
	**dict.fromkeys(("section", "article", "header", "footer", "main", "center", "dl", "dt", "dd"), "div"),
	**{"del": "s", "strike": "s", "ins": "u", "tt": "code"},
}
# These have a meaning only within another one; elsewhere they are lines of their own.
WITHIN = {
	**dict.fromkeys(("thead", "tbody", "tfoot", "tr", "th", "td", "caption"), ("table",)),
	"li": ("ul", "ol"),
}
_STYLES = (
	("b", re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)),
	("i", re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)),
	("u", re.compile(r"text-decoration[a-z-]{0,6}\s*:\s*underline", re.IGNORECASE)),
	("s", re.compile(r"text-decoration[a-z-]{0,6}\s*:\s*line-through", re.IGNORECASE)),
)
_CODE = re.compile("%([0-7][0-9A-Fa-f])")
_OWN_PICTURE = re.compile(r'<img src="cid:([^"]*)" alt="([^"]*)"[^>]*>')


class _Writer(MailReader):
	"""Writes what it understood. `pictures`: the addresses to show, by what the HTML calls them; `labels`: of what is folded."""

	def __init__(self, pictures: Mapping[str, str], labels: Mapping[str, str]) -> None:
		super().__init__()
		self.parts: list[str] = []
		self._length = 0
		self._pictures, self._labels = pictures, labels
		# Of each element that is open: the tags that stand for it.
		self._standing: list[tuple[str, ...]] = []
		self._written: Counter[str] = Counter()

	def begin(self, tag: str, attributes: Attributes) -> None:
		"""The tags that stand for it; none for anything unknown."""
		known, own = self._standing_for(tag, attributes)
		styles = _styled(attributes)
		tags = (*((known,) if known else ()), *styles)
		self._standing.append(tags)
		self._written.update(tags)
		self._write("".join((f"<{known}{own}>" if known else "", *(f"<{each}>" for each in styles))))
		if known == "details":
			self._write(f"<summary>{escape(self._labels[value_of(attributes, 'class')])}</summary>")

	def end(self, tag: str) -> None:
		"""Of what was written the last; past the bound, too."""
		tags = self._standing.pop()
		self._written.subtract(tags)
		self.parts += [f"</{each}>" for each in reversed(tags)]

	def alone(self, tag: str, attributes: Attributes) -> None:
		"""A line's end, a rule or a picture."""
		if tag in ("br", "hr"):
			self._write(f"<{tag}>")
		elif tag == "img" and is_seen(attributes):
			self._write(self._picture(attributes))

	def words(self, text: str) -> None:
		"""Text stays text; its line ends mean nothing, unless they are kept."""
		self._write(escape(text if self._written["pre"] else _on_one_line(text)))

	def _write(self, text: str) -> None:
		"""Up to the bound; whatever comes after is not there."""
		if self._length <= LONGEST:
			self._length += len(text)
			self.parts.append(text if self._length <= LONGEST else MORE)

	def _standing_for(self, tag: str, attributes: Attributes) -> tuple[str, str]:
		"""What is written for a tag, and its attributes; nothing for anything unknown."""
		if tag == "details" and value_of(attributes, "class") in self._labels:
			return tag, f' class="{value_of(attributes, "class")}"'
		if tag == "a":
			target = _target(value_of(attributes, "href"))
			return (tag, target) if target and not self._written["a"] else ("", "")
		known = BECOME.get(tag, tag)
		if known not in TAGS:
			return "", ""
		if known in WITHIN and not any(self._written[around] for around in WITHIN[known]):
			return "div", ""
		return known, _cells(attributes) if known in ("td", "th") else ""

	def _picture(self, attributes: Attributes) -> str:
		"""A picture that came along, else how it is called, with a link to it."""
		source = value_of(attributes, "src").strip()
		if source[:4].lower() == "cid:":
			source = f"cid:{plain_id(source[4:])}"
		said = " ".join(value_of(attributes, "alt").split())[:LONGEST_NAME] or _file_name(source)
		address = self._pictures.get(source)
		if address:
			sizes = ((side, pixels(attributes, side)) for side in SIDES)
			drawn = "".join(f' {side}="{size}"' for side, size in sizes if size and size <= LARGEST_PIXELS)
			return f'<img src="{escape(address)}" alt="{escape(said)}"{drawn}>'
		words = f"[{escape(said or MORE)}]"
		target = "" if self._written["a"] else _target(source)
		return f"<a{target}>{words}</a>" if target else words


def safe_mail_html(html: str, inline: Mapping[str, str]) -> str:
	"""What may be shown of a mail's HTML. `inline`: the addresses of pictures that came along, by their content ids.

	Never raises; of a longer one the beginning.
	"""
	return _written(html, {f"cid:{key}": address for key, address in inline.items()}, {})


def shown_mail_html(stored: str, pictures: Collection[str], labels: Mapping[str, str]) -> str:
	"""Stored HTML as it is shown, cleaned once more.

	`pictures`: the addresses that may be shown; `labels`: what stands on the folded pieces, by their class.
	"""
	return _written(stored, {address: address for address in pictures}, labels)


def folded(fresh: str, signature: str, quoted: str) -> str:
	"""Safe pieces as one, the signature and the quoted folded away; their labels are added when they are shown."""
	pieces = ((SIGNATURE, signature), (QUOTED, quoted))
	return fresh + "".join(f'<details class="{name}">{piece}</details>' for name, piece in pieces if piece)


def with_pictures(html: str, addresses: Mapping[str, str]) -> str:
	"""Safe HTML whose pictures have `cid:` addresses, with those of the stored files; what is not stored is named."""

	def shown(found: re.Match[str]) -> str:
		address = addresses.get(unescape(found[1]))
		if address is None:
			return f"[{found[2] or MORE}]"
		return found[0].replace(f"cid:{found[1]}", escape(address), 1)

	return _OWN_PICTURE.sub(shown, html)


def plain_id(written: str) -> str:
	"""A content id as a `cid:` address writes it (RFC 2392), with signs in place of their codes."""
	return _CODE.sub(lambda found: chr(int(found[1], 16)), written)


def _written(html: str, pictures: Mapping[str, str], labels: Mapping[str, str]) -> str:
	writer = _Writer(pictures, labels)
	writer.feed(prepared(html[:LONGEST]))
	writer.close()
	return "".join(writer.parts)


def _on_one_line(text: str) -> str:
	"""A blank for line ends and the blanks around them, as browsers show it wherever white space is not kept."""
	first, *others = text.split("\n")
	if not others:
		return text
	*between, last = others
	inner = (line.strip(_BLANKS) for line in between)
	return " ".join([first.rstrip(_BLANKS), *(line for line in inner if line), last.lstrip(_BLANKS)])


def _styled(attributes: Attributes) -> tuple[str, ...]:
	style = value_of(attributes, "style")
	return tuple(tag for tag, pattern in _STYLES if pattern.search(style)) if style else ()


def _target(address: str) -> str:
	"""The attributes of a link that leads to a page or a mail; none for any other."""
	known = address.strip()
	if not known.lower().startswith(SCHEMES) or len(known) > LONGEST_ADDRESS:
		return ""
	return f' href="{escape(known)}" rel="noopener nofollow ugc" target="_blank"'


def _cells(attributes: Attributes) -> str:
	found = ((name, value_of(attributes, name)) for name in ("colspan", "rowspan"))
	return "".join(
		f' {name}="{int(value)}"'
		for name, value in found
		if value.isascii() and value.isdigit() and len(value) < 4 and 1 < int(value) <= MOST_CELLS
	)


def _file_name(source: str) -> str:
	"""How the file of an address is called; nothing of an address that holds the picture itself."""
	if source.startswith("cid:"):
		return source[4:].partition("@")[0][:LONGEST_NAME]
	if not source.lower().startswith(("http://", "https://")):
		return ""
	return source.partition("?")[0].rstrip("/").rpartition("/")[2][:LONGEST_NAME]
