"""Where other parts of the desk put something on the portal's first page: announcements above the catalogue, articles below.

A provider is a function without arguments that says what the signed-in reader may see now; None or no items show nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class HomeItem:
	"""A line: its title leads to more of it, `about` says when or what in a few words, `mark` that it is urgent."""

	title: str
	about: str
	address: str
	mark: str = ""


@dataclass(frozen=True)
class HomeSection:
	"""A heading with lines under it. `slug` is the section's own in the page, `address` where all of them stand."""

	slug: str
	title: str
	items: tuple[HomeItem, ...]
	address: str = ""

	@property
	def is_urgent(self) -> bool:
		"""Whether a line of it is."""
		return any(item.mark for item in self.items)


Provider = Callable[[], HomeSection | None]


def sections(providers: tuple[Provider, ...]) -> list[HomeSection]:
	"""What the providers have to say now."""
	return [section for provider in providers if (section := provider()) and section.items]
