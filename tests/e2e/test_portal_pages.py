"""Every page of the portal, on a desk's screen and on a phone: whole, light, usable without script, for everybody."""

import json

import pytest
from playwright.sync_api import expect

from tests.e2e import portal_map
from tests.e2e.bench import ROOT
from tests.e2e.conftest import Arrive
from tests.e2e.forms import SEND
from tests.e2e.page_checks import (
	LARGEST_FIRST_VISIT,
	LARGEST_NEXT_VISIT,
	Traffic,
	good_for_everybody,
)
from tests.e2e.person import CRISTINA, ELENA, FILLED_IN, HELPDESK_FORM, MIHAI, Person, file
from tests.e2e.portal_map import BY_SETTINGS, FOR_GUESTS, FOR_MANAGERS, MISSING, PAGES
from tests.e2e.samples import PNG

pytestmark = [pytest.mark.site, pytest.mark.browser]

LONG_WORD = "Nabucodonosor" * 8


@pytest.fixture(scope="module")
def sent() -> list[str]:
	"""Where the first test that needs it leaves the number."""
	return []


def request_number(person: Person, sent: list[str]) -> str:
	"""The number of a request with long words, several lines and a file; made once."""
	if not sent:
		values = {**FILLED_IN, "rezumat": f"Lung: {LONG_WORD}", "detalii": f"{LONG_WORD * 3}\n\nSfârșit"}
		sent.append(person.send_request(values, [file(f"{LONG_WORD}.png", PNG, "image/png")]))
		person.comment(LONG_WORD * 3)
	return sent[0]


def visitor(arrive: Arrive, name: str, **options: str) -> Person:
	"""Somebody who may see the page."""
	user = "" if name in FOR_GUESTS else MIHAI if name in FOR_MANAGERS else CRISTINA
	person = arrive(user, **options)
	if name in MISSING:
		person.expect_status(404)
	return person


def address_of(person: Person, name: str, sent: list[str]) -> str:
	"""Where a page is; made first, where it has to be."""
	number = request_number(person, sent) if "{number}" in PAGES[name] else ""
	return PAGES[name].format(number=number)


@pytest.mark.parametrize("name", PAGES)
def test_page(arrive: Arrive, sent: list[str], name: str) -> None:
	"""Every page, wide and narrow, light and dark, enlarged: whole, and marked up for everybody."""
	person = visitor(arrive, name)
	person.open(address_of(person, name, sent))
	person.page.wait_for_load_state("networkidle")
	good_for_everybody(person, name)


@pytest.mark.parametrize("name", PAGES)
def test_weight(arrive: Arrive, sent: list[str], name: str) -> None:
	"""Light on the first visit, very light on the next, and nothing from anywhere else."""
	# What the worker keeps would hide what the network carries; test_installed_app weighs the worker.
	person = visitor(arrive, name, service_workers="block")
	address = address_of(person, name, sent)
	traffic = Traffic.of(person)
	for most in (LARGEST_FIRST_VISIT, LARGEST_NEXT_VISIT):
		traffic.begin()
		person.open(address)
		person.page.wait_for_load_state("networkidle")
		assert not traffic.foreign(person.address), traffic.table()
		assert 0 < traffic.total() <= most, traffic.table()


def test_every_page_of_the_app_is_among_these() -> None:
	"""A page that comes to the app comes to this list, or is left out for a reason."""
	assert portal_map.unvisited([*PAGES.values(), *BY_SETTINGS.values()]) == []


FAULTS = {
	"sign_in": ("/portal/sign-in", "main button.primary", 401),
	"form": (HELPDESK_FORM, SEND, 422),
	"request": ("/portal/requests/{number}", "#comment button.primary", 422),
	"profile": ("/portal/profile", "#pin button.primary", 422),
	"members": ("/portal/members", "form[action$='/invite'] button.primary", 422),
}


@pytest.mark.parametrize("name", FAULTS)
def test_page_with_faults(arrive: Arrive, sent: list[str], name: str) -> None:
	"""The page that comes back is as good as the one that was sent."""
	path, send, status = FAULTS[name]
	person = visitor(arrive, name)
	person.expect_status(status)
	person.open(path.format(number=request_number(person, sent) if "{number}" in path else ""))
	person.check_nothing_here()
	answer = person.press(send)
	assert answer.status == status
	good_for_everybody(person, f"{name}_with_faults")


