"""Manual internal-desk, steps 7 and 8, in Ukrainian: news and announcements, and where to turn when nothing was found."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Arrive
from tests.e2e.forms import SEND
from tests.e2e.page_checks import good_for_everybody
from tests.e2e.person import Person
from tests.e2e.presets import Preset

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("internal-desk")]

OLENA = "olena.bondar@example.org"
NEWS, CATALOGUE, MY_ITEMS = "Новини та оголошення", "Каталог послуг", "Мої предмети"
ADDRESS = "/portal/announcements"
# The sample announcement.
TITLE, SINCE = "Портал самообслуговування працює цілодобово", "5 січ. 2026"
SENTENCE, ADVICE = "усі звернення до служби підтримки", "Оберіть послугу в каталозі."
NOTHING, CONTACT_US = "Нічого не знайдено.", "зв’яжіться з нами"
MAIL, PHONE_LINK = "support@example.org", "tel:(044)555-01-49"
NOWHERE = "такогонігденемає"
OFFERING = "Помилка в програмі"


def announcement(person: Person) -> Locator:
	"""The sample announcement on the page of announcements, once that is open."""
	expect(person.page).to_have_url(re.compile(re.escape(person.address + ADDRESS)))
	return person.page.locator("article.announcement").filter(
		has=person.page.get_by_role("heading", name=TITLE)
	)


def is_told(person: Person) -> None:
	"""The announcement stands there whole: since when, its sentence, and its list as a list."""
	told = announcement(person)
	expect(told.locator("time").first).to_contain_text(SINCE)
	expect(told).to_contain_text(SENTENCE)
	expect(told.locator("li").filter(has_text=ADVICE)).to_be_visible()


def leads_to_contacts(contacts: Locator, preset: Preset) -> None:
	"""The desk's phone and mail are there, and pressing them calls and writes."""
	phone, mail = contacts.locator("a[href^='tel:']"), contacts.locator("a[href^='mailto:']")
	expect(phone).to_have_text(preset.phone)
	expect(phone).to_have_attribute("href", PHONE_LINK)
	expect(mail).to_have_text(MAIL)
	expect(mail).to_have_attribute("href", f"mailto:{MAIL}")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_7_the_menu_leads_to_the_news(arrive: Arrive, script: bool) -> None:
	"""Новини і Оголошення: an entry of the menu under the manual's name, marked as the page one is on."""
	olena = arrive(OLENA, java_script_enabled=script)
	olena.open("/portal")
	olena.press(f"nav.menu a:text-is('{NEWS}')")
	expect(olena.page.locator("html")).to_have_attribute("lang", "uk")
	expect(olena.page.locator("nav.menu a[aria-current=page]")).to_have_text(NEWS)
	is_told(olena)
	if script:
		good_for_everybody(olena, "announcements")


def test_7_the_first_page_leads_to_the_news(arrive: Arrive) -> None:
	"""By the announcement's own title, to its own place; by "show all" to the page; and only for who is signed in."""
	olena, guest = arrive(OLENA), arrive()
	for way in (f"a:text-is('{TITLE}')", ".heading-row a"):
		olena.open("/portal")
		section = "section[aria-labelledby=announcements]"
		expect(olena.page.locator(section)).to_contain_text(SINCE)
		olena.press(f"{section} {way}")
		is_told(olena)
		if "#" in olena.page.url:
			expect(announcement(olena)).to_have_id(olena.page.url.rpartition("#")[2])
	guest.open(ADDRESS)
	assert "/portal/sign-in" in guest.page.url
	assert TITLE not in guest.page.content()


@pytest.mark.parametrize("width", [1280, 390])
def test_8_contacts_on_the_first_page(arrive: Arrive, preset: Preset, width: int) -> None:
	"""Контакти на порталі: phone, mail, hours and place, on a desk's screen and on a phone's."""
	olena = arrive(OLENA, width)
	olena.open("/portal")
	contacts = olena.page.locator("main section.contacts")
	expect(contacts).to_be_visible()
	leads_to_contacts(contacts, preset)
	for words in ("Пн–Чт 9:00–18:00", "м. Київ, вул. Зразкова, 1, кімн. 101"):
		expect(contacts).to_contain_text(words)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_8_nothing_found_in_the_catalogue(arrive: Arrive, preset: Preset, script: bool) -> None:
	"""Said so, with the contacts on the same page; other words lead to a new request after all."""
	olena = arrive(OLENA, java_script_enabled=script)
	olena.open("/portal/new")
	look_for(olena, NOWHERE, script=script)
	nothing = olena.page.locator("main .nothing")
	expect(nothing).to_contain_text(NOTHING)
	expect(nothing).to_contain_text(CONTACT_US)
	expect(olena.page.locator("a.offering:visible")).to_have_count(0)
	leads_to_contacts(olena.page.locator("footer address"), preset)
	look_for(olena, OFFERING, script=script)
	expect(nothing).to_be_hidden()
	olena.press(f"a.offering:visible:has-text('{OFFERING}')")
	expect(olena.page.locator("h1")).to_have_text(OFFERING)
	expect(olena.page.locator(SEND)).to_be_visible()


def look_for(person: Person, words: str, *, script: bool) -> None:
	"""Look for words in the catalogue; without script they are sent."""
	person.page.fill("#catalogue_words", words)
	if not script:
		person.press(".catalogue-search button")


def test_8_nothing_found_among_my_items(arrive: Arrive, preset: Preset) -> None:
	"""Нове звернення: the page that found nothing leads to the catalogue, and shows the contacts."""
	olena = arrive(OLENA)
	olena.open("/portal")
	olena.press(f"nav.menu a:text-is('{MY_ITEMS}')")
	olena.search(NOWHERE)
	expect(olena.page.locator("main .nothing")).to_contain_text(NOWHERE)
	leads_to_contacts(olena.page.locator("footer address"), preset)
	olena.press("main .heading-row a.button.primary")
	expect(olena.page.locator("h1")).to_have_text(CATALOGUE)
	expect(olena.page.locator("a.offering:visible").first).to_be_visible()
