"""Manual outsourcer, steps 4 and 5, in Russian: the client area, in a browser and installed on a phone."""

import json
import struct

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.forms import SEND
from tests.e2e.outsourcer import ANNA, DMITRIY, LINE_1, NEW, SERVICE, of_ticket
from tests.e2e.page_checks import NARROW, fits_its_width
from tests.e2e.person import Person
from tests.e2e.request_view import follow, listed, see_state
from tests.e2e.steps import call, take_step

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("outsourcer")]

NAME, NEW_REQUEST, MY_REQUESTS = "Клиентский раздел", "Новая заявка", "Мои заявки"
OFFERING = "Техническая поддержка"
FEEDBACK, OF_WHOM = "Картридж заказан, привезём его завтра утром.", "Дмитрий Волков"
INTERNAL, THANKS = "Картридж со склада бракованный.", "Спасибо, ждём."
# A phone's browser: the page is as wide as the screen, and fingers press.
PHONE = {"width": NARROW, "is_mobile": True, "has_touch": True}
# Where a PNG says its width and height, in pixels.
PNG_SIZE, PNG_NUMBERS = slice(16, 24), ">II"


def choose(person: Person, entry: str) -> None:
	"""Choose an entry of the menu."""
	person.press(f"nav.menu a:text-is('{entry}')")


def fill_in_and_send(person: Person, subject: str) -> str:
	"""Fill in the request as its page asks, from the menu on; return its number."""
	choose(person, NEW_REQUEST)
	person.press(f"a.offering:has-text('{OFFERING}')")
	expect(person.page.locator("h1")).to_have_text(OFFERING)
	fits_its_width(person, "the form")
	person.page.fill("#f_tema", subject)
	person.page.fill("#f_opisanie", "Полосы на каждой странице.\nКартридж новый.")
	person.page.select_option("select[name=service]", SERVICE)
	assert person.press(SEND).status == 200
	number = person.number()
	expect(person.page.locator(".alert-success")).to_contain_text(number)
	return number


def row_of(person: Person, number: str) -> Locator:
	"""The request's row in the list that is open."""
	link = person.page.locator(f"a[href='/portal/requests/{number}']")
	return person.page.locator("table.requests tbody tr").filter(has=link)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_4_filled_in_found_and_followed(arrive: Arrive, database: Database, script: bool) -> None:
	"""Signed in, sent, found in the list by its number and by words; its state there and on its page is the desk's."""
	anna, dmitriy = arrive(java_script_enabled=script), arrive(DMITRIY)
	subject = f"Полосы при печати {script}"
	anna.open("/portal")
	expect(anna.page.locator("html")).to_have_attribute("lang", "ru")
	anna.sign_in(ANNA)
	number = fill_in_and_send(anna, subject)
	see_state(anna, NEW, "new")
	assert of_ticket(database, number, "subject", "channel", "requester", "customer") == (
		subject,
		"Portal",
		ANNA,
		"ooo-vektor",
	)
	choose(anna, MY_REQUESTS)
	expect(row_of(anna, number).locator(".cell-subject a")).to_have_text(subject)
	expect(row_of(anna, number).locator(".cell-state")).to_have_text(NEW)
	for words in (number, subject):
		anna.search(words)
		assert number in listed(anna)
	anna.search("такогонигденет")
	assert listed(anna) == []
	assert take_step(dmitriy, number, "Взять на 1 линию") == LINE_1
	choose(anna, MY_REQUESTS)
	expect(row_of(anna, number).locator(".cell-state")).to_have_text(LINE_1)
	anna.press(f"td.cell-subject a[href='/portal/requests/{number}']")
	expect(anna.page.locator("h1")).to_have_text(subject)
	see_state(anna, LINE_1, "active")


