"""A long run of browser tests in pieces that can run side by side: a module's tests stay together."""

from collections import Counter
from collections.abc import Sequence


def piece_of(modules: Sequence[str], wanted: str) -> set[str]:
	"""Return the modules of one piece: `wanted` is "1/2" for the first of two.

	`modules` holds a module's name once for each of its tests. The modules with the most tests are dealt first, each to
	the piece that has the fewest, so that a new module finds its place by itself.
	"""
	number, pieces = (int(part) for part in wanted.split("/"))
	if not 1 <= number <= pieces:
		message = f"no such piece: {wanted}"
		raise ValueError(message)
	dealt: list[Counter[str]] = [Counter() for _ in range(pieces)]
	for module, tests in sorted(Counter(modules).items(), key=lambda entry: (-entry[1], entry[0])):
		min(dealt, key=Counter.total)[module] = tests
	return set(dealt[number - 1])
