"""Ends of contracts on a calendar."""

import json
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.model import optional_fields
from frappe.utils import getdate

from servicedesk.shared.errors import refuse

CONTRACT = "SD Contract"
MOST = 1000
# What a list's filters offer, but for trees: a contract points into none.
OPERATORS = frozenset(
	("=", "!=", "<", ">", "<=", ">=", "like", "not like", "in", "not in", "is", "between", "timespan")
)
# What the framework raises over a value that does not fit its field.
UNFIT = (ValueError, TypeError, AttributeError, LookupError, frappe.ValidationError)


def ends_between(first: str, last: str, filters: str = "[]") -> list[dict[str, Any]]:
	"""The last days of contracts from `first` to `last` (YYYY-MM-DD), of those that the signed-in user may see.

	`filters`: the list's own, as JSON. Raises Refused for what is no date and no filter.
	"""
	try:
		rows = _rows([getdate(first), getdate(last)], json.loads(filters or "[]"))
	except (*UNFIT, RecursionError):
		refuse({"filters": _("This part of the calendar cannot be shown.")})
	return [
		{
			"name": row.name,
			"end_date": row.end_date,
			"all_day": 1,
			"title": f"{row.name} · {row.customer_name or ''}",
			"contract_state": row.contract_state,
		}
		for row in rows
	]


def _rows(days: list[date | None], chosen: Any) -> list[Any]:
	if not isinstance(chosen, list) or not all(_is_filter(row) for row in chosen):
		raise ValueError
	return list(
		frappe.get_list(
			CONTRACT,
			filters=[*chosen, [CONTRACT, "end_date", "between", days]],
			fields=["name", "end_date", "contract_state", "customer.customer_name as customer_name"],
			order_by="end_date asc",
			limit=MOST,
		)
	)


def _is_filter(row: Any) -> bool:
	"""Whether this is a filter of the contracts' list: field, operator, value; before it perhaps a table of theirs."""
	if not isinstance(row, list) or not 3 <= len(row) <= 5:
		return False
	doctype, field, operator, value = (CONTRACT, *row) if len(row) == 3 else row[:4]
	if not all(isinstance(part, str) for part in (doctype, field, operator)):
		return False
	return operator.lower() in OPERATORS and _has_field(doctype, field) and _is_value(operator, value)


def _has_field(doctype: str, field: str) -> bool:
	tables = [table.options for table in frappe.get_meta(CONTRACT).get_table_fields()]
	if doctype not in (CONTRACT, *tables):
		return False
	return field in (*frappe.get_meta(doctype).get_valid_columns(), *optional_fields)


def _is_value(operator: str, value: Any) -> bool:
	"""Whether the value is a single one, or several where the operator takes several."""
	if operator.lower() == "between":
		return isinstance(value, list) and len(value) == 2 and all(getdate(day) for day in value)
	values = value if isinstance(value, list) else [value]
	return all(single is None or isinstance(single, str | int | float) for single in values)
