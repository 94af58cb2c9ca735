"""Contents of a mail's part as they were before they were packed for the way. Source: RFC 2045, 6; POSIX uuencode.

Packing that is broken, or that is not what the part says, is read as far as it goes; then there is a remark. Nothing
is raised; work and room grow with the length.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass

BROKEN = "encoding-broken"
# Text that is not base64 though it says so is known by what base64 does not have: one sign in so many.
GARBAGE = 20
MAXIMUM_PIECES = 1000
MAXIMUM_FILES = 100

_BLANKS = b"\t\n\r\x0b\x0c \0"
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(sign for sign in range(256) if sign not in _BASE64)
_BEGIN = re.compile(r"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.MULTILINE)
_UU_NAMES = frozenset(("x-uuencode", "uuencode", "uue", "x-uue"))


@dataclass(frozen=True)
class UuFile:
	"""A file found in a text."""

	name: str
	content: bytes


def unpacked(content: bytes, encoding: str) -> tuple[bytes, str]:
	"""What was packed in this way ("base64"; any unknown name: not at all), and BROKEN or ""."""
	if encoding == "base64":
		return from_base64(content)
	if encoding == "quoted-printable":
		return binascii.a2b_qp(content), ""
	if encoding in _UU_NAMES:
		_text, files = uu_files(content.decode("latin-1"))
		return (files[0].content, "") if files else (content, BROKEN)
	return content, ""


def from_base64(content: bytes) -> tuple[bytes, str]:
	"""Return what was packed as base64; the content itself where it is no such thing."""
	signs = content.translate(None, _BLANKS)
	try:
		return binascii.a2b_base64(signs, strict_mode=True), ""
	except binascii.Error:
		pass
	kept = signs.translate(None, _NOT_BASE64)
	length = len(signs)
	garbage = length - len(kept)
	# A mail may be large: not one copy more than it takes.
	del signs
	if garbage * GARBAGE > length:
		return content, BROKEN
	# Packed in several pieces, each with an end of its own; but after what a mailing list adds, nothing counts.
	pieces = re.split(rb"=+", kept, maxsplit=MAXIMUM_PIECES)[: 1 if garbage else None]
	return b"".join(map(_piece, pieces)), BROKEN


def _piece(signs: bytes) -> bytes:
	# One sign alone holds six bits, which are no byte.
	whole = signs[:-1] if len(signs) % 4 == 1 else signs
	return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4) if len(whole) % 4 else whole)


def uu_files(text: str) -> tuple[str, tuple[UuFile, ...]]:
	"""The text without the uuencoded files in it, and the files."""
	kept: list[str] = []
	files: list[UuFile] = []
	at = 0
	begin = _BEGIN.search(text)
	while begin and len(files) < MAXIMUM_FILES:
		content, end = _uu_content(text, begin.end())
		if end:
			kept.append(text[at : begin.start()])
			files.append(UuFile(begin[1].strip(), content))
			at = end
		begin = _BEGIN.search(text, max(at, begin.end()))
	return "".join([*kept, text[at:]]), tuple(files)


def _uu_content(text: str, at: int) -> tuple[bytes, int]:
	"""The file whose lines begin here, and where they end; 0 when it is none. No line of one is a "begin"."""
	content = bytearray()
	while at < len(text):
		line_end = text.find("\n", at)
		line_end = len(text) if line_end < 0 else line_end
		line = text[at:line_end].rstrip("\r")
		at = min(line_end + 1, len(text))
		if line.strip() == "end":
			return bytes(content), at
		if not line.strip():
			# As programs that trim lines leave the one that says: no more.
			continue
		try:
			content += binascii.a2b_uu(line)
		except (binascii.Error, ValueError):
			return b"", 0
	return b"", 0
