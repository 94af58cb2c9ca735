"""Patterns: what staff need is accepted, what could take long is not, and nothing accepted does."""

import re
import time
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.safe_pattern import (
	MAXIMUM_DEPTH,
	MAXIMUM_PATTERN_LENGTH,
	MAXIMUM_TEXT_LENGTH,
	UnsafePattern,
	compiled,
	matches,
)


@pytest.mark.parametrize(
	("pattern", "fits", "does_not"),
	[
		("", "", "a"),
		(r"[A-Z]{2,4}-\d+", "HELP-161", "help-161"),
		(r"^\d{3}-\d{3}$", "123-456", "123-4567"),
		(r"(?:BG)?\d{9,10}", "BG123456789", "RO123456789"),
		(r"(INV|CR|ORD)\d{1,8}", "CR77", "XX77"),
		(r"[^\s@]+@[^\s@]+", "a@b", "a b"),
		(r"\+?[0-9 ]{6,20}", "+40 21 231 4702", "phone"),
		(r"[A-ZА-ЯЇ\-_.]*", "ЇЖАК-1".replace("1", ""), "їжак"),
		(r"(?:\d{3} ){3}\d", "123 456 789 0", "123 456"),
		(r"a{2,}", "aaaa", "a"),
		(r"(?:abc)*", "abcabc", "abca"),
		(r"a|b|", "", "c"),
		(r"[a|b][*+?{}()^$.]", "|{", "c{"),
		(r"\.\*\\", ".*\\", "x"),
		("." * 150, "x" * 150, "x"),
	],
)
def test_what_staff_need_is_accepted(pattern: str, fits: str, does_not: str) -> None:
	assert matches(pattern, fits)
	assert not matches(pattern, does_not)


@pytest.mark.parametrize(
	("pattern", "code"),
	[
		("(a+)+", "too_many_ways"),
		("(a|a)*", "too_many_ways"),
		("(a|aa)+b", "too_many_ways"),
		("(.*)*", "too_many_ways"),
		("([a-z]+){10}", "too_many_ways"),
		(r"\d*\d*\d*x", "too_many_ways"),
		("a?" * 20 + "a" * 20, "too_many_ways"),
		("(?:a?){20}", "too_many_ways"),
		("(a{0,50}){3}", "too_many_ways"),
		("a*|" * 40 + "(a*a*|a*a*)", "too_many_ways"),
		(r"(a)\1", "not_supported"),
		("(?=a)a", "not_supported"),
		("(?i)a", "not_supported"),
		("(?P<name>a)", "not_supported"),
		("a+?", "not_supported"),
		("a++", "not_supported"),
		("a{2}{3}", "not_supported"),
		(r"\bword", "not_supported"),
		(r"\x41", "not_supported"),
		("[[a]", "not_supported"),
		("[]a]", "not_supported"),
		("[^]a]", "not_supported"),
		("[a--b]", "not_supported"),
		("[a&&b]", "not_supported"),
		("(" * (MAXIMUM_DEPTH + 1) + ")" * (MAXIMUM_DEPTH + 1), "not_supported"),
		("(" * MAXIMUM_PATTERN_LENGTH, "not_supported"),
		("(", "malformed"),
		(")", "malformed"),
		("(a", "malformed"),
		("[a", "malformed"),
		("[", "malformed"),
		("a\\", "malformed"),
		("*a", "malformed"),
		("(+a)", "malformed"),
		("{2}", "malformed"),
		("a{", "malformed"),
		("a{,3}", "malformed"),
		("a{3,2}", "malformed"),
		("a{1000}", "malformed"),
		("[z-a]", "malformed"),
		("a" * (MAXIMUM_PATTERN_LENGTH + 1), "too_long"),
	],
)
def test_what_is_not_accepted_is_told_with_its_place(pattern: str, code: str) -> None:
	with pytest.raises(UnsafePattern, match=f"{code} at character") as caught:
		compiled(pattern)
	assert caught.value.code == code
	assert 0 <= caught.value.position <= len(pattern)


def test_depth_is_counted_within_and_not_along() -> None:
	assert matches("(a)" * (MAXIMUM_DEPTH + 5), "a" * (MAXIMUM_DEPTH + 5))
	assert matches("(" * MAXIMUM_DEPTH + "a" + ")" * MAXIMUM_DEPTH, "a")


def test_longer_texts_do_not_match() -> None:
	assert matches("a*", "a" * MAXIMUM_TEXT_LENGTH)
	assert not matches("a*", "a" * (MAXIMUM_TEXT_LENGTH + 1))


pieces = st.sampled_from(
	["a", ".", "[a-z]", r"\w", "(", "(?:", ")", "|", "*", "+", "?", "{2}", "{0,9}", "{3,}", "b"]
)


@given(st.lists(pieces, max_size=25).map("".join))
def test_what_is_accepted_means_what_python_means_and_never_takes_long(pattern: str) -> None:
	try:
		accepted = compiled(pattern)
	except UnsafePattern:
		return
	for text in ("a" * MAXIMUM_TEXT_LENGTH + "!", "a" * (MAXIMUM_TEXT_LENGTH - 1) + "!", "ab" * 99 + "!"):
		started = time.process_time()
		accepted.fullmatch(text)
		assert time.process_time() - started < 2


@given(st.text(st.sampled_from("ab.[]()|*+?{}\\^$-&~,0123dwé"), max_size=30))
def test_any_text_is_a_pattern_or_refused_and_never_a_surprise(pattern: str) -> None:
	with warnings.catch_warnings():
		warnings.simplefilter("error")
		try:
			assert isinstance(compiled(pattern), re.Pattern)
		except UnsafePattern as refused:
			assert refused.code in ("malformed", "not_supported", "too_many_ways")
