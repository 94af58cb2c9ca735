"""Shares, averages and what is left out of a list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.report_figures import (
	ClockFigures,
	Dimension,
	Group,
	Ratings,
	foremost,
	percentages,
)


@pytest.mark.parametrize(
	("numbers", "shares"),
	[
		([], []),
		([0, 0], [0, 0]),
		([1, 1, 1], [34, 33, 33]),
		([7, 0], [100, 0]),
		([999, 1], [99, 1]),
		([9999, 1, 0], [99, 1, 0]),
		([2, 1], [67, 33]),
		([1] * 200, [1] * 100 + [0] * 100),
	],
)
def test_percentages(numbers: list[int], shares: list[int]) -> None:
	assert percentages(numbers) == shares


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_percentages_are_whole(numbers: list[int]) -> None:
	shares = percentages(numbers)
	assert sum(shares) == (100 if any(numbers) else 0)
	assert all(share > 0 for number, share in zip(numbers, shares, strict=True) if number)
	assert all(share == 0 for number, share in zip(numbers, shares, strict=True) if not number)


def test_a_kind_of_clock() -> None:
	clock = ClockFigures("Resolve", "Resolution", met=6, met_late=2, breached=1, running=1, seconds=8000)
	assert (clock.late, clock.number) == (3, 10)
	assert clock.shares == [60, 30, 10]
	assert clock.kept == 67
	assert clock.average_seconds == 1000


def test_a_clock_that_nothing_is_known_of_yet() -> None:
	clock = ClockFigures("Resolve", "Resolution", running=2)
	assert (clock.kept, clock.average_seconds, clock.median_seconds) == (None, None, None)
	assert clock.shares == [0, 0, 100]


def test_ratings() -> None:
	assert Ratings(4, 18).average == 4.5
	assert Ratings().average is None


def test_foremost() -> None:
	groups = [Group("a", "A", 5), Group("b", "B", 3), Group("c", "C", 1)]
	assert foremost(groups, 2, 10) == (groups[:2], 2)
	assert foremost(groups, 9, 9) == (groups, 0)


def test_dimensions_are_their_words() -> None:
	assert str(Dimension.SITE) == "site"
