"""Filters of a list as a browser sends them: nothing but fields of that list's DocType, and values that fit."""

import json
from typing import Any

import frappe
from frappe.model import optional_fields
from frappe.utils import getdate

# What a list's filters offer, but for trees.
OPERATORS = frozenset(
	("=", "!=", "<", ">", "<=", ">=", "like", "not like", "in", "not in", "is", "between", "timespan")
)
# What the framework raises over a value that does not fit its field, and the parser over what is no JSON.
UNFIT = (ValueError, TypeError, AttributeError, LookupError, RecursionError, frappe.ValidationError)


def chosen_filters(doctype: str, text: str) -> list[Any]:
	"""The filters that a list of this DocType was given, from JSON; raises ValueError for anything else."""
	chosen = json.loads(text or "[]")
	if not isinstance(chosen, list) or not all(_is_filter(doctype, row) for row in chosen):
		raise ValueError
	return chosen


def _is_filter(listed: str, row: Any) -> bool:
	"""Whether this is a filter of the list: field, operator, value; before it perhaps a table of the DocType's."""
	if not isinstance(row, list) or not 3 <= len(row) <= 5:
		return False
	doctype, field, operator, value = (listed, *row) if len(row) == 3 else row[:4]
	if not all(isinstance(part, str) for part in (doctype, field, operator)):
		return False
	return operator.lower() in OPERATORS and _has_field(listed, doctype, field) and _is_value(operator, value)


def _has_field(listed: str, doctype: str, field: str) -> bool:
	tables = [table.options for table in frappe.get_meta(listed).get_table_fields()]
	if doctype not in (listed, *tables):
		return False
	return field in (*frappe.get_meta(doctype).get_valid_columns(), *optional_fields)


def _is_value(operator: str, value: Any) -> bool:
	"""Whether the value is a single one, or several where the operator takes several."""
	if operator.lower() == "between":
		return isinstance(value, list) and len(value) == 2 and all(getdate(day) for day in value)
	values = value if isinstance(value, list) else [value]
	return all(single is None or isinstance(single, str | int | float) for single in values)
