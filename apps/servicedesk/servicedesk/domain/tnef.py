"""What is in a winmail.dat, in which Outlook and Exchange pack a mail's files: text, HTML and the files. Source: MS-OXTNEF.

Our own, for want of a library that is kept up (tnefparse: last release 2021, raises on lengths that lie). Every length
is held against what there is; one that lies ends the reading, what was found before counts.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from servicedesk.domain.charset import decode

MAXIMUM_FILES, MAXIMUM_VALUES, MAXIMUM_DEPTH = 200, 5000, 3
SIGNATURE = b"\x78\x9f\x3e\x22"

_BODY, _FILE_DATA, _FILE_TITLE, _FILE_BEGINS = 0x800C, 0x800F, 0x8010, 0x9002
_MESSAGE_VALUES, _FILE_VALUES, _CODE_PAGE = 0x9003, 0x9005, 0x9007
_TEXT, _HTML, _CONTENT, _SHORT_NAME, _LONG_NAME, _CONTENT_ID = 0x1000, 0x1013, 0x3701, 0x3704, 0x3707, 0x3712
_NAMES = (_SHORT_NAME, _LONG_NAME, _CONTENT_ID)
_OBJECT, _ANSI, _UNICODE, _BINARY, _MANY = 0x000D, 0x001E, 0x001F, 0x0102, 0x1000
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
# Before a file that is itself a mail stands which interface of Windows reads it.
_INTERFACE_BYTES = 16


@dataclass
class TnefFile:
	"""A file as it was attached."""

	name: str = ""
	content: bytes = b""
	content_id: str = ""


@dataclass
class Tnef:
	"""What was found; `broken` when the reading ended before the end."""

	text: str = ""
	html: str = ""
	files: list[TnefFile] = field(default_factory=list)
	broken: bool = False


class _Lie(Exception):
	"""A length beyond the end, or a kind of value that nobody knows."""


class _Reader:
	"""Takes from the front."""

	def __init__(self, content: memoryview) -> None:
		self.content = content
		self.at = 0

	def take(self, length: int) -> memoryview:
		if length > len(self.content) - self.at:
			raise _Lie
		self.at += length
		return self.content[self.at - length : self.at]

	def number(self, size: int = 4) -> int:
		return int.from_bytes(self.take(size), "little")

	def padded(self, length: int) -> memoryview:
		"""A value and what fills it up to four bytes; the last may go without."""
		value = self.take(length)
		self.at = min(len(self.content), self.at + -length % 4)
		return value

	@property
	def has_more(self) -> bool:
		return self.at < len(self.content)


def read_tnef(content: bytes, depth: int = 0) -> Tnef | None:
	"""Return what is in it; None when it is no TNEF. A mail within gives its files only."""
	if not content.startswith(SIGNATURE) or depth > MAXIMUM_DEPTH:
		return None
	found = Tnef()
	code_page = ""
	try:
		for kind, value in _attributes(_Reader(memoryview(content)[6:])):
			if kind == _CODE_PAGE and len(value) >= 2:
				code_page = f"cp{struct.unpack_from('<H', value)[0]}"
			else:
				_one(found, kind, value, code_page, depth)
	except _Lie:
		found.broken = True
	found.files = [file for file in found.files if file.content][:MAXIMUM_FILES]
	return found


def _attributes(reader: _Reader) -> Iterator[tuple[int, memoryview]]:
	while reader.has_more:
		reader.take(1)
		kind = reader.number() & 0xFFFF
		value = reader.take(reader.number())
		# The checksum says nothing that a length does not.
		reader.take(2)
		yield kind, value


def _one(found: Tnef, kind: int, value: memoryview, code_page: str, depth: int) -> None:
	if kind == _FILE_BEGINS and len(found.files) <= MAXIMUM_FILES:
		found.files.append(TnefFile())
	elif kind == _BODY and not found.text:
		found.text = _letters(value, code_page)
	elif kind == _MESSAGE_VALUES:
		_message_values(found, value, code_page)
	elif found.files:
		_of_file(found, kind, value, code_page, depth)


def _message_values(found: Tnef, value: memoryview, code_page: str) -> None:
	for name, kind, content in _values(_Reader(value)):
		if name == _TEXT:
			found.text = _string(content, kind, code_page)
		elif name == _HTML:
			found.html = _string(content, kind, code_page)


def _of_file(found: Tnef, kind: int, value: memoryview, code_page: str, depth: int) -> None:
	file = found.files[-1]
	if kind == _FILE_DATA:
		file.content = bytes(value)
	elif kind == _FILE_TITLE:
		file.name = file.name or _letters(value, code_page)
	elif kind == _FILE_VALUES:
		for name, its_kind, content in _values(_Reader(value)):
			if name == _CONTENT and its_kind == _OBJECT:
				inner = read_tnef(bytes(content[_INTERFACE_BYTES:]), depth + 1)
				found.files[-1:-1] = inner.files if inner else []
			elif name == _CONTENT:
				file.content = bytes(content)
			else:
				_named(file, name, _string(content, its_kind, code_page) if name in _NAMES else "")


def _named(file: TnefFile, name: int, text: str) -> None:
	if name == _CONTENT_ID:
		file.content_id = text
	elif name == _LONG_NAME or not file.name:
		file.name = text or file.name


def _values(reader: _Reader) -> Iterator[tuple[int, int, memoryview]]:
	"""MS-OXTNEF 2.1.3.4: the name, kind and first value of each property."""
	for _number in range(min(reader.number(), MAXIMUM_VALUES)):
		kind, name = reader.number(2), reader.number(2)
		if name >= 0x8000:
			reader.take(16)
			by_name = reader.number()
			reader.padded(reader.number()) if by_name else reader.take(4)
		single = kind & ~_MANY
		varies = single in (_OBJECT, _ANSI, _UNICODE, _BINARY)
		if not varies and single not in _SIZES:
			raise _Lie
		count = reader.number() if varies or kind & _MANY else 1
		if count > MAXIMUM_VALUES:
			raise _Lie
		given = [
			reader.padded(reader.number()) if varies else reader.take(_SIZES[single])
			for _each in range(count)
		]
		if given:
			yield name, single, given[0]


def _string(value: memoryview, kind: int, code_page: str) -> str:
	if kind == _UNICODE:
		return bytes(value).decode("utf-16-le", "replace").rstrip("\0")
	return _letters(value, code_page)


def _letters(value: memoryview, code_page: str) -> str:
	return decode(bytes(value).rstrip(b"\0"), code_page)[0]