def test_4_feedback_from_the_person_doing_it(arrive: Arrive, database: Database) -> None:
	"""Обратная связь от исполнителя: on the open page, under his name; marked in the list; answered from there."""
	anna, dmitriy = arrive(ANNA), arrive(DMITRIY)
	anna.open("/portal")
	number = fill_in_and_send(anna, "Бледные страницы")
	take_step(dmitriy, number, "Взять на 1 линию")
	assert of_ticket(database, number, "agent") == (DMITRIY,)
	assert call(dmitriy, "ticket_panel.add_note", number=number, note=INTERNAL).ok
	assert call(dmitriy, "reply", number=number, message=FEEDBACK).ok
	follow(anna)
	told = anna.page.locator("#activity .entry-message", has_text=FEEDBACK)
	expect(told.locator(".entry-head strong")).to_have_text(OF_WHOM)
	expect(anna.page.locator("#activity")).not_to_contain_text(INTERNAL)
	anna.comment(THANKS)
	expect(anna.page.locator("#activity .entry-mine").first).to_contain_text(THANKS)
	assert call(dmitriy, "reply", number=number, message="Картридж заменён.").ok
	choose(anna, MY_REQUESTS)
	expect(row_of(anna, number).locator(".new-mark")).to_be_visible()
	anna.press(f"td.cell-subject a[href='/portal/requests/{number}']")
	expect(anna.page.locator("#activity .entry-message").first).to_contain_text("Картридж заменён.")
	choose(anna, MY_REQUESTS)
	expect(row_of(anna, number)).to_be_visible()
	expect(row_of(anna, number).locator(".new-mark")).to_have_count(0)


def test_5_the_phone_is_told_what_to_install(arrive: Arrive) -> None:
	"""The client area under its Russian name, without the browser's frame, with icons of the sizes that are promised."""
	anna = arrive(ANNA, **PHONE)
	anna.open("/portal")
	address = str(anna.page.get_attribute("link[rel=manifest]", "href"))
	found = anna.context.new_cdp_session(anna.page).send("Page.getAppManifest")
	assert (found["url"], found["errors"]) == (anna.address + address, [])
	manifest = json.loads(found["data"])
	assert (manifest["name"], manifest["lang"], manifest["display"]) == (NAME, "ru", "standalone")
	expect(anna.page.locator("header a.brand")).to_have_text(NAME)
	assert NAME.startswith(manifest["short_name"])
	assert [shortcut["name"] for shortcut in manifest["shortcuts"]] == [NEW_REQUEST, MY_REQUESTS]
	assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
	touch_icon = str(anna.page.get_attribute("link[rel=apple-touch-icon]", "href"))
	for icon in (*manifest["icons"], {"src": touch_icon, "sizes": "180x180"}):
		answer = anna.context.request.get(anna.address + icon["src"])
		assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
		width, height = struct.unpack(PNG_NUMBERS, answer.body()[PNG_SIZE])
		assert f"{width}x{height}" == icon["sizes"]


def test_5_a_request_from_the_phone(arrive: Arrive, database: Database) -> None:
	"""From where the installed app begins: sent, found and followed at a phone's width; in the same register."""
	anna, dmitriy = arrive(ANNA, **PHONE), arrive(DMITRIY)
	anna.open("/portal/new")
	found = anna.context.new_cdp_session(anna.page).send("Page.getAppManifest")
	anna.open(json.loads(found["data"])["start_url"])
	assert anna.page.evaluate("() => innerWidth") == NARROW
	fits_its_width(anna, "the first page")
	number = fill_in_and_send(anna, "С телефона: не включается ноутбук")
	fits_its_width(anna, "the request's page")
	assert of_ticket(database, number, "channel", "requester") == ("Portal", ANNA)
	take_step(dmitriy, number, "Взять на 1 линию")
	assert call(dmitriy, "reply", number=number, message=FEEDBACK).ok
	choose(anna, MY_REQUESTS)
	fits_its_width(anna, "the list")
	expect(row_of(anna, number).locator(".cell-state")).to_have_text(LINE_1)
	anna.press(f"td.cell-subject a[href='/portal/requests/{number}']")
	expect(anna.page.locator("#activity .entry-message").first).to_contain_text(FEEDBACK)
	fits_its_width(anna, "the request's page with the feedback")
