"""Which column of a file is which field: by the field's name, or by its label in any language we speak."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from servicedesk.domain.text_normalisation import comparison_key


@dataclass(frozen=True, slots=True)
class MatchedColumns:
	"""``positions``: field → place in the header, from 0. ``unknown`` and ``doubled`` hold headings as they were written."""

	positions: Mapping[str, int]
	unknown: tuple[str, ...]
	doubled: tuple[str, ...]


def match_columns(header: Sequence[str], names: Mapping[str, Sequence[str]]) -> MatchedColumns:
	"""Match headings with fields. ``names`` maps a field to its labels; its own name counts as one.

	Case, width, runs of blanks and a star or colon at the end make no difference. Where two fields share a label, the
	earlier one has it.
	"""
	field_of: dict[str, str] = {}
	for field, labels in names.items():
		for label in (field, *labels):
			field_of.setdefault(heading_key(label), field)
	positions: dict[str, int] = {}
	unknown, doubled = [], []
	for place, heading in enumerate(header):
		found = field_of.get(heading_key(heading))
		if found is None:
			unknown.append(heading)
		elif found in positions:
			doubled.append(heading)
		else:
			positions[found] = place
	return MatchedColumns(positions, tuple(unknown), tuple(doubled))


def heading_key(heading: str) -> str:
	"""What two headings share when they mean the same field."""
	return comparison_key(comparison_key(heading).rstrip("*: ")).replace("_", " ")
