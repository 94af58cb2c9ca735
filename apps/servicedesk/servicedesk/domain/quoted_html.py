"""A mail's HTML in three pieces, as `quoted_text` has a text: the fresh words, the signature, and what is quoted.

What mail programs put around their quotes is known by its class or id, or by the words above it: Gmail, Outlook, Apple Mail,
Thunderbird, Yahoo, Mail.ru, Yandex, Proton, and our own line. Nothing is thrown away: the pieces, one after the other, are the
HTML as it is read (`prepared`). Each is less than a whole element may be, and is made safe by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from servicedesk.domain.mail_reader import BLOCKS, LONGEST, Attributes, MailReader, is_seen, value_of
from servicedesk.domain.quoted_text import (
	MOST_SIGNATURE_LINES,
	Folded,
	attribution_lines,
	begins_old_mail,
	signs,
)
from servicedesk.domain.safe_html import prepared

__all__ = ["fold_html"]

QUOTE, OLD_MAIL, SIGNED = "quote", "old mail", "signature"
# What nobody says now; below an old mail's header nothing counts any more.
FOREIGN = (QUOTE, SIGNED)
# Ends of classes and ids: programs put something of their own before them.
NAMED = {
	QUOTE: (
		"gmail_quote",
		"gmail_quote_container",
		"yahoo_quoted",
		"protonmail_quote",
		"tutanota_quote",
		"moz-cite-prefix",
	),
	OLD_MAIL: (
		"divrplyfwdmsg",
		"appendonsend",
		"outlookmessageheader",
		"mail-editor-reference-message-container",
	),
	SIGNED: ("signature", "signature_block"),
}
# What stands above a signature.
RULER = "--"
# A picture in a line, which is as good as words.
PICTURE = "\ufffc"


@dataclass(frozen=True)
class _Line:
	"""A line that is not empty; `at`: where it begins in the HTML, with the tags that were opened for it."""

	at: int
	text: str
	own: bool


@dataclass(frozen=True)
class _Mark:
	"""An element that a mail program has named: where it begins, and its first line."""

	kind: str
	at: int
	first: int


@dataclass(frozen=True)
class _Cut:
	"""Where a piece begins: its first line, and the place in the HTML."""

	first: int
	at: int


class _Survey(MailReader):
	"""The lines and the marked elements of prepared HTML."""

	def __init__(self, html: str) -> None:
		super().__init__()
		self.lines: list[_Line] = []
		self.marks: list[_Mark] = []
		self._starts = [0, *accumulate(len(line) + 1 for line in html.split("\n"))]
		self._begun = -1
		# Where a rule stands that nothing has followed yet.
		self._rule = -1
		self._texts: list[str] = []
		self._marked: list[_Mark | None] = []
		# How many quotes and signatures are open.
		self._foreign = 0

	def begin(self, tag: str, attributes: Attributes) -> None:
		"""A block begins a line, and so does what is marked."""
		kind = _kind(tag, attributes)
		if kind or tag in BLOCKS:
			self._end_line()
		if tag == "blockquote" and attribution_lines([line.text for line in self.lines[-2:]]):
			kind = QUOTE
		at = self._place()
		# The element's own beginning: what stands around it may be the writer's. Not so a rule above it.
		mark = _Mark(kind, self._rule if self._rule >= 0 else at, len(self.lines)) if kind else None
		if mark:
			self.marks.append(mark)
		self._marked.append(mark)
		self._foreign += kind in FOREIGN

	def end(self, tag: str) -> None:
		"""A block ends its line, and so does what is marked."""
		mark = self._marked.pop()
		if mark or tag in BLOCKS:
			self._end_line()
		if mark:
			self._foreign -= mark.kind in FOREIGN
		if not self._texts:
			self._begun = self._rule = -1

	def alone(self, tag: str, attributes: Attributes) -> None:
		"""A line's end, a rule, or a picture, which is as good as words."""
		if tag == "img" and is_seen(attributes):
			self.words(PICTURE)
		elif tag in ("br", "hr"):
			self._end_line()
			self._begun = -1
		if tag == "hr":
			self._rule = self._place()

	def words(self, text: str) -> None:
		"""Text of the line."""
		if text.strip():
			self._place()
			self._rule = -1
		self._texts.append(text)

	def close(self) -> None:
		"""The last line ends, too."""
		super().close()
		self._end_line()

	def _place(self) -> int:
		"""Where we are; the line begins here, if it has not begun."""
		line, column = self.getpos()
		at = self._starts[line - 1] + column
		if self._begun < 0:
			self._begun = at
		return at

	def _end_line(self) -> None:
		text = " ".join("".join(self._texts).split())
		self._texts = []
		if text:
			self.lines.append(_Line(self._begun, text, own=not self._foreign))
			self._begun = -1


