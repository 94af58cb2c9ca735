"""Ends of contracts on a calendar."""

import json
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from servicedesk.shared.errors import refuse

MOST = 1000


def ends_between(first: str, last: str, filters: str = "[]") -> list[dict[str, Any]]:
	"""The last days of contracts from `first` to `last` (YYYY-MM-DD), of those that the signed-in user may see.

	`filters`: the list's own, as JSON. Raises Refused for what is no date and no filter.
	"""
	try:
		days = [getdate(first), getdate(last)]
		chosen = list(json.loads(filters or "[]"))
	except (ValueError, TypeError, frappe.ValidationError):
		refuse({"filters": _("This part of the calendar cannot be shown.")})
	rows = frappe.get_list(
		"SD Contract",
		filters=[*chosen, ["SD Contract", "end_date", "between", days]],
		fields=["name", "end_date", "contract_state", "customer.customer_name as customer_name"],
		order_by="end_date asc",
		limit=MOST,
	)
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
