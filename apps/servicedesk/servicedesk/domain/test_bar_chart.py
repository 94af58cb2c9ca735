"""Where bars stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.bar_chart import MOST_LINES, Area, axis_step, chart, label_every

AREA = Area(40, 10, 600, 200)


@pytest.mark.parametrize(
	("largest", "step"), [(0, 1), (1, 1), (5, 1), (6, 2), (10, 2), (11, 5), (25, 5), (26, 10), (1001, 500)]
)
def test_steps(largest: int, step: int) -> None:
	assert axis_step(largest) == step


@pytest.mark.parametrize(("places", "most", "every"), [(0, 12, 1), (12, 12, 1), (13, 12, 2), (31, 8, 4)])
def test_labels(places: int, most: int, every: int) -> None:
	assert label_every(places, most) == every


def test_a_chart() -> None:
	found = chart([[2, 0], [1, 4]], AREA)
	assert [(bar.series, bar.place, bar.value) for bar in found.bars] == [
		(0, 0, 2), (0, 1, 0), (1, 0, 1), (1, 1, 4),
	]  # fmt: skip
	assert [line.value for line in found.lines] == [0, 1, 2, 3, 4]
	assert (found.lines[0].y, found.lines[-1].y) == (210, 10)
	assert found.middles == [190, 490]
	highest = found.bars[-1]
	assert (highest.y, highest.height) == (10, 200)


def test_nothing_to_show() -> None:
	assert chart([[]], AREA).bars == []
	assert [line.value for line in chart([[0]], AREA).lines] == [0, 1]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=62))
def test_everything_stands_in_its_place(values: list[int]) -> None:
	found = chart([values, values[::-1]], AREA)
	assert len(found.lines) <= MOST_LINES + 1
	for bar in found.bars:
		assert AREA.left - 0.1 <= bar.x
		assert bar.x + bar.width <= AREA.left + AREA.width + 0.1
		assert AREA.top - 0.1 <= bar.y <= bar.y + bar.height <= AREA.top + AREA.height + 0.1
		left = AREA.left + bar.place * AREA.width / len(values)
		assert left - 0.1 <= bar.x <= bar.x + bar.width <= left + AREA.width / len(values) + 0.1
