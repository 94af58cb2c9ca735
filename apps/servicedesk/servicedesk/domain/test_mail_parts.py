"""The structure of a mail, as places in its bytes. What is broken in how many ways: test_mail_corpus."""

import pytest

from servicedesk.domain.mail_parts import MailUnreadable, parts_of


def bodies(raw: bytes) -> list[bytes]:
	return [raw[part.start : part.end] for part in parts_of(raw).parts]


HEAD = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"


@pytest.mark.parametrize(
	("body", "found"),
	[
		(b"--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--", [b"one", b"two"]),
		(b"preamble\n--b\n\none\n\n--b\n\n--b--\n", [b"one\n", b""]),
		(b"--b\r\n\r\n--bb\r\n-b\r\n --b\r\n--b x\r\n--b--", [b"--bb\r\n-b\r\n --b\r\n--b x"]),
		(b"--b\r\nA: b\r\n--b--", [b""]),
		(b"--b", [b""]),
		(b"", []),
	],
)
def test_places(body: bytes, found: list[bytes]) -> None:
	assert bodies(HEAD + body) == found


def test_a_container_in_a_container() -> None:
	inner = b"Content-Type: multipart/alternative; boundary=b1\n\n--b1\n\nx\n--b1--\nnobody's\n"
	root = parts_of(HEAD + b"--b\n" + inner + b"--b\n\nlast\n--b--")
	assert [part.is_container for part in root.parts] == [True, False]
	assert root.parts[0].content_type == "multipart/alternative"


def test_a_container_without_its_end_ends_where_the_next_part_of_the_outer_one_begins() -> None:
	inner = b"Content-Type: multipart/alternative; boundary=b1\n\n--b1\n\nx\n"
	root = parts_of(HEAD + b"--b\n" + inner + b"--b\n\nlast\n--b--")
	assert [len(part.parts) for part in root.parts] == [1, 0]


@pytest.mark.parametrize(
	("kind", "found"),
	[(b"text", "text/plain"), (b"", "text/plain"), (b"Image/PNG", "image/png")],
)
def test_types(kind: bytes, found: str) -> None:
	assert parts_of(b"Content-Type: " + kind + b"\n\nx").content_type == found


def test_a_text_that_speaks_of_mime_is_a_text() -> None:
	assert not parts_of(b"A: b\n\n" + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 500).parts


@pytest.mark.parametrize(
	("raw", "code"),
	[
		(
			b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(60)),
			"too-deep",
		),
		(HEAD + b"--b\nContent-Type: multipart/mixed; boundary=c\n\n" * 400, "too-deep"),
		(HEAD + b"--b\n\n" * 3000, "too-many-parts"),
	],
)
def test_bounds(raw: bytes, code: str) -> None:
	with pytest.raises(MailUnreadable, match=code):
		parts_of(raw)
