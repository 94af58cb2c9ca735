"""The questions of a form's content as they are asked now: rules, limits and what may be chosen, in their order.

For pages: a question with `options_of` offers by the answer of that other question; `groups` then holds the options
for each of its answers. Questions of the kinds in `domain.form_definitions.LINKS` are answered with records: which
ones somebody may choose is asked of `self_service.record_choices`, and checked by `tickets.record_answers`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal, InvalidOperation

from servicedesk.catalogue.form_content import Content
from servicedesk.catalogue.record_options import RECORDS, Option, category_tree, options_of
from servicedesk.domain.category_tree import SEPARATOR
from servicedesk.domain.form_definitions import (
	BOUNDS,
	Bound,
	FieldDefinition,
	FieldKind,
	FromToday,
	with_all_parents,
)
from servicedesk.domain.option_lines import option_lines

# Between the answer that decides and the option that it opens: "Printer > Paper jam".
ARROW = ">"
CATEGORY = "category"
FROM_TODAY = re.compile(r"today(?:\s*([+-])\s*([0-9]{1,5}))?")


@dataclass(frozen=True)
class AskedKind:
	"""How a type that staff choose is called in the rules, and whether it lists options."""

	kind: FieldKind
	needs_options: bool = False


FIELD_KINDS = {
	"Text": AskedKind(FieldKind.TEXT),
	"Long Text": AskedKind(FieldKind.LONG_TEXT),
	"Number": AskedKind(FieldKind.NUMBER),
	"Date": AskedKind(FieldKind.DATE),
	"Time": AskedKind(FieldKind.TIME),
	"Choice": AskedKind(FieldKind.CHOICE, needs_options=True),
	"Multiple Choice": AskedKind(FieldKind.MULTIPLE_CHOICE, needs_options=True),
	"Checkbox": AskedKind(FieldKind.CHECKBOX),
	"Email": AskedKind(FieldKind.EMAIL),
	"Phone": AskedKind(FieldKind.PHONE),
	"File": AskedKind(FieldKind.FILE),
	"Contract": AskedKind(FieldKind.CONTRACT),
	"Service": AskedKind(FieldKind.SERVICE),
	"Equipment": AskedKind(FieldKind.EQUIPMENT),
	"Colleague": AskedKind(FieldKind.COLLEAGUE),
	"Section": AskedKind(FieldKind.SECTION),
	"Note": AskedKind(FieldKind.NOTE),
}


@dataclass(frozen=True)
class OptionGroup:
	"""What a dependent choice offers for one answer of the other question."""

	label: str
	options: tuple[Option, ...]


@dataclass(frozen=True)
class FormField:
	"""A question as it is asked: its rule, and what is shown around it. `choices` names each of the rule's options."""

	definition: FieldDefinition
	help_text: str
	default: str
	maps_to: str
	choices: tuple[Option, ...] = ()
	groups: tuple[OptionGroup, ...] = ()


def fields_of(content: Content, request_type: str) -> tuple[FormField, ...]:
	"""The questions that can be asked: not one whose records are all gone, nor what hangs on its answer."""
	entries = content["fields"]
	parents = {entry.get("options_depend_on", "") for entry in entries if entry.get("maps_to") == CATEGORY}
	groups = {entry["name"]: _groups(entry, request_type) for entry in entries}
	choices = {
		entry["name"]: _choices(entry, request_type, groups[entry["name"]], parents) for entry in entries
	}
	asked = {entry["name"]: entry for entry in entries if choices[entry["name"]] or not _needs_options(entry)}
	left = with_all_parents({name: _parents(entry) for name, entry in asked.items()})
	return tuple(
		_form_field(entry, choices[name], groups[name]) for name, entry in asked.items() if name in left
	)


def lines(text: str | None) -> list[str]:
	"""The lines that say something."""
	return [line.strip() for line in (text or "").split("\n") if line.strip()]


def grouped_lines(text: str | None) -> list[tuple[str, Option]]:
	"""Lines such as "Printer > Paper jam" as pairs; one without the sign has nothing before it."""
	found = []
	for line in option_lines(text):
		before, _sign, value = line.value.rpartition(ARROW)
		found.append((before.strip(), Option(value.strip(), value.strip(), line.help)))
	return found