def fold_html(html: str) -> Folded:
	"""The pieces; where nothing of the writer's own would be left (a forward, a bare quote) all is fresh."""
	whole = prepared(html[:LONGEST])
	survey = _Survey(whole)
	survey.feed(whole)
	survey.close()
	quoted = _quoted_from(survey.lines, survey.marks)
	if quoted and not quoted.first:
		return Folded(whole, "", "")
	end = quoted or _Cut(len(survey.lines), len(whole))
	signed = _signed_from(survey.lines[: end.first], survey.marks) or end
	return Folded(whole[: signed.at], whole[signed.at : end.at], whole[end.at :])


def _quoted_from(lines: Sequence[_Line], marks: Sequence[_Mark]) -> _Cut | None:
	"""Where what is only quoted begins; an answer below or between quotes is none of it."""
	texts = [*(line.text for line in lines), ""]
	signed = _signed_from(lines, marks)
	said = lines[: signed.first] if signed else lines
	last_own = _last_own(said)
	# Within a quote it is quoted itself, and an answer may stand below.
	headed = (
		_with_attribution(lines, _Cut(number, line.at))
		for number, line in enumerate(lines)
		if line.own and begins_old_mail(line.text, texts[number + 1])
	)
	old = (_Cut(mark.first, mark.at) for mark in marks if mark.kind == OLD_MAIL)
	quotes = (
		_with_attribution(lines, _Cut(mark.first, mark.at))
		for mark in marks
		if mark.kind == QUOTE and mark.first > last_own
	)
	found = [cut for cut in (next(headed, None), next(old, None), next(quotes, None)) if cut]
	return min(found, key=lambda cut: cut.at, default=None)


def _last_own(lines: Sequence[_Line]) -> int:
	"""The last line that stands in no quote and no signature; -1 without one."""
	return max((number for number, line in enumerate(lines) if line.own), default=-1)


def _with_attribution(lines: Sequence[_Line], cut: _Cut) -> _Cut:
	"""A quote with the line above it that says who wrote it."""
	above = [line.text for line in lines[max(0, cut.first - 2) : cut.first]]
	first = cut.first - attribution_lines(above)
	return _Cut(first, lines[first].at) if first < cut.first else cut


def _signed_from(lines: Sequence[_Line], marks: Sequence[_Mark]) -> _Cut | None:
	"""Where the signature below these lines begins, which something stands above."""
	last_own = _last_own(lines)
	for mark in marks:
		if mark.kind == SIGNED and 0 < mark.first < len(lines) and mark.first > last_own:
			above = lines[mark.first - 1]
			ruled = mark.first > 1 and above.text == RULER
			return _Cut(mark.first - 1, above.at) if ruled else _Cut(mark.first, mark.at)
	for number in range(len(lines) - 1, max(0, len(lines) - MOST_SIGNATURE_LINES - 2), -1):
		if signs(lines[number].text):
			return _Cut(number, lines[number].at)
	return None


def _kind(tag: str, attributes: Attributes) -> str:
	"""What a mail program calls this element; empty for any other."""
	names = tuple(f"{value_of(attributes, 'class')} {value_of(attributes, 'id')}".lower().split())
	if tag == "blockquote" and _is_quote(attributes):
		return QUOTE
	return next(
		(kind for kind, ends in NAMED.items() if any(name.endswith(ends) for name in names)),
		"",
	)


def _is_quote(attributes: Attributes) -> bool:
	"""Whether a blockquote is a mail program's, and not a writer's indentation."""
	cited = value_of(attributes, "type").lower() == "cite" or bool(value_of(attributes, "cite"))
	return cited or "border-left" in value_of(attributes, "style").lower()
