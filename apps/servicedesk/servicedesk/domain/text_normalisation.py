"""Text as people type it, made safe to store and fit to compare."""

from __future__ import annotations

import re
import unicodedata

# They make the text behind them run the other way and so hide what it says; and the byte order mark.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
# Code points that are no characters and never will be. Unassigned ones stay: the next emoji is one of them.
_FIRST_NONCHARACTER, _LAST_NONCHARACTER = 0xFDD0, 0xFDEF
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029\u000b\u000c]")
_BLANKS = re.compile(r"\s+")
_BLANK_LINES_AT_END = re.compile(r"[^\S\n]+$", re.MULTILINE)


def without_controls(text: str) -> str:
	"""Drop control characters (line ends and tabs stay), halves of characters, and overrides of direction."""
	return "".join(character for character in text if character in "\n\t" or not _is_harmful(character))


def _is_harmful(character: str) -> bool:
	return (
		character in _OVERRIDES
		or unicodedata.category(character) in {"Cc", "Cs"}
		or _FIRST_NONCHARACTER <= ord(character) <= _LAST_NONCHARACTER
		or ord(character) & 0xFFFE == 0xFFFE
	)


def clean_line(text: str) -> str:
	"""Return the text as one line: composed (NFC), without controls, each run of blanks made one space,
	trimmed.
	"""
	return _BLANKS.sub(" ", _composed(text)).strip()


def clean_lines(text: str) -> str:
	"""Return the text with its lines kept: composed (NFC), without controls, line ends ``\\n``, trimmed."""
	return _BLANK_LINES_AT_END.sub("", _composed(text)).strip()


def _composed(text: str) -> str:
	# Composing last: what is dropped in between may have kept a letter and its accent apart.
	return unicodedata.normalize("NFC", without_controls(_LINE_ENDS.sub("\n", text)))


def comparison_key(text: str) -> str:
	"""Return what two texts share when people call them the same: without case, width and spacing
	differences.

	For comparing and looking up, never for showing.
	"""
	folded = unicodedata.normalize("NFKC", clean_line(text)).casefold()
	return _BLANKS.sub(" ", unicodedata.normalize("NFKC", folded)).strip()
