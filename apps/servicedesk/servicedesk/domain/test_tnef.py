"""Files and words out of a winmail.dat."""

import struct

from servicedesk.domain.mail_corpus.winmail import SIGNATURE, attribute, values, variable, winmail
from servicedesk.domain.tnef import Tnef, TnefFile, read_tnef

FILE_BEGINS = attribute(2, 0x00069002, b"")
FILE = TnefFile("plan.txt", b"the plan", "cid@x")


def read(*attributes: bytes) -> Tnef:
	found = read_tnef(SIGNATURE + b"".join(attributes))
	assert found
	return found


def test_text_and_file() -> None:
	assert read_tnef(winmail(body="Добър ден, колеги")) == Tnef("Добър ден, колеги", "", [FILE])


def test_no_winmail() -> None:
	assert read_tnef(b"hello") is None


def test_cut_at_each_place() -> None:
	whole = winmail()
	found = [read_tnef(whole[:point]) for point in range(6, len(whole))]
	assert all(each and (each.broken or each.text or each == Tnef()) for each in found)
	assert found[-1] and found[-1].broken and found[-1].files[0].content == FILE.content


def test_names_and_html() -> None:
	html = variable(0x1013, 0x0102, b"<p>\xcf\xf0\xe8\xe2\xe5\xf2</p>")
	short = variable(0x3704, 0x001E, b"short.txt\0")
	content = variable(0x3701, 0x0102, b"inside")
	body = attribute(1, 0x0002800C, b"body\0")
	other = attribute(1, 0x00018004, b"subject\0")
	number = struct.pack("<HHII", 0x1003, 0x3701, 1, 7)
	named = struct.pack("<HH", 0x0003, 0x8002) + bytes(16) + struct.pack("<III", 0, 7, 1)
	none = struct.pack("<HHI", 0x101E, 0x1000, 0)
	found = read(
		body, body, other, attribute(1, 0x9003, values(html, named, none)), attribute(1, 0x9007, b""), FILE_BEGINS,
		attribute(2, 0x9999, b"x"), attribute(2, 0x9005, values(short, content)),
		FILE_BEGINS, attribute(2, 0x9005, values(number, short)),
	)  # fmt: skip
	assert (found.text, found.html, found.broken) == ("body", "<p>Привет</p>", False)
	assert found.files[0] == TnefFile("short.txt", b"inside")


def within(content: bytes) -> bytes:
	return (
		SIGNATURE + FILE_BEGINS + attribute(2, 0x9005, values(variable(0x3701, 0x000D, bytes(16) + content)))
	)


def test_a_mail_in_it_gives_its_files() -> None:
	found = read_tnef(within(winmail()))
	assert found and found.files == [FILE]
	empty = read_tnef(within(b"OLE"))
	assert empty == Tnef()


def test_mails_in_mails_end() -> None:
	raw = winmail()
	for _level in range(5):
		raw = within(raw)
	assert read_tnef(raw) == Tnef()


def test_a_length_that_lies_costs_nothing() -> None:
	for lie in (
		attribute(1, 0x9003, values(struct.pack("<HH", 0x7777, 0x1000))),
		attribute(1, 0x9003, struct.pack("<IHHI", 1, 0x1003, 0x1000, 0xFFFFFFFF)),
		attribute(1, 0x9003, struct.pack("<IHHII", 0xFFFFFFFF, 0x001E, 0x1000, 1, 0xFFFFFFF0)),
		b"\1" * 9,
	):
		assert read(FILE_BEGINS, attribute(2, 0x800F, b"x"), lie) == Tnef(
			files=[TnefFile("", b"x")], broken=True
		)


def test_many_files_are_bounded() -> None:
	assert len(read(*[FILE_BEGINS + attribute(2, 0x800F, b"x")] * 300).files) == 200
