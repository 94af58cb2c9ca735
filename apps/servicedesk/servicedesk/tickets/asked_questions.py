"""What a ticket was asked and answered, by the version of the form that it was asked with.

For pages: `sections_of(ticket)` gives the answers under the headings and in the order of then, with the labels of then,
as people read them. Changing, withdrawing or deleting the request type changes nothing of it. A ticket without a
version (made before there were any, by mail or by hand) shows its answers in one section without a heading.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from servicedesk.catalogue.form_content import Content
from servicedesk.catalogue.form_versions import content_at
from servicedesk.domain.form_definitions import CHOICES, FieldKind
from servicedesk.shared.plain_text import unshield
from servicedesk.tickets.written_answers import written

CHOSEN = frozenset(str(kind) for kind in CHOICES)


@dataclass(frozen=True)
class AskedAnswer:
	"""One answer: the question's name and label, its kind, and the answer as people read it, as plain text.

	`chosen`: of a choice, what was chosen, each in the company's words.
	"""

	name: str
	label: str
	kind: str
	value: str
	chosen: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskedSection:
	"""The answers under one heading; the first section may have none."""

	title: str = ""
	help_text: str = ""
	answers: list[AskedAnswer] = field(default_factory=list)


def sections_of(ticket: Any) -> list[AskedSection]:
	"""The ticket's answers, in sections; those without any answer are left out. No statement for a known version."""
	content = content_at(ticket.form_version) if ticket.form_version else None
	rows = {row.field_name: row for row in ticket.answers if row.value}
	sections = [AskedSection()]
	for entry in (content or {}).get("fields", ()):
		if entry["field_type"] == "Section":
			sections.append(_section(entry))
		elif row := rows.pop(entry["name"], None):
			sections[-1].answers.append(_answer(row))
	# What the version does not know: all of a ticket without one.
	sections[-1 if content else 0].answers.extend(map(_answer, rows.values()))
	return [section for section in sections if section.answers]


def answers_in(sections: Iterable[AskedSection]) -> list[AskedAnswer]:
	"""All answers, one after the other."""
	return [answer for section in sections for answer in section.answers]


def _section(entry: Content) -> AskedSection:
	return AskedSection(entry.get("label", ""), entry.get("help_text", ""))


def _answer(row: Any) -> AskedAnswer:
	kind, value = row.field_type or "", unshield(row.value)
	chosen = (unshield(row.get("shown_as")) or value).split("\n") if kind in CHOSEN else ()
	return AskedAnswer(
		row.field_name or "", unshield(row.label), kind, unshield(_read(row, kind)), tuple(chosen)
	)


def _read(row: Any, kind: str) -> str:
	"""The answer as people read it: a record by what it was called, a day in words, a tick as yes."""
	if row.get("shown_as"):
		return str(row.shown_as)
	if kind in (FieldKind.MULTIPLE_CHOICE.value, FieldKind.FILE.value):
		return ", ".join(row.value.split("\n"))
	return written(kind, str(row.value))
