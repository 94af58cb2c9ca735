"""Timing: medians of several rounds, what is compared always measured in turns."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

ROUNDS = 7


@dataclass(frozen=True)
class Comparison:
	"""Medians over the rounds, in milliseconds a run, and the median of the rounds' ratios."""

	measured: float
	floor: float
	ratio: float


def compare(measured: Callable[[], None], floor: Callable[[], None], runs: int) -> Comparison:
	"""Run both in turns, `runs` times a round; a machine that is slow for a while is slow for both."""
	measured()
	floor()
	rows = []
	for _round in range(ROUNDS):
		rows.append((_milliseconds(measured, runs), _milliseconds(floor, runs)))
	return Comparison(
		measured=median(row[0] for row in rows),
		floor=median(row[1] for row in rows),
		ratio=median(row[0] / row[1] for row in rows),
	)


def _milliseconds(work: Callable[[], None], runs: int) -> float:
	times = []
	for _run in range(runs):
		start = time.perf_counter()
		work()
		times.append(time.perf_counter() - start)
	return median(times) * 1000
