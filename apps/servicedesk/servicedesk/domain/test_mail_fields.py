"""Fields of a header and their parameters."""

import pytest

from servicedesk.domain.mail_fields import first_of, read_fields, shown, typed


@pytest.mark.parametrize(
	("raw", "fields", "body"),
	[
		(b"A: b\r\nC:d\r\n\r\nx", (("a", "b"), ("c", "d")), b"x"),
		(b"A: b\n c\n\td\n\nx", (("a", "b c\td"),), b"x"),
		(b"A: b", (("a", "b"),), b""),
		(b"A: b\nwords\nC: d\n\nx", (("a", "b"),), b"words\nC: d\n\nx"),
		(b"From me Mon\nA : b\n: c\nD: e\n\nx", (("a", "b"), ("d", "e")), b"x"),
		(b"A: b\n--x: y\n", (("a", "b"),), b"--x: y\n"),
		(b"A: b\nFrom me\n\nx", (("a", "b"),), b"From me\n\nx"),
		(b" b\n", (), b" b\n"),
	],
)
def test_read_fields(raw: bytes, fields: tuple[tuple[str, str], ...], body: bytes) -> None:
	found, at = read_fields(raw, 0)
	assert (found, raw[at:]) == (fields, body)
	assert first_of(found, "none") == ""


@pytest.mark.parametrize(
	("value", "kind", "parameters"),
	[
		("", "", {}),
		(" ;", "", {}),
		("Text/Plain; Charset = UTF-8", "text/plain", {"charset": "UTF-8"}),
		('a/b; x="y;z"; x=2', "a/b", {"x": "y;z"}),
		("multipart/mixed boundary=b", "multipart/mixed", {"boundary": "b"}),
		("a/b; name=My file.pdf; c=d", "a/b", {"name": "My file.pdf", "c": "d"}),
		('a/b; name="a\\"b\\\\c\\d"', "a/b", {"name": 'a"b\\c\\d'}),
		('a/b; name="open', "a/b", {"name": "open"}),
		("a/b; name*=windows-1251'bg'%CF%F0%E8", "a/b", {"name": "При"}),
		("a/b; name*1=b; name*0*=utf-8''%D0%94%; name=x", "a/b", {"name": "Д%b"}),
		('a/b; name*0="=?utf-8?Q?"; name*1="yes?="', "a/b", {"name": "yes"}),
		("a/b; name*=plain; name*0=other", "a/b", {"name": "plain"}),
		("a/b; *=x; a*b*c=d; e", "a/b", {}),
	],
)
def test_typed(value: str, kind: str, parameters: dict[str, str]) -> None:
	assert typed(value) == (kind, parameters)


def test_shown_is_one_line() -> None:
	assert shown("=?utf-8?Q?a=0D=0ABcc:_x?=\u202e\0z") == "a Bcc: x z"


def test_a_header_without_an_end_becomes_body() -> None:
	raw = b"A: b\n" * 300_000
	fields, at = read_fields(raw, 0)
	assert (len(fields), 1024 * 1024 <= at < 1024 * 1024 + 5) == (500, True)
