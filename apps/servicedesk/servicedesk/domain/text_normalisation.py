"""Text as people type it, made safe to store and fit to compare."""

from __future__ import annotations

import re
import unicodedata

# What goes: controls other than tab and line end; halves of characters; marks that make the text behind them
# run the other way and so hide what it says; the byte order mark and other code points that are no characters
# and never will be. Unassigned ones stay: the next emoji is one of them.
_HARMFUL = re.compile(
	"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef"
	+ "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000))
	+ "]"
)
# Blanks, and signs that nobody sees by themselves: joiners, marks of direction, fillers. Nothing else said is nothing said.
_UNSEEN = re.compile(
	r"[\s\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0]*"
)
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029\u000b\u000c]")
_BLANKS = re.compile(r"\s+")
# One apostrophe to people, many on keyboards: Ukrainian writes об’єкт, об'єкт and обʼєкт.
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u02bc\u02b9\u2032\u00b4\u0060\uff07", "'"))


def without_controls(text: str) -> str:
	"""Drop control characters (line ends and tabs stay), halves of characters, and overrides of direction."""
	return _HARMFUL.sub("", text)


def clean_line(text: str) -> str:
	"""Return the text as one line: composed (NFC), without controls, each run of blanks made one space,
	trimmed; empty where there is nothing to see.
	"""
	return _seen(_BLANKS.sub(" ", _composed(text)).strip())


def clean_lines(text: str) -> str:
	"""Return the text with its lines kept: composed (NFC), without controls, line ends ``\\n``, trimmed; empty where
	there is nothing to see.
	"""
	return _seen("\n".join(line.rstrip() for line in _composed(text).split("\n")).strip())


def _seen(text: str) -> str:
	return "" if _UNSEEN.fullmatch(text) else text


def _composed(text: str) -> str:
	# Composing last: what is dropped in between may have kept a letter and its accent apart.
	return unicodedata.normalize("NFC", without_controls(_LINE_ENDS.sub("\n", text)))


def comparison_key(text: str) -> str:
	"""Return what two texts share when people call them the same: without differences of case, width,
	spacing and apostrophes.

	For comparing and looking up, never for showing.
	"""
	folded = unicodedata.normalize("NFKC", clean_line(text).translate(_APOSTROPHES)).casefold()
	return _BLANKS.sub(" ", unicodedata.normalize("NFKC", folded)).strip()
