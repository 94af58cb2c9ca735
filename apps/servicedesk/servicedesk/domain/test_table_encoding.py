"""Encodings of table files: found out, refused when in doubt, broken ones told with their line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain import table_encoding
from servicedesk.domain.table_encoding import CODECS, FileProblem, encoding_of

BULGARIAN = "име;град\nСофтуерна къща Витоша;София\nЧасовников завод;Пловдив\n"
UKRAINIAN = "назва;місто\nПриватне підприємство «Їжак»;Київ\nҐудзик і син;Чернівці\n"
ROMANIAN = "nume;oraş\nŞcoala Mică;Târgu Mureş\nÎnfrăţirea;Iaşi\n"


@pytest.mark.parametrize("text", [BULGARIAN, UKRAINIAN, ROMANIAN, "name;city\nPlain;Town\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_certain(text: str, codec: str) -> None:
	content = text.encode(codec)
	if codec == "utf-16-be":
		content = b"\xfe\xff" + content
	found = encoding_of(content)
	assert found.certain
	assert content.decode(found.codec).removeprefix("\ufeff") == text


def test_big_endian_without_a_mark() -> None:
	assert encoding_of(BULGARIAN.encode("utf-16-be")).codec == "utf-16-be"


@pytest.mark.parametrize(
	("text", "name"),
	[
		(BULGARIAN, "Windows-1251"),
		(UKRAINIAN, "Windows-1251"),
		(ROMANIAN, "Windows-1250"),
		("name;city\nMüller;Köln\n", "Windows-1250"),
	],
)
def test_one_byte_encodings_are_found_and_doubted(text: str, name: str) -> None:
	content = text.encode(CODECS[name])
	found = encoding_of(content)
	assert (found.name, found.certain) == (name, False)
	assert content.decode(found.codec) == text


@pytest.mark.parametrize(
	"content",
	[
		BULGARIAN.encode("koi8-r"),
		BULGARIAN.lower().encode("koi8-r"),
		BULGARIAN.encode("cp866"),
		"nom;ville\nCafé à l'été;Besançon\nœuvre;Nîmes\n".encode("cp1252"),
		"nazwa;miasto\nŁódź;Kraków\n".encode("cp1250"),
	],
)
def test_in_doubt_the_person_is_asked(content: bytes) -> None:
	with pytest.raises(FileProblem) as raised:
		encoding_of(content)
	assert raised.value.code == "unclear_encoding"


def test_a_chosen_encoding_is_taken_at_its_word() -> None:
	text = "nom;ville\nCafé à l'été;Besançon\n"
	assert encoding_of(text.encode("cp1252"), "Windows-1252").codec == "cp1252"
	assert encoding_of(text.encode("utf-16-be"), "UTF-16").codec == "utf-16-be"
	assert encoding_of("名前".encode("utf-16-le"), "UTF-16").codec == "utf-16-le"


def problem(content: bytes, chosen: str = "") -> FileProblem:
	with pytest.raises(FileProblem) as raised:
		encoding_of(content, chosen)
	return raised.value


def test_a_broken_byte_is_told_with_its_line() -> None:
	broken = "ред едно\nред две\r\nред ".encode() + b"\xff" + "три\n".encode()
	found = problem(broken)
	assert (found.code, found.line, found.parameters) == ("broken_encoding", 3, {"encoding": "UTF-8"})
	assert problem(b"\xef\xbb\xbfa\nb\xe9\n").line == 2
	assert problem(b"ok\r\n\x81\n", "Windows-1252").line == 2


def test_a_broken_byte_far_inside(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(table_encoding, "BLOCK_BYTES", 7)
	assert problem("едно\r\n".encode() * 50 + b"\xff").line == 51


@pytest.mark.parametrize("cut", [1, 2])
def test_a_file_cut_inside_a_letter(cut: int) -> None:
	content = "първи\nвтори 🙂".encode()[:-cut]
	assert (problem(content).code, problem(content).line) == ("broken_encoding", 2)


@pytest.mark.parametrize(
	("content", "code"),
	[
		(b"", "empty_file"),
		(b" \n\t\r\n ", "empty_file"),
		(b"\xef\xbb\xbf", "empty_file"),
		(b"PK\x03\x04....", "spreadsheet"),
		(b"\xd0\xcf\x11\xe0....", "spreadsheet"),
		(b"a\nb\x00\x00", "not_text"),
		(b"\xff\xfe\x00\x00a\x00\x00\x00", "not_text"),
	],
)
def test_what_is_no_table(content: bytes, code: str) -> None:
	assert problem(content).code == code


def test_the_line_of_what_is_no_text() -> None:
	assert problem(b"a\nb\nc\x00\x00\n").line == 3


def test_the_largest_file(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(table_encoding, "MAXIMUM_BYTES", 4)
	assert encoding_of(b"abc\n").certain
	assert problem(b"abcd\n").code == "too_large"


@given(st.binary(max_size=400), st.sampled_from(["", *CODECS]))
def test_any_bytes_are_read_or_refused(content: bytes, chosen: str) -> None:
	try:
		found = encoding_of(content, chosen)
	except FileProblem as refused:
		assert refused.line <= content.count(b"\n") + content.count(b"\r") + 1
	else:
		content.decode(found.codec)


@given(st.text(min_size=1, max_size=200), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_what_says_its_encoding_is_read_as_written(text: str, codec: str) -> None:
	content = ("ключ;" + text.replace("\0", "")).encode(codec, errors="ignore")
	assert content.decode(encoding_of(content).codec) == content.decode(codec)