def test_the_journey_without_script(arrive: Arrive) -> None:
	"""Sign in, list, form, send with a file, comment, mute, sign out: all by plain forms."""
	person = arrive(java_script_enabled=False)
	person.open("/portal/requests?show=open")
	person.sign_in(CRISTINA)
	assert person.page.url == f"{person.address}/portal/requests?show=open"
	expect(person.page.locator(".tabs [aria-current=true]")).to_have_count(1)
	person.press("main a.button.primary")
	person.press("a.offering:has-text('Solicitare Helpdesk')")
	person.fill_in({**FILLED_IN, "retailer": "Mega"}, [file("captură.png", PNG, "image/png")])
	person.press("main form.form button.primary")
	number = person.number()
	expect(person.page.locator(".alert-success")).to_contain_text(number)
	expect(person.page.locator(".side .files a")).to_have_text("captură.png")
	person.page.set_input_files("#attachments", [file("altă captură.png", PNG, "image/png")])
	person.comment("Fără script")
	expect(person.page.locator("#activity .entry-mine")).to_contain_text("Fără script")
	expect(person.page.locator("#activity .entry-mine .files a")).to_have_text("altă captură.png")
	person.press("form[action$='/mute'] button")
	expect(person.page.locator("form[action$='/mute'] input[name=muted]")).to_have_value("0")
	person.press("form[action='/portal/sign-out'] button")
	assert person.page.url == f"{person.address}/portal/sign-in"


def test_the_language_can_be_changed_by_a_guest_without_script(arrive: Arrive) -> None:
	"""The choice is kept in a cookie."""
	person = arrive(java_script_enabled=False)
	person.open("/portal/sign-in")
	person.page.select_option("#language", "uk")
	person.press("form.language button")
	expect(person.page.locator("html")).to_have_attribute("lang", "uk")
	person.open("/portal/sign-in")
	expect(person.page.locator("html")).to_have_attribute("lang", "uk")


def test_the_language_is_kept_with_the_person(arrive: Arrive) -> None:
	"""With script the choice alone is enough; the next window of the same person has it, too."""
	person = arrive(ELENA)
	for code in ("bg", "ro"):
		person.open("/portal/new")
		with person.page.expect_navigation():
			person.page.select_option("#language", code)
		expect(person.page.locator("html")).to_have_attribute("lang", code)
		other = arrive(ELENA)
		other.open("/portal")
		expect(other.page.locator("html")).to_have_attribute("lang", code)


def test_search_and_lists(arrive: Arrive, sent: list[str]) -> None:
	"""By number, by words, by state; signs with a meaning to the database are only signs."""
	person = arrive(CRISTINA)
	number = request_number(person, sent)
	rows = person.page.locator("table.requests tbody tr:not(.more)")
	for query, count in ((number, 1), (number.lower(), 1), (LONG_WORD, None), ("100%_'\"<b>", 0)):
		person.open("/portal/requests")
		person.search(query)
		if count is None:
			expect(rows.first).to_contain_text(LONG_WORD)
		else:
			expect(rows).to_have_count(count)
	expect(person.page.locator("main b")).to_have_count(0)


def test_pages_change_by_themselves_only_where_somebody_looks(arrive: Arrive, sent: list[str]) -> None:
	"""The live part keeps what is being typed: it replaces state and activity, never the form."""
	person = arrive(CRISTINA)
	number = request_number(person, sent)
	person.open(f"/portal/requests/{number}")
	person.page.fill("#message", "Scriu încă")
	arrive(CRISTINA).write_on(number, "Dintr-o altă fereastră")
	with person.page.expect_response(f"**/portal/requests/{number}/live") as answered:
		person.page.evaluate("() => document.body.dispatchEvent(new CustomEvent('servicedesk:refresh'))")
	assert answered.value.status == 200
	assert "<html" not in answered.value.text()
	expect(person.page.locator("#activity")).to_contain_text("Dintr-o altă fereastră")
	expect(person.page.locator("#message")).to_have_value("Scriu încă")


def test_axe_is_the_pinned_one() -> None:
	"""The accessibility engine comes from the lock file."""
	pinned = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]["axe-core"]
	installed = json.loads((ROOT / "node_modules" / "axe-core" / "package.json").read_text(encoding="utf-8"))
	assert installed["version"] == pinned
