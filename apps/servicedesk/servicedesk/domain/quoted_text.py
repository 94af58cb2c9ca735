"""A plain-text mail in three pieces: what its writer says now, the signature, and what is quoted from before.

Nothing is thrown away: the pieces, one after the other, are the text.
Every line is looked at a fixed number of times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["MOST_SIGNATURE_LINES", "Folded", "attribution_lines", "begins_old_mail", "fold_text", "signs"]

# A signature without the blank of RFC 3676, 4.3 may have so many lines below it, else it is a ruler.
MOST_SIGNATURE_LINES = 10
# A longer line is nobody's attribution.
LONGEST_ATTRIBUTION = 300
_WROTE = re.compile(r"\b(wrote|написал|написала|написа|пишет|пише|a scris|schrieb|a écrit)\b", re.IGNORECASE)
# Our own line, with a text of any language between.
_OUR_LINE = re.compile(r"##- .{1,200} -##")
_ORIGINAL = re.compile(
	r"-{2,20} ?(?:Original Message|Исходное сообщение|Оригинално (?:писмо|съобщение)|(?:Оригінальне|Початкове)"
	r" повідомлення|Mesaj(?:ul)? (?:original|inițial)) ?-{2,20}",
	re.IGNORECASE,
)
_FROM = ("from:", "от:", "від:", "de la:", "de:", "von:")
_SENT = (
	"sent:", "отправлено:", "изпратено:", "надіслано:", "trimis:", "gesendet:", "date:", "дата:", "data:",
)  # fmt: skip
_SENT_FROM = ("sent from my ", "отправлено с ", "изпратено от моя ", "надіслано з ", "trimis de pe ")


@dataclass(frozen=True)
class Folded:
	"""The pieces in the order of the text."""

	fresh: str
	signature: str
	quoted: str


def fold_text(text: str) -> Folded:
	"""The pieces; where nothing of the writer's own would be left (a forward, a bare quote) all is fresh."""
	lines = text.splitlines(keepends=True)
	quoted_from = _quoted_from(lines)
	if not "".join(lines[:quoted_from]).strip():
		return Folded(text, "", "")
	signed_from = _signed_from(lines[:quoted_from])
	if not "".join(lines[:signed_from]).strip():
		signed_from = quoted_from
	pieces = lines[:signed_from], lines[signed_from:quoted_from], lines[quoted_from:]
	return Folded(*("".join(piece) for piece in pieces))


def _quoted_from(lines: list[str]) -> int:
	"""The index of the first line of what is only quoted; an answer below or between quotes is none of it."""
	for at, line in enumerate(lines):
		if begins_old_mail(line.strip(), lines[at + 1].strip() if at + 1 < len(lines) else ""):
			return at - attribution_lines(lines[max(0, at - 2) : at])
	start = len(lines)
	while start and (not lines[start - 1].strip() or lines[start - 1].startswith(">")):
		start -= 1
	if not any(line.startswith(">") for line in lines[start:]):
		return len(lines)
	return start - attribution_lines(lines[max(0, start - 2) : start])


def begins_old_mail(line: str, following: str) -> bool:
	"""Whether the line is ours, or a mail program's above a whole old mail."""
	if _OUR_LINE.fullmatch(line) or _ORIGINAL.fullmatch(line):
		return True
	return line.lower().startswith(_FROM) and following.lower().startswith(_SENT)


def attribution_lines(lines: list[str]) -> int:
	"""How many lines at the end say who wrote what follows: 0, 1, or 2 when the mail program wrapped them."""
	last = lines[-1].strip() if lines else ""
	if not last.endswith(":") or len(last) > LONGEST_ATTRIBUTION or not _names_writer(last):
		return 0
	wrapped = len(lines) > 1 and bool(lines[-2].strip()) and not any(sign.isdigit() for sign in last)
	return 2 if wrapped and any(sign.isdigit() for sign in lines[-2]) else 1


def _names_writer(line: str) -> bool:
	"""With a word for it, or with an address and a date alone, as Yandex, Mail.ru and ukr.net have it."""
	return bool(_WROTE.search(line)) or ("@" in line and any(sign.isdigit() for sign in line))


def signs(line: str) -> bool:
	"""Whether a signature begins with this line, where few follow."""
	return line.rstrip() == "--" or line.lower().startswith(_SENT_FROM)


def _signed_from(lines: list[str]) -> int:
	"""The index of the signature's first line; the number of lines when there is none."""
	for at in range(len(lines) - 1, -1, -1):
		line = lines[at].rstrip("\r\n")
		few = len(lines) - at - 1 <= MOST_SIGNATURE_LINES
		if line == "-- " or (few and signs(line)):
			return at
	return len(lines)
