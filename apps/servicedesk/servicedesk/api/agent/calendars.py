"""Endpoints of the work calendar's form. What they do stands in `service_levels`."""

from typing import Any

import frappe

from servicedesk.service_levels import holiday_import
from servicedesk.shared.guards import agent_endpoint


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def holiday_options() -> dict[str, Any]:
	"""Countries, and parts of them, whose public holidays can be imported."""
	return holiday_import.options()


@frappe.whitelist(methods=["POST"])
@agent_endpoint
def import_holidays(
	calendar: str,
	country: str,
	first_year: int,
	last_year: int,
	subdivision: str = "",
	half_day_opens: str = "",
	half_day_closes: str = "",
) -> int:
	"""Add a country's public holidays to a calendar that the reader may change; return how many days are new."""
	request = holiday_import.HolidayRequest(
		country, first_year, last_year, subdivision, half_day_opens, half_day_closes
	)
	return holiday_import.import_holidays(calendar, request)
