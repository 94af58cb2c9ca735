"""Circles of automatic steps."""

import pytest

from servicedesk.domain.automatic_steps import circle


@pytest.mark.parametrize(
	("steps", "expected"),
	[
		({}, []),
		({"a": ["b"], "b": ["c"]}, []),
		({"a": ["a"]}, ["a", "a"]),
		({"a": ["b"], "b": ["a"]}, ["a", "b", "a"]),
		({"a": ["b", "c"], "b": ["d"], "c": ["a"], "d": ["a"]}, ["a", "c", "a"]),
		({"a": ["b"], "b": ["c", "d"], "c": ["b", "d"], "d": []}, []),
	],
)
def test_circles(steps: dict[str, list[str]], expected: list[str]) -> None:
	"""The shortest one through the state asked about; one that passes it by is not meant."""
	assert circle(steps, "a") == expected
