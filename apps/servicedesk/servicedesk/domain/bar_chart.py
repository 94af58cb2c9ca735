"""The geometry of a chart with bars side by side: where each bar stands, and which lines help to read it.

Pure numbers in the chart's own units; who draws it gives them a look. Counts only: no value is below zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_LINES = 5
GAP_SHARE = 0.3
"""Of a place's width, what stays empty beside its bars."""


@dataclass(frozen=True)
class Area:
	"""Where bars may stand: its left and upper edge, width and height."""

	left: float
	top: float
	width: float
	height: float


@dataclass(frozen=True)
class Bar:
	"""One bar: of which series and place, how much it says, and its rectangle."""

	series: int
	place: int
	value: int
	x: float
	y: float
	width: float
	height: float


@dataclass(frozen=True)
class GridLine:
	"""A line across the chart, and the number that it stands for."""

	value: int
	y: float


@dataclass(frozen=True)
class Chart:
	"""Everything to draw, and the middle of each place for its label."""

	bars: list[Bar]
	lines: list[GridLine]
	middles: list[float]


def axis_step(largest: int) -> int:
	"""The distance of the lines: 1, 2 or 5 times a power of ten, so that at most MOST_LINES stand above zero."""
	step = 1
	while True:
		for factor in (1, 2, 5):
			if step * factor * MOST_LINES >= largest:
				return step * factor
		step *= 10


def label_every(places: int, most: int) -> int:
	"""How many places share a label, so that at most `most` labels are written."""
	return max(1, -(-places // most))


def chart(series: Sequence[Sequence[int]], area: Area) -> Chart:
	"""The chart of one or more series that have as many values each, bars of one place side by side."""
	places = len(series[0])
	largest = max((value for values in series for value in values), default=0)
	step = axis_step(largest)
	top = max(step * -(-largest // step), step)
	place_width = area.width / max(places, 1)
	bar_width = place_width * (1 - GAP_SHARE) / len(series)
	bars = []
	for number, values in enumerate(series):
		for place, value in enumerate(values):
			x = area.left + place * place_width + place_width * GAP_SHARE / 2 + number * bar_width
			height = area.height * value / top
			y = area.top + area.height - height
			bars.append(Bar(number, place, value, _round(x), _round(y), _round(bar_width), _round(height)))
	lines = [
		GridLine(value, _round(area.top + area.height * (1 - value / top)))
		for value in range(0, top + 1, step)
	]
	return Chart(bars, lines, [_round(area.left + (place + 0.5) * place_width) for place in range(places)])


def _round(value: float) -> float:
	return round(value, 2)
