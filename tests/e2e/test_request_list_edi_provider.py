"""My requests in a browser: filtered in place, with the address kept; the same without script; kept under a name."""

import time
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Route, expect

from tests.e2e.conftest import Arrive
from tests.e2e.person import CRISTINA, FILLED_IN, MIHAI, ROUTED
from tests.e2e.request_view import listed

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("edi-provider")]
LIST = "/portal/requests"
# Stands in the requests of this run alone: a word with a figure in it is kept whole.
LOT = f"lot{time.time_ns() % 10**9}"


@pytest.fixture(scope="module")
def sent() -> list[str]:
	"""What was sent so far."""
	return []


@pytest.fixture
def numbers(arrive: Arrive, sent: list[str]) -> list[str]:
	"""Two requests of the customer's, the older one first."""
	if not sent:
		person = arrive(CRISTINA)
		texts = (f"Etichetele nu se tipăresc {LOT}", f"Facturi întârziate {LOT}")
		sent += [person.send_request({**FILLED_IN, "rezumat": text}) for text in texts]
	return sent


def test_filters_change_the_list_in_place_and_the_way_back_is_kept(
	arrive: Arrive, numbers: list[str]
) -> None:
	"""No new page; the address says what is shown, and the browser's own button leads back."""
	person = arrive(CRISTINA)
	person.open(LIST)
	person.page.evaluate("document.body.dataset.same = 'page'")
	person.search(f"{LOT} etichetei")
	assert listed(person) == [numbers[0]]
	expect(person.page.locator("#list-status")).not_to_be_empty()
	person.page.select_option("#filter-sort", "oldest")
	person.page.wait_for_url(f"{person.address}{LIST}?q={LOT}%20etichetei&sort=oldest")
	assert person.page.evaluate("document.body.dataset.same") == "page"
	for value in (f"{LOT} etichetei", ""):
		person.page.evaluate("history.back()")
		expect(person.page.locator("#q")).to_have_value(value)
	expect(person.page.locator("table.requests tbody")).to_contain_text(numbers[1])


def test_who_goes_back_twice_at_once_sees_what_the_address_says(arrive: Arrive, numbers: list[str]) -> None:
	"""A slow answer for the address in between does not come after the list and take its place."""
	person = arrive(CRISTINA, **ROUTED)
	person.open(LIST)
	person.search(f"{LOT} etichetei")
	person.page.select_option("#filter-sort", "oldest")
	person.page.wait_for_url(f"{person.address}{LIST}?q={LOT}%20etichetei&sort=oldest")
	slow: list[Route] = []
	person.page.route(
		f"**{LIST}*", lambda route: slow.append(route) if "q=" in route.request.url else route.continue_()
	)
	person.page.evaluate("history.back(); setTimeout(() => history.back(), 300)")
	expect(person.page.locator("table.requests tbody")).to_contain_text(numbers[1])
	assert slow
	for route in slow:
		# The browser itself may have given it up.
		with suppress(Error):
			route.continue_()
	person.page.wait_for_timeout(1_000)
	assert person.page.url == f"{person.address}{LIST}"
	expect(person.page.locator("table.requests tbody")).to_contain_text(numbers[1])


def test_the_same_without_script(arrive: Arrive, numbers: list[str]) -> None:
	"""Search, a filter behind its heading, and the order: plain forms and links."""
	person = arrive(CRISTINA, java_script_enabled=False)
	person.open(LIST)
	person.search(f"FACTURI intarziate {LOT}")
	assert listed(person) == [numbers[1]]
	person.open(f"{LIST}?sort=oldest&q={LOT}")
	assert listed(person) == numbers
	person.page.click(".more-filters summary")
	person.page.select_option("#filter-state", index=1)
	person.press(".more-filters button")
	assert "state=" in person.page.url
	expect(person.page.locator(".more-filters")).to_have_attribute("open", "")


def test_a_filter_is_kept_under_a_name(arrive: Arrive, numbers: list[str]) -> None:
	"""Saved, used, renamed, deleted."""
	person = arrive(CRISTINA)
	person.open(f"{LIST}?q=etichete+{LOT}")
	person.page.click(".saved-filters summary")
	person.page.fill("#filter-title", "Etichete")
	person.press(".saved-filters form[action$='/filters'] button")
	person.open(LIST)
	person.press(".saved a:text-is('Etichete')")
	assert listed(person) == [numbers[0]]
	expect(person.page.locator(".saved [aria-current=true]")).to_have_count(1)
	person.page.click(".saved-filters summary")
	person.page.fill(".saved-filters form[action$='/rename'] input[name=title]", "Tipar")
	person.press(".saved-filters form[action$='/rename'] button:not([formaction])")
	expect(person.page.locator(".saved a")).to_have_text("Tipar")
	person.page.click(".saved-filters summary")
	person.press(".saved-filters button[formaction$='/delete']")
	expect(person.page.locator(".saved a")).to_have_count(0)


def test_what_is_shown_is_taken_along(arrive: Arrive, numbers: list[str]) -> None:
	"""Both files; the manager's holds the company's requests."""
	person = arrive(MIHAI)
	person.open(f"{LIST}?q={numbers[0]}")
	for ending in ("csv", "xlsx"):
		with person.page.expect_download() as loaded:
			person.page.click(f".exports a[href*='/export/{ending}']")
		assert loaded.value.suggested_filename.endswith(f".{ending}")
	answer = person.page.request.get(f"{person.address}{LIST}/export/csv?q={numbers[0]}")
	assert numbers[0] in answer.text()
	assert numbers[1] not in answer.text()
