"""Packed contents come out as far as they go."""

import base64
import binascii
import quopri

import pytest

from servicedesk.domain import transfer_encoding
from servicedesk.domain.transfer_encoding import BROKEN, UuFile, unpacked, uu_files

CONTENT = bytes(range(256)) * 3
UU = "begin 644 a b.txt\r\n" + "".join(
	binascii.b2a_uu(CONTENT[at : at + 45]).decode() for at in range(0, len(CONTENT), 45)
)


@pytest.mark.parametrize(
	("packed", "encoding", "content", "remark"),
	[
		(base64.encodebytes(CONTENT), "base64", CONTENT, ""),
		(b"QUJDRA==\r\n\r\n", "base64", b"ABCD", ""),
		(base64.encodebytes(CONTENT).rstrip(b"=\n"), "base64", CONTENT, ""),
		(b"QUI=\r\nQ0Q=", "base64", b"ABCD", BROKEN),
		(b"QUJDRA", "base64", b"ABCD", BROKEN),
		(b"QUJDQ", "base64", b"ABC", BROKEN),
		(b"Not this, and not that.", "base64", b"Not this, and not that.", BROKEN),
		(b"", "base64", b"", ""),
		(quopri.encodestring(CONTENT), "quoted-printable", CONTENT, ""),
		(f"{UU}`\nend\n".encode(), "x-uuencode", CONTENT, ""),
		(b"nothing", "uuencode", b"nothing", BROKEN),
		(CONTENT, "8bit", CONTENT, ""),
	],
)
def test_unpacked(packed: bytes, encoding: str, content: bytes, remark: str) -> None:
	assert unpacked(packed, encoding) == (content, remark)


@pytest.mark.parametrize(
	("text", "kept", "files"),
	[
		(f"before\n{UU}`\nend\nafter", "before\nafter", (UuFile("a b.txt", CONTENT),)),
		(f"{UU}\n \nend", "", (UuFile("a b.txt", CONTENT),)),
		(UU, UU, ()),
		(UU.rstrip("\n"), UU.rstrip("\n"), ()),
		("begin 644 is what he said\nÄ\nend", "begin 644 is what he said\nÄ\nend", ()),
		("begin 644 x\nhello\nend", "begin 644 x\nhello\nend", ()),
	],
)
def test_files_in_a_text(text: str, kept: str, files: tuple[UuFile, ...]) -> None:
	assert uu_files(text) == (kept, files)


def test_files_in_a_text_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(transfer_encoding, "MAXIMUM_FILES", 1)
	kept, files = uu_files(f"{UU}end\n{UU}end\n")
	assert (kept, len(files)) == (f"{UU}end\n", 1)
