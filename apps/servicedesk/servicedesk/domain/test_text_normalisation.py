"""Text as people type it, in five languages and with everything a keyboard or a program may put in."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.text_normalisation import clean_line, clean_lines, comparison_key, without_controls

# The usual strategy leaves out halves of characters; forms can send them.
any_text = st.text(st.characters(), max_size=200)


@pytest.mark.parametrize(
	("typed", "line"),
	[
		("  Кратко \t описание\r\n ", "Кратко описание"),
		("Am\u00a0parola\u2003blocata\u0306", "Am parola blocată"),
		("и\u0306", "й"),
		("Ї\x00Ґ\x1bє\x7f", "ЇҐє"),
		("exe.\u202egpj", "exe.gpj"),
		("a\ud800b\ufffe\ufdd0\U0001ffff", "ab"),
		("\ufeffstart", "start"),
		("e\u200d\x00\u0301", "e\u200d\u0301"),
		("e\x00\u0301", "é"),
		("👩‍👩‍👧 \U0001fae9", "👩‍👩‍👧 \U0001fae9"),
		("", ""),
		("\r\n\t", ""),
		(" \u200b\u00a0\u200f\u2060 ", ""),
		("\u3164", ""),
		("\u200fא\u200b", "\u200fא\u200b"),
	],
)
def test_line(typed: str, line: str) -> None:
	assert clean_line(typed) == line


@pytest.mark.parametrize(
	("typed", "lines"),
	[
		("one\r\ntwo\rthree\u2028four\x0bfive\x85six", "one\ntwo\nthree\nfour\nfive\nsix"),
		("\n\n  one  \n\n\t two \t\n", "one\n\n\t two"),
		("a\x00b", "ab"),
		("\u200b\n\u00ad\n\ufe0f", ""),
		("\u200b\nтекст", "\u200b\nтекст"),
	],
)
def test_lines(typed: str, lines: str) -> None:
	assert clean_lines(typed) == lines


@given(any_text)
def test_cleaning_twice_changes_nothing(typed: str) -> None:
	for clean in (clean_line, clean_lines, without_controls, comparison_key):
		once = clean(typed)
		assert clean(once) == once


@given(any_text)
def test_what_is_clean_can_be_stored_and_shown(typed: str) -> None:
	for cleaned in (clean_line(typed), clean_lines(typed)):
		cleaned.encode()
		assert unicodedata.is_normalized("NFC", cleaned)
		assert cleaned == cleaned.strip()
		controls = {sign for sign in cleaned if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")}
		assert controls <= {"\n", "\t"}
	assert "\n" not in clean_line(typed)


@given(st.text(st.characters(min_codepoint=0x410, max_codepoint=0x44F), max_size=50))
def test_plain_words_stay_as_they_are(word: str) -> None:
	assert clean_line(word) == clean_lines(word) == word


@pytest.mark.parametrize(
	("one", "other"),
	[
		("Софарма АД", " софарма\u00a0 ад"),
		("ȘTEFAN", "ștefan"),
		("Straße", "STRASSE"),
		("ＡＢＣ", "abc"),
		("Ёлка", "Е\u0308лка"),
		("Об\u2019єкт", "об'єкт"),
		("Ім\u02bcя", "Ім`я"),
	],
)
def test_the_same_to_people_is_the_same_key(one: str, other: str) -> None:
	assert comparison_key(one) == comparison_key(other)


@pytest.mark.parametrize(("one", "other"), [("и", "й"), ("a", "а"), ("s", "ș"), ("a b", "ab")])
def test_different_to_people_stays_different(one: str, other: str) -> None:
	assert comparison_key(one) != comparison_key(other)


@pytest.mark.parametrize("filling", [" ", "\t", "\u00a0", "\x00", "\r\n", " \n"])
def test_time_grows_with_the_text_and_no_faster(filling: str) -> None:
	started = time.process_time()
	for clean in (clean_line, clean_lines, comparison_key):
		assert clean(filling * 200_000 + "x") == "x"
	assert time.process_time() - started < 5
