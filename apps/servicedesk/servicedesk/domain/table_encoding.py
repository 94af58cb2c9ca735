"""Which encoding a table file is written in.

Decided only where there is no doubt worth the name: a mark at the beginning, text that is whole UTF-8, or one of the
one-byte encodings of our languages that nothing else could be meant by. Everywhere else the person is asked.

Codes of FileProblem and their parameters: ``empty_file``; ``spreadsheet``; ``not_text``; ``too_large``
(maximum_megabytes); ``broken_encoding`` (encoding); ``unclear_encoding``.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from servicedesk.domain.problems import ParameterValue

MAXIMUM_BYTES = 64 * 1024 * 1024
BLOCK_BYTES = 256 * 1024
HEAD_BYTES = 4096
SAMPLED_WORDS = 5000
SAMPLED_BYTES, SAMPLED_BEFORE = 200, 20
"""Of one word, from its first letter beyond ASCII and before it."""

SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
UTF_8, UTF_16, CYRILLIC, CENTRAL, WESTERN = "UTF-8", "UTF-16", "Windows-1251", "Windows-1250", "Windows-1252"
CODECS: Mapping[str, str] = {
	UTF_8: "utf-8-sig",
	UTF_16: "utf-16",
	CYRILLIC: "cp1251",
	CENTRAL: "cp1250",
	WESTERN: "cp1252",
}

_UTF_8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_WORD_FROM_HIGH = re.compile(rb"[\x80-\xff][A-Za-z\x80-\xff]*")
_LATIN_END = re.compile(rb"[A-Za-z]*\Z")
_CYRILLIC_LETTER = re.compile("[А-Яа-яЁёІіЇїЄєҐґЎў]")
# About two letters of three in any Cyrillic text. Other Cyrillic encodings read as this one have one of five.
_COMMON_LETTER = re.compile("[оеаинтсрвліОЕАИНТСРВЛІ]")
# Where Windows-1250 and Windows-1252 differ in what Romanian needs: Ă ă Ş ş Ţ ţ.
_ROMANIAN = frozenset(b"\xc3\xe3\xaa\xba\xde\xfe")


class FileProblem(Exception):
	"""A file that cannot be read as a table: why, as a stable word, and in which line (0: the file as a whole)."""

	def __init__(
		self, code: str, line: int = 0, parameters: Mapping[str, ParameterValue] | None = None
	) -> None:
		super().__init__(code)
		self.code = code
		self.line = line
		self.parameters = dict(parameters or {})


@dataclass(frozen=True, slots=True)
class Encoding:
	"""``name`` is what people call it, ``codec`` what Python does. Not ``certain``: people should look at the result."""

	name: str
	codec: str
	certain: bool = True


def encoding_of(content: bytes, chosen: str = "") -> Encoding:
	"""Return the encoding in which the whole content can be read; ``chosen`` (a key of CODECS) forbids guessing.

	Raises FileProblem, with the line of the first byte that does not fit.
	"""
	if len(content) > MAXIMUM_BYTES:
		raise FileProblem("too_large", 0, {"maximum_megabytes": MAXIMUM_BYTES // 1024 // 1024})
	if content.startswith(SPREADSHEETS):
		raise FileProblem("spreadsheet")
	encoding = _as_chosen(content, chosen) if chosen else _detected(content)
	_check_every_byte(content, encoding)
	return encoding


def _as_chosen(content: bytes, chosen: str) -> Encoding:
	if chosen == UTF_16:
		return _utf_16(content) or Encoding(UTF_16, "utf-16-le")
	return Encoding(chosen, CODECS[chosen])


def _detected(content: bytes) -> Encoding:
	if content.startswith(codecs.BOM_UTF8):
		return Encoding(UTF_8, CODECS[UTF_8])
	return _utf_16(content) or _utf_8(content) or _one_byte_encoding(content)


def _utf_16(content: bytes) -> Encoding | None:
	"""Told by its mark, or by the zeros that stand beside every separator and line end."""
	if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
		return Encoding(UTF_16, CODECS[UTF_16])
	head = content[:HEAD_BYTES]
	first, second = head[0::2].count(0), head[1::2].count(0)
	if first == second:
		return None
	return Encoding(UTF_16, "utf-16-le" if second > first else "utf-16-be")


def _utf_8(content: bytes) -> Encoding | None:
	"""UTF-8 when most of what is not ASCII is; a few broken bytes are then told as such, with their line."""
	found = Encoding(UTF_8, CODECS[UTF_8])
	letters = _letters(content)
	in_sequences = len(letters) - len(_UTF_8_SEQUENCE.sub(b"", letters))
	return found if 2 * in_sequences >= len(_HIGH.findall(letters)) else None


def _one_byte_encoding(content: bytes) -> Encoding:
	letters = _letters(content)
	high = b"".join(_HIGH.findall(letters))
	encoding = _cyrillic(high) if 2 * len(high) > len(letters) else _latin(high)
	if encoding is None:
		raise FileProblem("unclear_encoding")
	return encoding


def _letters(content: bytes) -> bytes:
	"""The first words that hold more than ASCII, without what stands between them: enough to tell encodings apart."""
	words = []
	# Looked for from its first letter beyond ASCII: a pattern that began before it would try every letter of the file.
	for found in islice(_WORD_FROM_HIGH.finditer(content), SAMPLED_WORDS):
		before = content[max(0, found.start() - SAMPLED_BEFORE) : found.start()]
		words += [*_LATIN_END.findall(before)[:1], found[0][:SAMPLED_BYTES]]
	return b"".join(words)


def _cyrillic(high: bytes) -> Encoding | None:
	text = high.decode(CODECS[CYRILLIC], errors="ignore")
	letters = len(_CYRILLIC_LETTER.findall(text))
	common = len(_COMMON_LETTER.findall(text))
	is_plausible = 10 * letters >= 9 * len(high) and 10 * common >= 4 * letters
	return Encoding(CYRILLIC, CODECS[CYRILLIC], certain=False) if is_plausible else None


def _latin(high: bytes) -> Encoding | None:
	"""Windows-1250 where it makes no difference, or only the one that makes Romanian of it."""
	doubtful = {
		byte
		for byte in high
		if bytes([byte]).decode(CODECS[CENTRAL], "replace")
		!= bytes([byte]).decode(CODECS[WESTERN], "replace")
	}
	return Encoding(CENTRAL, CODECS[CENTRAL], certain=False) if doubtful <= _ROMANIAN else None


def _check_every_byte(content: bytes, encoding: Encoding) -> None:
	"""Read everything once, a block at a time, before anything is made of it. Raises FileProblem with the line."""
	decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
	line, blank = 1, True
	for start in range(0, len(content), BLOCK_BYTES):
		block = content[start : start + BLOCK_BYTES]
		try:
			text = decoder.decode(block, final=start + BLOCK_BYTES >= len(content))
		except UnicodeDecodeError as error:
			read = error.object[: error.start].decode(encoding.codec, errors="ignore")
			raise FileProblem(
				"broken_encoding", line + _line_ends(read), {"encoding": encoding.name}
			) from error
		if "\0" in text:
			raise FileProblem("not_text", line + _line_ends(text.partition("\0")[0]))
		# A line end of two signs may lie across two blocks: the second one is then not counted again.
		line += _line_ends(text.removesuffix("\r"))
		blank = blank and not text.strip()
	if blank:
		raise FileProblem("empty_file")


def _line_ends(text: str) -> int:
	return text.count("\n") + text.count("\r") - text.count("\r\n")
