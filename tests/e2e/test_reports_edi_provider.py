"""A manager's report in Romanian: last month's figures are those of the requests that were made, on every way out."""

import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from babel.dates import format_date
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.e2e.bench import Database
from tests.e2e.conftest import NARROW, WIDE, Arrive
from tests.e2e.person import BOGDAN, CRISTINA, ELENA, MIHAI, Person
from tests.e2e.steps import take_step

pytestmark = [pytest.mark.site, pytest.mark.browser]

ADDRESS = "/portal/reports"
LAST_MONTH = f"{ADDRESS}?period=last_month"
TAKE, RESOLVE, RESOLVED = "Preia solicitarea", "Rezolvă", "Rezolvat"


def test_last_month_in_romanian(arrive: Arrive, database: Database) -> None:
	"""Manual outsourcer 7, in the language of this preset: on the screen, as a table file, and printable."""
	manager = arrive(MIHAI)
	manager.open(ADDRESS)
	expect(manager.page.locator("html")).to_have_attribute("lang", "ro")
	expect(manager.page.locator(f"nav.menu a[href='{ADDRESS}']")).to_have_attribute("aria-current", "page")
	manager.press(f"nav.report-periods a[href='{LAST_MONTH}']")
	before = figures(manager)
	make_requests_of_last_month(arrive, database)
	manager.open(LAST_MONTH)
	month = format_date(middle_of_last_month().date(), "LLLL y", locale="ro")
	expect(manager.page.locator("h1")).to_contain_text(month)
	after = figures(manager)
	assert after["raised"] == before.get("raised", 0) + 3
	assert after["resolved"] == before.get("resolved", 0) + 1
	assert after["open"] == before.get("open", 0) + 2
	resolved = manager.page.locator("table[data-by=state] tr", has_text=RESOLVED)
	expect(resolved).to_have_count(1)
	files_say_the_same(manager, after)
	charts_and_tables_agree(manager, after)


def test_nobody_elses_report(arrive: Arrive) -> None:
	"""Requesters have no such page; a manager none of another customer."""
	for user, path in (
		(CRISTINA, ADDRESS),
		(ELENA, LAST_MONTH),
		(MIHAI, f"{ADDRESS}?customer=dobre-distributie"),
	):
		person = arrive(user)
		person.expect_status(404)
		assert person.open(path).status == 404, (user, path)
	requester = arrive(CRISTINA)
	assert requester.context.request.get(f"{requester.address}{ADDRESS}.xlsx").status == 404


def test_days_that_are_no_period_stay_in_the_form(arrive: Arrive) -> None:
	"""What was typed is there again, with what is wrong beside it."""
	manager = arrive(MIHAI)
	manager.expect_status(422)
	answer = manager.open(f"{ADDRESS}?period=own&from=2026-05-02&to=2026-05-01")
	assert answer.status == 422
	expect(manager.page.locator("#report_from")).to_have_value("2026-05-02")
	expect(manager.page.locator("#report_to-error")).to_be_visible()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_page_fits_and_prints(arrive: Arrive, width: int) -> None:
	"""No sideways scrolling of the page; on paper neither menu nor forms, but every chart and table."""
	manager = arrive(MIHAI, width=width)
	manager.open(f"{ADDRESS}?period=this_year")
	assert manager.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
	expect(manager.page.locator("[data-print]")).to_be_visible()
	manager.page.emulate_media(media="print")
	expect(manager.page.locator(".report-choice")).to_be_hidden()
	expect(manager.page.locator("nav.menu")).to_be_hidden()
	expect(manager.page.locator(".report-chart")).to_be_visible()
	manager.page.emulate_media(media="screen")


def make_requests_of_last_month(arrive: Arrive, database: Database) -> None:
	"""Three requests of one colleague, one of them resolved; one of another customer that must not be counted."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	numbers = [customer.send_request() for _turn in range(3)]
	take_step(agent, numbers[0], TAKE)
	take_step(agent, numbers[0], RESOLVE, resolution="Retransmis.")
	numbers.append(arrive(ELENA).send_request())
	minutes = int((datetime.now(tz=UTC) - middle_of_last_month()) / timedelta(minutes=1))
	for number in numbers:
		database.let_time_pass(number, minutes)


def middle_of_last_month() -> datetime:
	"""Noon of its fifteenth."""
	last = datetime.now(tz=UTC).replace(day=1) - timedelta(days=1)
	return last.replace(day=15, hour=12, minute=0)


def figures(manager: Person) -> dict[str, int]:
	"""The counts that the open report shows, by their keys; none where it says that there is nothing."""
	found = {}
	for tile in manager.page.locator("[data-figure]").all():
		key, text = str(tile.get_attribute("data-figure")), tile.locator("dd").inner_text()
		if key != "rating":
			found[key] = int(re.sub(r"\D", "", text))
	return found


def files_say_the_same(manager: Person, shown: dict[str, int]) -> None:
	"""The workbook's first table has the same counts, and the CSV the same numbers."""
	answer = manager.context.request.get(f"{manager.address}{ADDRESS}.xlsx?period=last_month")
	assert answer.status == 200
	assert "report-" in answer.headers["content-disposition"]
	book = load_workbook(io.BytesIO(answer.body()))
	tables: list[list[tuple[Any, ...]]] = [list(sheet.iter_rows(values_only=True)) for sheet in book]
	counts = [row[1] for row in tables[0][1:] if isinstance(row[1], int)]
	assert counts[: len(shown)] == list(shown.values())
	over_time = tables[1][1:]
	assert sum(row[1] for row in over_time) == shown["raised"]
	assert any(row[0] == "Cristina Tănăsescu" for table in tables for row in table)
	assert not any("Elena" in str(cell) for table in tables for row in table for cell in row)
	text = manager.context.request.get(f"{manager.address}{ADDRESS}.csv?period=last_month").body()
	assert "Cristina Tănăsescu" in text.decode("utf-8-sig")


def charts_and_tables_agree(manager: Person, shown: dict[str, int]) -> None:
	"""The table beside the chart has its numbers; the chart says what it is."""
	rows = manager.page.locator("section[aria-labelledby=over-time] tbody tr")
	raised = [int(re.sub(r"\D", "", row.locator("td").first.inner_text())) for row in rows.all()]
	assert sum(raised) == shown["raised"]
	drawn = manager.page.locator(".report-chart rect.bar-raised")
	assert drawn.count() == sum(1 for number in raised if number)
	expect(manager.page.locator(".report-chart title")).not_to_be_empty()
