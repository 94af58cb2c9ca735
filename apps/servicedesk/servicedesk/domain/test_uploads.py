"""Uploads: names made safe, kinds and contents that must agree, sizes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.problems import Problem
from servicedesk.domain.uploads import (
	DEFAULT_EXTENSIONS,
	MAXIMUM_NAME_BYTES,
	MAXIMUM_NAME_CHARACTERS,
	check,
	extension_of,
	safe_file_name,
)

PDF = b"%PDF-1.7\n"
ALLOWED = ("pdf", "png", "txt", "svg")


@pytest.mark.parametrize(
	("sent", "kept"),
	[
		("снимка на екрана.png", "снимка на екрана.png"),
		("../../etc/passwd", "passwd"),
		("C:\\Users\\Мария\\доклад.PDF", "доклад.PDF"),
		("a/b\\..\\c.txt", "c.txt"),
		("report\u202efdp.exe", "reportfdp.exe"),
		("in\u200bvis\u00adible\U000e0041.txt", "invisible.txt"),
		("a \u200b b.txt", "a b.txt"),
		("shell.php\x00.png", "shell.php.png"),
		("line\r\nbreak.txt", "line break.txt"),
		(".htaccess", "htaccess"),
		("...", ""),
		("..", ""),
		("", ""),
		("folder/", ""),
		(" . . ", ""),
		("page.html. . ", "page.html"),
		('a<b>c:d"e|f?g*h#i%j.txt', "a_b_c_d_e_f_g_h_i_j.txt"),
		("file.txt:stream", "file.txt_stream"),
		("CON", "_CON"),
		("nul.txt", "_nul.txt"),
		("Com1.tar.gz", "_Com1.tar.gz"),
		("lpt².log", "_lpt².log"),
		("aux .txt", "_aux .txt"),
		("CONIN$", "_CONIN$"),
		("console.txt", "console.txt"),
		("O'Brien & Co, (2) [final]+=.pdf", "O'Brien & Co, (2) [final]+=.pdf"),
		("и\u0306.txt", "й.txt"),
		("\ud800.txt", "txt"),
	],
)
def test_safe_name(sent: str, kept: str) -> None:
	assert safe_file_name(sent) == kept


def test_long_names_are_cut_before_the_extension() -> None:
	assert safe_file_name("x" * 500 + ".pdf") == "x" * (MAXIMUM_NAME_CHARACTERS - 4) + ".pdf"
	cyrillic = safe_file_name("ж" * 500 + ".PDF")
	assert cyrillic == "ж" * ((MAXIMUM_NAME_BYTES - 4) // 2) + ".PDF"
	assert safe_file_name("€" * 100) == "€" * (MAXIMUM_NAME_BYTES // 3)
	spaced = safe_file_name("a" * (MAXIMUM_NAME_CHARACTERS - 5) + " " + "b" * 20 + ".pdf")
	assert spaced == "a" * (MAXIMUM_NAME_CHARACTERS - 5) + ".pdf"


names = st.text(st.characters(), max_size=150) | st.text(
	st.sampled_from("aж./\\: \u202e\x00con1nul\u0301\u200b$"), max_size=150
)


@given(names)
def test_a_safe_name_is_safe_and_stays_as_it_is(sent: str) -> None:
	name = safe_file_name(sent)
	assert safe_file_name(name) == name
	assert name not in (".", "..")
	assert not set(name) & set('/\\<>:"|?*#%\x00\n\r\t\u202e\u200b')
	assert name == name.strip(" .")
	assert len(name) <= MAXIMUM_NAME_CHARACTERS
	assert len(name.encode()) <= MAXIMUM_NAME_BYTES


@pytest.mark.parametrize(
	("name", "extension"),
	[
		("a.PDF", "pdf"),
		("a.tar.gz", "gz"),
		("a", ""),
		("a.", ""),
		("a.b c", ""),
		("a.txt\n", ""),
		("a.рdf", ""),
	],
)
def test_extension(name: str, extension: str) -> None:
	assert extension_of(name) == extension


def test_a_good_file_is_taken() -> None:
	assert check("доклад.pdf", PDF, 5_000, ALLOWED, 5_000) is None
	assert check("a.PDF", PDF, 1, DEFAULT_EXTENSIONS, 1) is None


@pytest.mark.parametrize(
	("name", "head", "size", "problem"),
	[
		("", PDF, 9, Problem("file", "missing_file_name")),
		("../..", PDF, 9, Problem("file", "missing_file_name")),
		("a.pdf", b"", 0, Problem("file", "empty_file")),
		("a.pdf", PDF, 0, Problem("file", "empty_file")),
		("a.pdf", b"", 9, Problem("file", "empty_file")),
		("a.pdf", PDF, 101, Problem("file", "too_large", {"maximum_bytes": 100, "bytes": 101})),
		("a.pdf", b"<html>", 9, Problem("file", "content_mismatch", {"extension": "pdf"})),
		("a.png", PDF, 9, Problem("file", "content_mismatch", {"extension": "png"})),
		("a.txt", b"<svg>", 9, Problem("file", "content_mismatch", {"extension": "txt"})),
	],
)
def test_what_is_wrong_is_told(name: str, head: bytes, size: int, problem: Problem) -> None:
	assert check(name, head, size, ALLOWED, 100) == problem


@pytest.mark.parametrize(
	("name", "extension"),
	[
		("a.svg", "svg"),  # allowed by staff, and refused all the same
		("a.html", "html"),
		("a.pdf.exe", "exe"),
		("a.html. ", "html"),
		("a.pdf\x00.js", "js"),
		("a\u202efdp.js", "js"),
		("a.jpg", "jpg"),
		("pdf", ""),
		(".pdf", ""),
		("a.рdf", ""),
	],
)
def test_what_is_not_allowed_is_refused(name: str, extension: str) -> None:
	expected = Problem("file", "refused_type", {"extension": extension, "allowed": "pdf, png, txt"})
	assert check(name, PDF, 9, ALLOWED, 100) == expected
