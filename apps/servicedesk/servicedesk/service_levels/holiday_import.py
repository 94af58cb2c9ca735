"""Public holidays of a country for a work calendar, moving feasts worked out by the `holidays` package (MIT).

What a calendar holds already stays as staff wrote it: a day is added only where the calendar has none. So importing
twice, or the next year on top of this one, changes nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import frappe
import holidays
from frappe import _
from frappe.utils import getdate

from servicedesk.domain.business_calendar import FIRST_YEAR, LAST_YEAR
from servicedesk.domain.calendar_checks import CalendarFault, HoursRow, hours_problems, second_of_day
from servicedesk.shared.errors import refuse

MOST_YEARS = 20
# What the package calls the days that are worked in part.
HALF_DAY = "half_day"
LONGEST_LABEL = 140


@dataclass(frozen=True)
class HolidayRequest:
	"""What to import. With hours, days that the country works in part are imported as worked in these hours."""

	country: str
	first_year: int
	last_year: int
	subdivision: str = ""
	half_day_opens: str = ""
	half_day_closes: str = ""


def options() -> dict[str, Any]:
	"""Countries to choose from with their names in the reader's language, and the parts of each that differ."""
	supported = holidays.list_supported_countries(include_aliases=False)
	names = {
		(row.code or "").upper(): row.name for row in frappe.get_all("Country", ["name", "code"], limit=0)
	}
	countries = [
		{"value": code, "label": _(names[code]) if code in names else code, "subdivisions": list(parts)}
		for code, parts in supported.items()
	]
	return {"countries": sorted(countries, key=lambda country: country["label"])}


def import_holidays(calendar: str, request: HolidayRequest) -> int:
	"""Add the holidays to the calendar and save it as the signed-in user; return how many days are new.

	Raises Refused with a sentence by the field, PermissionError for whoever may not change calendars.
	"""
	doc = frappe.get_doc("SD Work Calendar", calendar)
	doc.check_permission("write")
	_check(request)
	known = {getdate(row.date) for row in doc.holidays}
	new = [row for row in _rows(request) if row["date"] not in known]
	for row in new:
		doc.append("holidays", row)
	doc.holidays.sort(key=lambda row: getdate(row.date))
	for position, row in enumerate(doc.holidays, start=1):
		row.idx = position
	if new:
		doc.save()
	return len(new)


def _check(request: HolidayRequest) -> None:
	problems = {}
	supported = holidays.list_supported_countries(include_aliases=False)
	if request.country not in supported:
		problems["country"] = _("Choose a country.")
	elif request.subdivision and request.subdivision not in supported[request.country]:
		problems["subdivision"] = _("This country has no such part.")
	if not FIRST_YEAR <= request.first_year <= request.last_year <= LAST_YEAR:
		problems["first_year"] = _("Give the first and the last year.")
	elif request.last_year - request.first_year >= MOST_YEARS:
		problems["last_year"] = _("At most {0} years at once.").format(MOST_YEARS)
	if _half_day_fault(request):
		problems["half_day_opens"] = _("Give both times as hours and minutes, or none.")
	if problems:
		refuse(problems)


def _half_day_fault(request: HolidayRequest) -> bool:
	opens, closes = request.half_day_opens, request.half_day_closes
	if not opens and not closes:
		return False
	row = HoursRow(0, second_of_day(opens), second_of_day(closes))
	return any(problem.fault is not CalendarFault.OVERLAP for problem in hours_problems([row]))


def _rows(request: HolidayRequest) -> list[dict[str, Any]]:
	"""Rows of the calendar's table, in the order of their days; a day off goes before half a day."""
	rows: dict[date, dict[str, Any]] = {}
	if request.half_day_opens:
		hours = {"opens": request.half_day_opens[:5], "closes": request.half_day_closes[:5]}
		for day, label in _days(request, HALF_DAY).items():
			rows[day] = {"date": day, "label": label[:LONGEST_LABEL], **hours}
	for day, label in _days(request, holidays.PUBLIC).items():
		rows[day] = {"date": day, "label": label[:LONGEST_LABEL]}
	return [rows[day] for day in sorted(rows)]


def _days(request: HolidayRequest, category: str) -> Mapping[date, str]:
	supported = getattr(holidays, request.country)
	if category not in supported.supported_categories:
		return {}
	return holidays.country_holidays(
		request.country,
		subdiv=request.subdivision or None,
		years=range(request.first_year, request.last_year + 1),
		language=_language(supported.supported_languages) or supported.default_language,
		categories=(category,),
	)


def _language(supported: tuple[str, ...]) -> str | None:
	"""The reader's language, where the package has the country's holidays in it; else the country's own."""
	wanted = (frappe.local.lang or "en").split("-")[0]
	return next((name for name in supported if name.split("_")[0] == wanted), None)
