"""What a check found wrong with one value that a person gave."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

ParameterValue = str | int


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
	"""One fault, to be shown beside one field.

	``code`` is a stable word (``missing``, ``too_long`` …); the sentence for people is made from it, in their
	language, elsewhere. ``parameters`` are the values that sentence needs, such as ``{"maximum": 140}``.
	"""

	field: str
	code: str
	parameters: Mapping[str, ParameterValue] = dataclasses.field(default_factory=dict)
