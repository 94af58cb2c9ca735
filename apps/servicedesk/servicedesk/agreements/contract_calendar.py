"""Ends of contracts on a calendar."""

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate

from servicedesk.shared.errors import refuse
from servicedesk.shared.list_filters import UNFIT, chosen_filters

CONTRACT = "SD Contract"
MOST = 1000


def ends_between(first: str, last: str, filters: str = "[]") -> list[dict[str, Any]]:
	"""The last days of contracts from `first` to `last` (YYYY-MM-DD), of those that the signed-in user may see.

	`filters`: the list's own, as JSON. Raises Refused for what is no date and no filter.
	"""
	try:
		rows = _rows([getdate(first), getdate(last)], chosen_filters(CONTRACT, filters))
	except UNFIT:
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


def _rows(days: list[date | None], chosen: list[Any]) -> list[Any]:
	return list(
		frappe.get_list(
			CONTRACT,
			filters=[*chosen, [CONTRACT, "end_date", "between", days]],
			fields=["name", "end_date", "contract_state", "customer.customer_name as customer_name"],
			order_by="end_date asc",
			limit=MOST,
		)
	)
