"""Texts are read in the set of letters that they are in, whatever they say."""

import pytest

from servicedesk.domain.charset import BROKEN, GUESSED, decode

BULGARIAN = "Здравейте, принтерът не работи от вчера."
RUSSIAN = "Добрый день, не могу войти в систему."
UKRAINIAN = "Доброго дня, її комп'ютер не вмикається."
ROMANIAN = "Bună ziua, imprimanta nu funcţionează şi nu ştiu de ce."
GERMAN = "Grüße aus München, alles schön."


@pytest.mark.parametrize(
	("text", "codec", "declared", "remark"),
	[
		(BULGARIAN, "cp1251", "windows-1251", ""),
		(BULGARIAN, "cp1251", "Win_1251", ""),
		(BULGARIAN, "utf-8", "UTF8", ""),
		(BULGARIAN, "utf-8", "", GUESSED),
		(RUSSIAN, "koi8-r", "koi8-r", ""),
		(UKRAINIAN, "koi8-u", "KOI8-U", ""),
		(RUSSIAN, "iso-8859-5", "iso-8859-5:1988", ""),
		(ROMANIAN, "iso-8859-2", "iso-8859-2", ""),
		(ROMANIAN.replace("ţ", "ț").replace("ş", "ș"), "iso-8859-16", "iso-8859-16", ""),
		(RUSSIAN, "utf-7", "unicode-1-1-utf-7", ""),
		("프린터", "cp949", "ks_c_5601-1987", ""),
		(GERMAN, "cp1252", "iso-8859-1", ""),
		("plain", "ascii", "x-unknown", ""),
		# Labelled wrongly.
		(BULGARIAN, "utf-8", "iso-8859-1", GUESSED),
		(BULGARIAN, "utf-8", "windows-1251", GUESSED),
		(BULGARIAN, "utf-8", "utf-7", GUESSED),
		(BULGARIAN, "cp1251", "iso-8859-1", GUESSED),
		(BULGARIAN, "cp1251", "us-ascii", GUESSED),
		(BULGARIAN, "cp1251", "utf-8", GUESSED),
		(BULGARIAN.upper(), "cp1251", "", GUESSED),
		(f"{BULGARIAN} Best regards, the whole team of the office in Plovdiv", "cp1251", "", GUESSED),
		(UKRAINIAN, "cp1251", "x-none", GUESSED),
		(RUSSIAN, "koi8-r", "us-ascii", GUESSED),
		(RUSSIAN, "iso-8859-5", "", GUESSED),
		(ROMANIAN, "cp1250", "iso-8859-1", GUESSED),
		(GERMAN, "cp1252", "", GUESSED),
		# With a mark at the beginning.
		(RUSSIAN, "utf-8-sig", "koi8-r", ""),
		(RUSSIAN, "utf-16", "us-ascii", ""),
	],
)
def test_letters(text: str, codec: str, declared: str, remark: str) -> None:
	assert decode(text.encode(codec), declared) == (text, remark)


@pytest.mark.parametrize(
	("content", "declared", "text"),
	[
		(BULGARIAN.encode() * 9 + b"\xff", "utf-8", BULGARIAN * 9 + "\ufffd"),
		(b"\xff\xfea", "", "\ufffd"),
		(b"abc\x81\x80\xff\xff", "big5", None),
		(b"\x98 \xcf\xf0\xe8", "windows-1251", "\ufffd При"),
		(b"a\x81b", "iso-8859-1", "a\ufffdb"),
	],
)
def test_what_cannot_be_read_whole(content: bytes, declared: str, text: str | None) -> None:
	found, remark = decode(content, declared)
	assert remark == BROKEN
	assert text in (None, found)


def test_a_letter_cut_in_two_at_the_end_is_left_away() -> None:
	assert decode("Привет".encode()[:-1], "utf-8") == ("Приве", "")
	assert decode("été".encode("cp1252"), "utf-8")[0] == "été"


@pytest.mark.parametrize(
	"declared", ["base64", "punycode", "rot13", "undefined", "../x", "\0", "x" * 9999, "idna"]
)
def test_names_that_are_no_set_of_letters(declared: str) -> None:
	assert decode(bytes(range(256)), declared)[0]
