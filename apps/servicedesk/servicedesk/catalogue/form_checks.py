"""What staff write down as a form, checked when they save it: each fault by its row, in their language."""

import re
from collections.abc import Sequence
from typing import Any, NoReturn

import frappe
from frappe import _

from servicedesk.catalogue.form_fields import CATEGORY, FIELD_KINDS, bound, grouped_lines
from servicedesk.catalogue.record_options import RECORDS, names_of
from servicedesk.domain.form_definitions import SILENT, FieldKind, is_reversed
from servicedesk.domain.option_lines import option_lines
from servicedesk.domain.safe_pattern import UnsafePattern, compiled

FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")


def check(rows: Sequence[Any]) -> None:
	"""Raise ValidationError for a form that could not be filled in."""
	earlier: dict[str, Any] = {}
	for row in rows:
		if not FIELD_NAME.fullmatch(row.field_name) or row.field_name in earlier:
			_fault(row, _("Row {0}: the field name {1} cannot be used."), row.field_name)
		for name in (row.depends_on_field, row.options_depend_on):
			if name and (name not in earlier or _kind(earlier[name]) in SILENT):
				_fault(row, _("Row {0}: {1} is not an earlier field."), name)
		_check_options(row, rows)
		_check_limits(row)
		earlier[row.field_name] = row


def _check_options(row: Any, rows: Sequence[Any]) -> None:
	"""A choice has options; one that fills a field with records offers records, all of them or those it lists."""
	if row.options_depend_on:
		_check_dependent(row, rows)
	options = (
		[option.value for _answer, option in grouped_lines(row.options)] if row.options_depend_on else []
	)
	options = options or [line.value for line in option_lines(row.options)]
	if row.maps_to not in RECORDS:
		if FIELD_KINDS[row.field_type].needs_options and not options and not _has_tree(row, rows):
			_fault(row, _("Row {0}: a choice needs options."))
		return
	if row.field_type != "Choice":
		_fault(row, _("Row {0}: a question for this field of the ticket is a choice."))
	unknown = [option for option in options if option not in names_of(row.maps_to)]
	if unknown:
		_fault(row, _("Row {0}: {1} is none of the records to choose from."), unknown[0])


def _has_tree(row: Any, rows: Sequence[Any]) -> bool:
	"""Whether the categories' tree gives the options: the first of two questions for a category."""
	below = [each for each in rows if each.options_depend_on == row.field_name]
	return any(each.maps_to == CATEGORY and not option_lines(each.options) for each in below)


def _check_dependent(row: Any, rows: Sequence[Any]) -> None:
	"""Only a choice depends so, on a choice; each line names one of the other's answers, unless the tree has them all."""
	deciding = next(each for each in rows if each.field_name == row.options_depend_on)
	pairs = grouped_lines(row.options)
	if row.field_type != "Choice" or deciding.field_type != "Choice":
		_fault(row, _("Row {0}: only a choice offers its options by another choice."))
	if not pairs and row.maps_to != CATEGORY:
		_fault(row, _("Row {0}: a choice needs options."))
	answers = {line.value for line in option_lines(deciding.options)}
	for answer, option in pairs:
		if not answer or not option.value or (answers and answer not in answers):
			_fault(
				row, _("Row {0}: {1} does not begin with one of the other choice's options."), option.value
			)


def _check_limits(row: Any) -> None:
	kind = _kind(row)
	try:
		limits = [bound(kind, text) for text in (row.minimum, row.maximum)]
		if is_reversed(*limits):
			_fault(row, _("Row {0}: these limits leave nothing between them."))
	except ValueError:
		_fault(
			row, _("Row {0}: this limit cannot be read. Write for example 10, 2026-12-31, 08:30 or today+7.")
		)
	try:
		compiled(row.pattern or "")
	except UnsafePattern:
		_fault(row, _("Row {0}: this pattern cannot be used."))


def _kind(row: Any) -> FieldKind:
	return FIELD_KINDS[row.field_type].kind


def _fault(row: Any, sentence: str, *more: str) -> NoReturn:
	frappe.throw(sentence.format(row.idx, *more))
	raise AssertionError  # throw never returns, but does not say so
