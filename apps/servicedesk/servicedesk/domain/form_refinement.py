"""A generated form that people refine: what they changed stays when it is generated again.

Three readings decide: what was generated last time, what people have made of it, and what is generated now. A word
that people changed is theirs from then on; what they left as it was follows the generator. The same holds for the
order as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Shown:
	"""What people may refine of one field of a form, known by its ``name``."""

	name: str
	label: str = ""
	help_text: str = ""
	mandatory: bool = False
	hidden: bool = False


REFINED = tuple(field.name for field in fields(Shown) if field.name != "name")


def merged(before: Sequence[Shown], refined: Sequence[Shown], generated: Sequence[Shown]) -> list[Shown]:
	"""Return the form of now: every generated field once, with what people changed of it, in their order.

	``before`` is what was generated last time, ``refined`` what people have made of it. A field that is new, or that
	people have dropped, is as it was generated.
	"""
	old = {field.name: field for field in before}
	theirs = {field.name: field for field in refined}
	fresh = {field.name: _merged(old.get(field.name), theirs.get(field.name), field) for field in generated}
	return [fresh[name] for name in _order(list(old), list(theirs), list(fresh))]


def _merged(before: Shown | None, refined: Shown | None, generated: Shown) -> Shown:
	if before is None or refined is None:
		return generated
	changed = {
		name: getattr(refined, name) for name in REFINED if getattr(refined, name) != getattr(before, name)
	}
	return replace(generated, **changed)


def _order(before: Sequence[str], refined: Sequence[str], generated: Sequence[str]) -> list[str]:
	"""Return the names in the people's order where they have one, else in the generator's.

	In the people's order a new field stands after the one that it follows in the generator's.
	"""
	kept = [name for name in refined if name in generated]
	if kept == [name for name in before if name in kept]:
		return list(generated)
	order = kept
	for index, name in enumerate(generated):
		if name not in kept:
			place = order.index(generated[index - 1]) + 1 if index else 0
			order = [*order[:place], name, *order[place:]]
	return order
