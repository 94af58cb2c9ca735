"""Options of a list on a page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
	"""An option of a list."""

	value: str
	label: str
