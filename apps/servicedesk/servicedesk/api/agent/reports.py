"""A customer's report of a period, for the supervisors at the desk."""

import frappe

from servicedesk.insight.period_report import figures
from servicedesk.self_service.report_files import XLSX, file_name, report_file
from servicedesk.self_service.report_question import question_of_desk
from servicedesk.shared.compat import zone
from servicedesk.shared.errors import refuse
from servicedesk.shared.guards import agent_endpoint, require_right


@frappe.whitelist(methods=["GET"])
@agent_endpoint
def customer_report(customer: str, period: str = "", from_day: str = "", to_day: str = "") -> None:
	"""The workbook that the customer's managers get at the portal, with the clocks that only the desk sees.

	`period`: as in `report_periods.PeriodKind`; of an own one the first and the last day (ISO). For who may export tickets.
	"""
	require_right("SD Ticket", "export")
	require_right("SD Customer", "read", customer)
	asked = question_of_desk(customer, {"period": period, "from": from_day, "to": to_day})
	if not asked.period:
		refuse(asked.problems)
	found = figures([customer], asked.period.edges(zone(asked.zone)), hidden_clocks=True)
	content = report_file(XLSX, asked.period, found, asked.companies[0].label)
	frappe.response.update(filename=file_name(XLSX, asked.period), filecontent=content, type="download")
