"""Steps that happen by themselves must not lead round in a circle: nobody would be left to stop them.

Source: issue 4, bad input ("a loop of automatic transitions").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping


def circle(steps: Mapping[str, Collection[str]], first: str) -> list[str]:
	"""Return the shortest way from a state back to itself by automatic steps, both ends named; empty for none."""
	ways = [[first]]
	seen: set[str] = set()
	for way in ways:
		for state in sorted(steps.get(way[-1], ())):
			if state == first:
				return [*way, state]
			if state not in seen:
				seen.add(state)
				ways.append([*way, state])
	return []