def bound(kind: FieldKind, text: str | None) -> Bound | None:
	"""A limit as staff write it: a number, a date, a time, or days from today ("today+7"). Raises ValueError."""
	written = (text or "").strip()
	if not written or kind not in BOUNDS:
		return None
	if kind is FieldKind.TIME:
		return time.fromisoformat(written)
	if kind is FieldKind.DATE:
		moving = FROM_TODAY.fullmatch(written.lower())
		return FromToday(int(f"{moving[1] or ''}{moving[2] or 0}")) if moving else date.fromisoformat(written)
	try:
		return Decimal(written)
	except InvalidOperation as error:
		raise ValueError(written) from error


def _needs_options(entry: Content) -> bool:
	return FIELD_KINDS[entry["field_type"]].needs_options


def _parents(entry: Content) -> set[str]:
	return {entry[key] for key in ("depends_on_field", "options_depend_on") if entry.get(key)}


def _choices(
	entry: Content, request_type: str, groups: Sequence[OptionGroup], category_parents: set[str]
) -> tuple[Option, ...]:
	"""Everything that may be chosen, whatever other answers say."""
	if not _needs_options(entry):
		return ()
	if groups:
		return tuple(dict.fromkeys(option for group in groups for option in group.options))
	listed = option_lines(entry.get("options"))
	if entry.get("options_depend_on"):
		return ()
	if entry.get("maps_to") in RECORDS:
		said = dict(listed)
		found = options_of(entry["maps_to"], request_type, [line.value for line in listed])
		return tuple(replace(option, help=said.get(option.value, "")) for option in found)
	if not listed and entry["name"] in category_parents:
		return tuple(Option(group.label, group.label) for group in _category_groups(request_type))
	return tuple(Option(line.value, line.value, line.help) for line in listed)


def _groups(entry: Content, request_type: str) -> tuple[OptionGroup, ...]:
	"""What a dependent choice offers for each answer of the other one."""
	if not entry.get("options_depend_on"):
		return ()
	pairs = grouped_lines(entry.get("options"))
	if not pairs:
		return _category_groups(request_type) if entry.get("maps_to") == CATEGORY else ()
	offered = None
	if entry.get("maps_to") in RECORDS:
		offered = {option.value for option in options_of(entry["maps_to"], request_type)}
	found: dict[str, list[Option]] = {}
	for answer, option in pairs:
		if offered is None or option.value in offered:
			found.setdefault(answer, []).append(option)
	return tuple(OptionGroup(answer, tuple(options)) for answer, options in found.items())


def _category_groups(request_type: str) -> tuple[OptionGroup, ...]:
	"""The categories that a ticket may have, by the one at the top of their line."""
	tree = category_tree()
	found: dict[str, list[Option]] = {}
	for name in tree.choices(request_type):
		line = [category.name for category in tree.line(name)]
		found.setdefault(line[0], []).append(Option(name, SEPARATOR.join(line[1:]) or name))
	return tuple(OptionGroup(top, tuple(options)) for top, options in found.items())


def _form_field(entry: Content, choices: Sequence[Option], groups: Sequence[OptionGroup]) -> FormField:
	kind = FIELD_KINDS[entry["field_type"]].kind
	depends = None
	if entry.get("depends_on_field"):
		depends = (entry["depends_on_field"], tuple(lines(entry.get("depends_on_values"))))
	return FormField(
		definition=FieldDefinition(
			name=entry["name"],
			label=entry.get("label", ""),
			kind=kind,
			mandatory=bool(entry.get("mandatory")),
			max_length=entry.get("max_length"),
			minimum=bound(kind, entry.get("minimum")),
			maximum=bound(kind, entry.get("maximum")),
			pattern=entry.get("pattern", ""),
			options=tuple(option.value for option in choices),
			depends_on=depends,
			options_of=entry.get("options_depend_on", "") if groups else "",
			groups={group.label: tuple(option.value for option in group.options) for group in groups},
		),
		help_text=entry.get("help_text", ""),
		default=entry.get("default_value", ""),
		maps_to=entry.get("maps_to", ""),
		choices=tuple(choices),
		groups=tuple(groups),
	)
