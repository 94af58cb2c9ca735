"""Durations as the edi-provider's screens show them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.durations import duration_text, duration_text_parts


@pytest.mark.parametrize(
	("seconds", "text"),
	[
		(0, "0:00"),
		(59, "0:00"),
		(60, "0:01"),
		(48 * 60, "0:48"),
		(2 * 3600 - 1, "1:59"),
		(2 * 3600, "2:00"),
		(400 * 3600, "400:00"),
		(-1, "-0:01"),
		(-60, "-0:01"),
		(-61, "-0:02"),
		(-65 * 60, "-1:05"),
	],
)
def test_text(seconds: int, text: str) -> None:
	assert duration_text(seconds) == text


@given(st.integers())
def test_parts_are_the_whole_minutes_below(seconds: int) -> None:
	sign, hours, minutes = duration_text_parts(seconds)
	total = (hours * 60 + minutes) * 60 * (-1 if sign else 1)
	assert total <= seconds < total + 60
	assert 0 <= minutes < 60
	assert not (sign and total == 0)
