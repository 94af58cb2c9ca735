"""What the receiving server says of a sender, and what the sender may not make of it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.mail_verdict import LONGEST_VALUE, MOST_VALUES, Verdict, result_values, verdict

OURS = "mx.desk.example"
PASS, FAIL, NONE = Verdict.PASS, Verdict.FAIL, Verdict.NONE


@pytest.mark.parametrize(
	("value", "expected"),
	[
		(f"{OURS}; dmarc=pass header.from=a.example", PASS),
		(f"{OURS}; dmarc=fail (p=none) header.from=a.example", FAIL),
		(f"{OURS} 1; dmarc/1 = pass", PASS),
		(f"{OURS} 2; dmarc=pass", NONE),
		(f"{OURS}; dmarc/2=pass", NONE),
		(f"{OURS}; dmarc/2=fail", FAIL),
		("MX.Desk.Example ; DMARC = Pass", PASS),
		(f'"{OURS}"; dmarc=pass', PASS),
		(f"(first) {OURS} (me) ; (x) dmarc (y) = (z) fail", FAIL),
		(f"{OURS}; dmarc=pass; dmarc=fail", FAIL),
		(f"{OURS}; dmarc=fail; dmarc=pass", FAIL),
		(f"{OURS}; none", NONE),
		(f"{OURS}; dmarc=", NONE),
		(OURS, NONE),
		("", NONE),
		("; dmarc=pass", NONE),
		(f"{OURS}; dmarc=none; dkim=pass header.d=other.example", NONE),
		(f"{OURS}; dkim=fail header.d=a.example", FAIL),
		(f"{OURS}; dkim=fail header.d=a.example; dkim=pass header.d=a.example", NONE),
		(f"{OURS}; dkim=fail; dmarc=pass", PASS),
		(f"{OURS}; spf=fail; dmarc=temperror", NONE),
		# Words of the sender, in comments and quotation marks, are not the server's.
		(f"{OURS}; spf=none (; dmarc=pass ;)", NONE),
		(f"{OURS}; spf=none (a (b) ; dmarc=pass) ; dmarc=fail", FAIL),
		(f"{OURS}; spf=none (a \\) ; dmarc=pass)", NONE),
		(f'{OURS}; spf=none smtp.mailfrom="; dmarc=pass"', NONE),
		(f'{OURS}; spf=none smtp.mailfrom="x\\"; dmarc=pass"', NONE),
		(f'{OURS}; "dmarc=pass"', NONE),
		(f'{OURS}; spf=none reason="dmarc=pass" dmarc=pass', NONE),
		# Left open: it may hide the failure that follows.
		(f"{OURS}; spf=none (; dmarc=fail", FAIL),
		(f'{OURS}; spf=none smtp.mailfrom="; dmarc=fail', FAIL),
		(f"{OURS}; dmarc=pass (", FAIL),
		# An encoded word stays what it is.
		(f"{OURS}; spf=none smtp.mailfrom==?utf-8?q?=3B_dmarc=3Dpass?=", NONE),
		(f"{OURS}; spf=none smtp.mailfrom==?utf-8?q?=28?=; dmarc=fail", FAIL),
		(f"{OURS}; dmarc=pass" + " " * LONGEST_VALUE, FAIL),
	],
)
def test_one_field(value: str, expected: Verdict) -> None:
	assert verdict([value], OURS) is expected


def test_the_topmost_of_the_configured_server_counts() -> None:
	other, passed, failed = "mx.evil.example; dmarc=pass", f"{OURS}; dmarc=pass", f"{OURS}; dmarc=fail"
	assert verdict([other], OURS) is NONE
	assert verdict([other, failed, passed], OURS) is FAIL
	assert verdict([passed, failed], OURS) is PASS
	assert verdict([f"{OURS}.evil.example; dmarc=pass"], OURS) is NONE
	assert verdict([f"{OURS}; none", passed], OURS) is NONE


def test_without_a_configured_name_nothing_counts() -> None:
	assert verdict(["; dmarc=pass", "dmarc=pass", f"{OURS}; dmarc=pass"], " ") is NONE


def test_hostile_fields_cost_little() -> None:
	start = time.perf_counter()
	assert verdict(["x; " + "(" * LONGEST_VALUE] * 5000, OURS) is NONE
	assert len(result_values(b"Authentication-Results: x\n" * 400_000)) == MOST_VALUES
	assert time.perf_counter() - start < 3


def test_names_for_people() -> None:
	assert f"{FAIL}" == "fail"


def test_raw_values_are_unfolded_and_not_decoded() -> None:
	raw = (
		b"Received: x\r\n y\r\n"
		b"authentication-results : mx.desk.example;\r\n\tdmarc\r\n =fail =?utf-8?q?=28?=\r\n"
		b"Subject: s\r\nAuthentication-Results: \xff\r\n\r\nAuthentication-Results: in the body\r\n"
	)
	values = result_values(raw)
	assert len(values) == 2
	assert "=?utf-8?q?=28?=" in values[0]
	assert verdict(values, OURS) is FAIL
	assert result_values(b"") == ()
	assert result_values(b" Authentication-Results: x") == ()
	assert result_values(b"Authentication-Results: x") == ("x",)


@given(st.text(alphabet='();"\\= dmarcpsfil/1', max_size=60))
def test_nothing_within_a_comment_counts(words: str) -> None:
	escaped = "".join("\\" + letter if letter in '()\\"' else letter for letter in words)
	for holder in (f"({escaped})", f'x="{escaped}"'):
		assert verdict([f"{OURS}; spf=none {holder}"], OURS) is NONE
		assert verdict([f"{OURS}; spf=none {holder}; dmarc=fail"], OURS) is FAIL
		assert verdict([f"{OURS}; spf=none {holder}; dmarc=pass"], OURS) is PASS


@given(st.text(alphabet='();"\\= dmarcpsfil/1', max_size=60))
def test_unescaped_words_forge_no_pass_over_a_failure(words: str) -> None:
	assert verdict([f"{OURS}; dmarc=fail; spf=none x={words}"], OURS) is FAIL
