"""Categories of tickets as a tree that staff edit: which may be chosen, how each is called, and what is no tree.

Source: software-vendor 6, 8: a category and a sub-category; the supervisor's triage gives the last of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SEPARATOR = " › "


@dataclass(frozen=True, slots=True)
class Category:
	"""One category. ``parent`` and ``request_type`` may be empty: at the top; offered for every request type."""

	name: str
	parent: str = ""
	request_type: str = ""
	disabled: bool = False


class CategoryTree:
	"""All categories of a desk, ready to ask. A circle that came in past the checks ends where it closes."""

	def __init__(self, categories: Iterable[Category]) -> None:
		self._by_name: Mapping[str, Category] = {category.name: category for category in categories}
		self._parents = {category.parent for category in self._by_name.values() if not category.disabled}

	def line(self, name: str) -> list[Category]:
		"""Return the category and all that it is part of, from the top down; empty for an unknown one."""
		found: list[Category] = []
		category = self._by_name.get(name)
		while category is not None and category not in found:
			found.append(category)
			category = self._by_name.get(category.parent)
		return found[::-1]

	def label(self, name: str) -> str:
		"""Return the category's name with those above it: "Hardware › Printer"."""
		return SEPARATOR.join(category.name for category in self.line(name))

	def may_be_chosen(self, name: str, request_type: str = "") -> bool:
		"""Tell whether a ticket may have the category: a leaf, nothing on its line disabled or of another type."""
		line = self.line(name)
		return (
			bool(line)
			and name not in self._parents
			and not any(category.disabled for category in line)
			and all(category.request_type in ("", request_type) for category in line)
		)

	def choices(self, request_type: str = "") -> list[str]:
		"""Return the names of all that may be chosen for the request type, in the order of their labels."""
		names = [name for name in self._by_name if self.may_be_chosen(name, request_type)]
		return sorted(names, key=lambda name: self.label(name).casefold())


def circle(name: str, parent: str, categories: Iterable[Category]) -> list[str]:
	"""Return the names along the circle that ``parent`` above ``name`` would close; empty when there is none."""
	parents = {category.name: category.parent for category in categories}
	walked = [name]
	while parent and parent not in walked:
		walked.append(parent)
		parent = parents.get(parent, "")
	return [*walked, name] if parent == name else []
