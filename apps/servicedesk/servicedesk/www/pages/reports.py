"""A manager's report on the requests of a period, on the screen and as a file."""

import frappe

from servicedesk.access import attempts
from servicedesk.domain.report_figures import Figures
from servicedesk.insight.period_report import figures
from servicedesk.self_service.report_files import CONTENT_TYPES, file_name, report_file
from servicedesk.self_service.report_page import export_address, period_links, report
from servicedesk.self_service.report_question import Question, question
from servicedesk.shared.compat import zone
from servicedesk.shared.errors import refuse
from servicedesk.www.web import OK, UNPROCESSABLE, Answer, Page, PortalRequest, Raw

PURPOSE, MOST_FILES = "report_file", 20


def show(request: PortalRequest) -> Answer:
	"""The report, or what is wrong with the days that were typed."""
	asked = question(request.typed)
	context = {
		"asked": asked,
		"links": period_links(asked),
		"files": {ending: export_address(asked, ending) for ending in CONTENT_TYPES},
		"report": report(asked.period, _figures(asked)) if asked.period and asked.customers else None,
	}
	return Page("report.html", context, UNPROCESSABLE if asked.problems else OK)


def file(request: PortalRequest) -> Answer:
	"""The same report as a file to save. Counted: one that nobody can read as fast is not made."""
	asked = question(request.typed)
	if not asked.customers:
		raise frappe.PageDoesNotExistError
	if not asked.period:
		refuse(asked.problems)
	attempts.count(PURPOSE, frappe.session.user, most=MOST_FILES, by_address=0)
	ending = request.parts["ending"]
	names = ", ".join(company.label for company in asked.companies if company.value in asked.customers)
	content = report_file(ending, asked.period, _figures(asked), names)
	return Raw(content, CONTENT_TYPES[ending], file_name=file_name(ending, asked.period))


def _figures(asked: Question) -> Figures:
	if not asked.period:
		raise frappe.PageDoesNotExistError
	return figures(asked.customers, asked.period.edges(zone(asked.zone)))
