"""Contrast against values that are known, and every colour made readable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.colour_contrast import (
	BLACK,
	TEXT_RATIO,
	WHITE,
	contrast,
	mixed,
	readable,
	readable_on,
	whole,
)

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
	("one", "other", "expected"),
	[
		(WHITE, BLACK, 21.0),
		(WHITE, WHITE, 1.0),
		# The grey that is just dark enough on white, and the next that is not.
		("#767676", WHITE, 4.54),
		("#777777", WHITE, 4.48),
		("#f00", WHITE, 4.0),
	],
)
def test_known_contrasts(one: str, other: str, expected: float) -> None:
	assert round(contrast(one, other), 2) == expected
	assert contrast(one, other) == contrast(other, one)


@pytest.mark.parametrize(
	("digits", "expected"),
	[("1D4ED8", "#1d4ed8"), ("#abc", "#aabbcc"), ("abcd", "#aabbcc"), ("11223344", "#112233")],
)
def test_spellings(digits: str, expected: str) -> None:
	assert whole(digits) == expected


@pytest.mark.parametrize("digits", ["", "1", "12345", "1234567", "123456789", "zzz"])
def test_what_is_no_colour(digits: str) -> None:
	with pytest.raises(ValueError):
		whole(digits)


def test_text_on_a_colour() -> None:
	assert readable_on("#1f4e8c") == WHITE
	assert readable_on("#ffd400") == BLACK


def test_mixtures() -> None:
	assert mixed("#ff0000", BLACK, 0) == "#ff0000"
	assert mixed("#ff0000", BLACK, 1) == BLACK
	assert mixed("#000000", WHITE, 0.5) == "#808080"


def test_a_colour_that_can_be_read_stays() -> None:
	assert readable("#1f4e8c", WHITE) == "#1f4e8c"


def test_more_than_there_is_ends_in_black_or_white() -> None:
	assert readable("#777777", "#777777", 22) in (WHITE, BLACK)


@given(color=COLORS, background=COLORS)
def test_every_colour_can_be_made_readable(color: str, background: str) -> None:
	assert contrast(readable(color, background), background) >= TEXT_RATIO
	assert contrast(readable_on(color), color) >= TEXT_RATIO
