"""What the first bytes say: one good beginning for every extension, and beginnings that lie."""

import pytest

from servicedesk.domain.file_signatures import HEAD_BYTES, KNOWN_EXTENSIONS, agrees

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"
ZIP = b"PK\x03\x04rest"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF"
TEXT = "Bună ziua,\r\n\tнумер №5 – ціна\x1b[0m".encode()
MP4 = b"\x00\x00\x00\x18ftypmp42"
GOOD = {
	"pdf": b"%PDF-1.7\n",
	"png": b"\x89PNG\r\n\x1a\nrest",
	"jpg": JPEG,
	"jpeg": JPEG,
	"gif": b"GIF89a..",
	"webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
	"bmp": b"BM\x36\x00",
	"tif": b"II*\x00",
	"tiff": b"MM\x00*",
	"heic": b"\x00\x00\x00\x18ftypheic",
	"txt": TEXT,
	"csv": b"\xef\xbb\xbf" + TEXT,
	"log": "Привет".encode("cp1251"),
	"rtf": b"{\\rtf1",
	"docx": ZIP,
	"xlsx": ZIP,
	"pptx": ZIP,
	"odt": ZIP,
	"ods": ZIP,
	"odp": ZIP,
	"doc": OLE,
	"xls": OLE,
	"ppt": OLE,
	"msg": OLE,
	"eml": b"Received: from mail.example.org\r\n",
	"zip": b"PK\x05\x06" + b"\0" * 18,
	"7z": b"7z\xbc\xaf\x27\x1c\x00",
	"rar": b"Rar!\x1a\x07\x01\x00",
	"gz": b"\x1f\x8b\x08",
	"mp4": MP4,
	"mov": b"\x00\x00\x00\x14ftypqt  ",
	"m4a": b"\x00\x00\x00\x18ftypM4A ",
	"webm": b"\x1aE\xdf\xa3",
	"mp3": b"\xff\xfb\x90\x00",
	"wav": b"RIFF\x10\x00\x00\x00WAVEfmt ",
	"ogg": b"OggS\x00",
}
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def test_there_is_a_sample_of_every_kind() -> None:
	assert set(GOOD) == KNOWN_EXTENSIONS


@pytest.mark.parametrize("extension", sorted(GOOD))
def test_a_right_beginning_agrees_and_a_wrong_one_does_not(extension: str) -> None:
	assert agrees(extension, GOOD[extension])
	for lie in (HTML, b"MZ\x90\x00\x03", b"\x7fELF\x02\x01", b"", b"\0" * 64):
		is_empty_text = lie == b"" and extension in ("txt", "csv", "log")
		assert agrees(extension, lie) is is_empty_text


@pytest.mark.parametrize("extension", ["svg", "html", "htm", "xml", "js", "exe", "php", "docm", "", "PDF"])
def test_other_kinds_never_agree(extension: str) -> None:
	assert not any(agrees(extension, head) for head in (HTML, TEXT, *GOOD.values()))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1251", "koi8-u", "iso8859-5", "cp1250"])
def test_text_in_any_encoding(encoding: str) -> None:
	words = "Поштова скринька" if encoding not in ("cp1250",) else "Cutie poştală"
	assert agrees("txt", f"{words}\r\n".encode(encoding))
	assert agrees("txt", ("\ufeff" + words).encode("utf-16-be"))


def test_text_cut_within_a_character_is_text_still() -> None:
	assert agrees("txt", ("a" + "й" * HEAD_BYTES).encode()[:HEAD_BYTES])
	assert agrees("txt", "йй".encode("utf-16")[:-1])


@pytest.mark.parametrize(
	"page",
	[
		" \r\n<HTML>",
		"\t<svg onload=x>",
		"<?xml version='1.0'?><svg/>",
		"<script>",
		"<!-- --><script>",
		"</b><script>",
		"<img src=x>",
		"<iframe>",
	],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_page_is_no_text_and_no_mail(page: str, encoding: str) -> None:
	for extension in ("txt", "csv", "log", "eml"):
		assert not agrees(extension, page.encode(encoding))


def test_text_that_speaks_of_pages_is_text() -> None:
	assert agrees("log", b"GET / 200 <html><script>")
	assert agrees("txt", b"< 5 lei, <imglike>")


@pytest.mark.parametrize("head", [b"From someone@example.org Mon", b"X-Mailer:x", b"\xef\xbb\xbfSubject: a"])
def test_a_mail_begins_with_a_header(head: bytes) -> None:
	assert agrees("eml", head)
	assert not agrees("eml", head + b"\0")


@pytest.mark.parametrize("head", [b"Hello", b": x", b"5: x", b" Subject: x", b"<a:b>"])
def test_what_begins_otherwise_is_no_mail(head: bytes) -> None:
	assert not agrees("eml", head)


@pytest.mark.parametrize(
	("head", "is_sound"),
	[(b"ID3\x04", True), (b"\xff\xf3", True), (b"\xff\xfe", False), (b"\xff\xfd", False), (b"\xff", False)],
)
def test_sound_is_told_from_text_with_a_byte_order_mark(head: bytes, is_sound: bool) -> None:
	assert agrees("mp3", head) is is_sound


def test_only_the_beginning_is_looked_at() -> None:
	assert agrees("txt", b"a" * HEAD_BYTES + b"\0")
	assert not agrees("txt", b"a" * (HEAD_BYTES - 1) + b"\0")
