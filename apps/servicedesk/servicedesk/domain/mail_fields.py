"""The fields of a header, and what typed ones say. Source: RFC 5322, 2.2; RFC 2045, 5.1; RFC 2231.

Whatever a field says, it is read in time that grows with its length, and nothing is raised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from servicedesk.domain.charset import decode
from servicedesk.domain.encoded_words import decode_words

MAXIMUM_FIELDS = 500
# What comes after is body.
MAXIMUM_HEADER_BYTES = 1024 * 1024
MAXIMUM_VALUE_BYTES = 16_000
MAXIMUM_TYPED = 4096
MAXIMUM_PIECES = 200

_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]{0,10}:")
# Nobody's field, and what the mail stores of Unix put before a mail.
_NO_FIELD = (b":", b"From ", b">From ")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_TYPE = re.compile(r"\s*([^\s;,]{1,200})[\s;,]*")
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))')
_PIECE = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_ESCAPED = re.compile(r'\\(["\\])')

Fields = tuple[tuple[str, str], ...]


def read_fields(raw: bytes, at: int) -> tuple[Fields, int]:
	"""The fields from here on, names in lower case, values unfolded, and where the body begins."""
	found: list[tuple[str, list[bytes]]] = []
	end = min(len(raw), at + MAXIMUM_HEADER_BYTES)
	while at < end:
		line_end = raw.find(b"\n", at)
		line_end = len(raw) if line_end < 0 else line_end
		line = raw[at:line_end].rstrip(b"\r")
		if not line:
			at = line_end + 1
			break
		if line[:1] in b" \t" and found:
			found[-1][1].append(line)
		elif (field := _FIELD.match(line)) and not line.startswith(b"--"):
			found.append((field[1].decode("ascii").lower(), [line[field.end() :]]))
		elif not line.startswith(_NO_FIELD[: 1 if found else None]):
			break
		at = line_end + 1
	fields = tuple((name, _eight_bit(b"".join(lines))) for name, lines in found[:MAXIMUM_FIELDS])
	return fields, min(at, len(raw))


def _eight_bit(value: bytes) -> str:
	"""A value with bytes beyond ASCII, which no header should have, in letters."""
	return decode(value[:MAXIMUM_VALUE_BYTES].strip(), "")[0]


def first_of(fields: Fields, name: str) -> str:
	"""The first value, empty without one."""
	return next((value for key, value in fields if key == name), "")


def shown(value: str) -> str:
	"""A value as people read it: encoded words in letters, on one line, nothing invisible."""
	return _CONTROL.sub(" ", decode_words(value)).strip()


def visible(value: str) -> str:
	"""A value on one line, nothing invisible, encoded words as they are."""
	return _CONTROL.sub(" ", value).strip()


def typed(value: str) -> tuple[str, dict[str, str]]:
	"""What a Content-Type or Content-Disposition says: the type in lower case, and its parameters in letters."""
	value = visible(value[:MAXIMUM_TYPED])
	kind = _TYPE.match(value)
	if kind is None:
		return "", {}
	plain: dict[str, str] = {}
	extended: dict[str, dict[int, tuple[str, bool]]] = {}
	for name, given in _parameters(f";{value[kind.end() :]}"):
		piece = _PIECE.fullmatch(name)
		if piece is None:
			continue
		if piece[2] is None and piece[3] is None:
			plain.setdefault(name, shown(given))
		else:
			pieces = extended.setdefault(piece[1], {})
			pieces.setdefault(int(piece[2] or 0), (given, bool(piece[3])))
	return kind[1].lower(), {**plain, **{name: _whole(pieces) for name, pieces in extended.items()}}


def _parameters(text: str) -> Iterator[tuple[str, str]]:
	for found in _PARAMETER.finditer(text):
		quoted, bare = found[2], found[3]
		value = _ESCAPED.sub(r"\1", quoted) if quoted is not None else bare.strip().strip('"')
		yield found[1].lower(), value


def _whole(pieces: dict[int, tuple[str, bool]]) -> str:
	"""RFC 2231, 3 and 4: pieces in their order; only the first names the set of letters."""
	content, charset = b"", ""
	is_encoded = any(encoded for _value, encoded in pieces.values())
	for at, number in enumerate(sorted(pieces)[:MAXIMUM_PIECES]):
		value, encoded = pieces[number]
		if encoded and at == 0 and value.count("'") > 1:
			charset, _language, value = value.split("'", 2)
		given = value.encode("utf-8", "replace")
		content += _PERCENT.sub(lambda found: bytes.fromhex(found[1].decode()), given) if encoded else given
	text = decode(content, charset)[0]
	# Some pack encoded words into pieces.
	return visible(text) if is_encoded else shown(text)
