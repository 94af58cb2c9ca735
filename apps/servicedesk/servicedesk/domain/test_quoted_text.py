"""Mails as people's programs write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.quoted_text import Folded, fold_text

PIECES = [
	"Да\n",
	"> q\n",
	"\n",
	"-- \n",
	"--\n",
	"From: a\n",
	"Sent: b\n",
	"On 1 May A wrote:\n",
	"##- x -##\n",
	"\r",
]


@pytest.mark.parametrize(
	"old",
	[
		"> old\n",
		"On 12 May 2026 A wrote:\n> old\n",
		"12.03.2026 10:22, Иван пишет:\n> old\n",
		"On Mon, 12 May 2026 at 10:22\nAnn <a@b.bg> wrote:\n> old\n",
		"-----Original Message-----\nold\n",
		"От: a\nОтправлено: b\nold\n",
		"De la: a\nTrimis: b\nold\n",
		"On 1 May Desk wrote:\n##- Please type above this line -##\nold\n",
		"##- Моля, пишете над този ред -##\nold\n",
	],
)
def test_what_is_quoted_below_an_answer_is_folded(old: str) -> None:
	assert fold_text("Yes\n" + old) == Folded("Yes\n", "", old)


@pytest.mark.parametrize(
	"text",
	[
		"",
		"> only\n",
		"> q\nanswer\n",
		"From: a\nSent: b\nforwarded\n",
		"-- \nname\n",
		"From: a",
		"a\n--\n" + "b\n" * 11,
	],
)
def test_what_would_leave_nothing_or_is_an_answer_stays_fresh(text: str) -> None:
	assert fold_text(text) == Folded(text, "", "")


@pytest.mark.parametrize("signature", ["-- \nAnn\n", "--\nAnn\n", "Sent from my iPhone\n"])
def test_a_signature_stands_apart_from_the_quote(signature: str) -> None:
	assert fold_text("Yes\n" + signature + "> old\n") == Folded("Yes\n", signature, "> old\n")


def test_a_sentence_before_an_attribution_stays_fresh() -> None:
	assert fold_text("Yes\nAnn wrote:\n> old\n") == Folded("Yes\n", "", "Ann wrote:\n> old\n")


@given(st.lists(st.sampled_from(PIECES) | st.text()).map("".join))
def test_nothing_is_lost(text: str) -> None:
	folded = fold_text(text)
	assert folded.fresh + folded.signature + folded.quoted == text
	assert folded.fresh.strip() or not text.strip()
