"""Each mail of the corpus is read or refused with a known code, with work that grows with its length."""

import sys
from types import FrameType
from typing import Any

import pytest

from servicedesk.domain.mail_corpus import Case, corpus
from servicedesk.domain.mail_message import MailMessage, MailUnreadable, read_mail

CODES = {"empty", "no-header", "too-large", "header-too-long", "too-deep", "too-many-parts"}
# Calls of functions; what one call does grows with its argument at most.
CALLS_EACH, CALLS_A_BYTE = 5_000, 10
CASES = corpus()


def outcome(raw: bytes) -> MailMessage | str:
	"""The mail, or the code with which it is refused."""
	try:
		return read_mail(raw)
	except MailUnreadable as problem:
		return problem.code


def calls(raw: bytes) -> int:
	"""How many functions are called to read it."""
	count = 0

	def note(_frame: FrameType, event: str, _argument: Any) -> None:
		nonlocal count
		count += event in ("call", "c_call")

	before = sys.getprofile()
	sys.setprofile(note)
	try:
		outcome(raw)
	finally:
		sys.setprofile(before)
	return count


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_read_or_refused(case: Case) -> None:
	found = outcome(case.raw)
	if isinstance(found, str):
		assert found in CODES
		assert case.expected is None
		assert case.refused in (None, found)
	else:
		assert not case.refused
		assert_expected(found, case)
		assert_whole(found)


def assert_expected(found: MailMessage, case: Case) -> None:
	"""What is written down beside the mail."""
	got = {
		"text": found.text,
		"html": found.html,
		"parts": tuple(part.name for part in found.parts),
		"subject": found.subject,
		"sender": found.senders[0].address if found.senders else "",
	}
	wanted = vars(case.expected) if case.expected else {}
	assert {name: got[name] for name, value in wanted.items() if value is not None} == {
		name: value for name, value in wanted.items() if value is not None
	}


def assert_whole(found: MailMessage) -> None:
	"""Nothing that a later step could stumble over."""
	shown = [found.subject, *(part.name for part in found.parts), *(value for _name, value in found.headers)]
	assert not any(sign in value for value in shown for sign in "\0\r\n")
	assert "\0" not in found.text
	(found.text + found.html + "".join(shown)).encode()
	assert all("/" not in part.name and "\\" not in part.name for part in found.parts)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_work_grows_with_the_length(case: Case) -> None:
	assert calls(case.raw) <= CALLS_EACH + CALLS_A_BYTE * len(case.raw)


def test_the_corpus_is_large_and_always_the_same() -> None:
	assert len(CASES) >= 300
	assert len({case.kind for case in CASES}) >= 60
	assert corpus() == CASES
