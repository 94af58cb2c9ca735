"""Manual internal-desk, steps 2 and 3, in Ukrainian: the first page's sections, and the catalogue with its kinds on the left."""

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.conftest import Arrive
from tests.e2e.person import PASSWORD, Person

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("internal-desk")]

OLENA, TARAS = "olena.bondar@example.org", "taras.melnyk@example.org"
CATALOGUE, MY_ITEMS = "Каталог послуг", "Мої предмети"
REQUESTS, INCIDENTS = "Тип запиту", "Реєстрація інциденту"
OF_REQUESTS = [
	"Створення облікового запису",
	"Доступ до мережевого ресурсу",
	"Встановлення програмного забезпечення",
]
OF_INCIDENTS = ["Не працює комп’ютер або принтер", "Немає доступу до мережі або пошти", "Помилка в програмі"]
ACCESS = "Доступ до мережевого ресурсу"


def offered(person: Person) -> Locator:
	"""What the catalogue shows now."""
	return person.page.locator("li:not([hidden]) a.offering:visible strong")


def open_catalogue(person: Person) -> None:
	"""By the menu, under the manual's name."""
	person.open("/portal")
	person.press(f"nav.menu a:text-is('{CATALOGUE}')")
	expect(person.page.locator("h1")).to_have_text(CATALOGUE)


def test_2_the_sections_are_in_the_menu(arrive: Arrive) -> None:
	"""„На головній сторінці ви побачите основні розділи“: those that the desk has, under their names, and the contacts."""
	olena = arrive(OLENA)
	olena.open("/portal")
	for name in (CATALOGUE, MY_ITEMS):
		expect(olena.page.locator(f"nav.menu a:text-is('{name}')")).to_be_visible()
	contacts = olena.page.locator("main section.contacts")
	expect(contacts).to_contain_text("(044) 555-01-49")
	expect(contacts.locator("a[href^='mailto:']")).to_have_text("support@example.org")


def test_3_kinds_on_the_left_offerings_on_the_right(arrive: Arrive) -> None:
	"""„У лівій частині … вкладка «Тип запиту» або «Реєстрація інциденту». У правій частині доступні послуги.“"""
	olena = arrive(OLENA)
	open_catalogue(olena)
	kinds = olena.page.locator("nav.kinds")
	for name, titles, others in (
		(REQUESTS, OF_REQUESTS, OF_INCIDENTS),
		(INCIDENTS, OF_INCIDENTS, OF_REQUESTS),
	):
		olena.press(f"nav.kinds a:text-is('{name}')")
		expect(kinds.locator("a[aria-current=page]")).to_have_text(name)
		assert sorted(offered(olena).all_inner_texts()) == sorted(titles)
		for title in others:
			expect(olena.page.get_by_role("link", name=title)).to_have_count(0)
		left, right = kinds.bounding_box(), olena.page.locator(".catalogue-offers").bounding_box()
		assert left and right and left["x"] + left["width"] <= right["x"]


def test_3_words_find_an_offering_while_they_are_typed(arrive: Arrive) -> None:
	"""On any keyboard; the arrow leads to it and Enter opens it; without a hit the page says so."""
	olena = arrive(OLENA)
	open_catalogue(olena)
	words = olena.page.locator("#catalogue_words")
	for typed in ("доступ папку", "DOSTUP papk", "ресурсу"):
		words.fill(typed)
		expect(offered(olena)).to_have_text([ACCESS])
	words.fill("немаєтакогоніде")
	expect(offered(olena)).to_have_count(0)
	expect(olena.page.locator("[data-nothing]")).to_be_visible()
	words.press("Escape")
	expect(offered(olena)).to_have_count(len(OF_REQUESTS) + len(OF_INCIDENTS))
	words.fill("ресурсу")
	words.press("ArrowDown")
	expect(olena.page.locator("a.offering:focus strong")).to_have_text(ACCESS)
	with olena.page.expect_navigation():
		olena.page.keyboard.press("Enter")
	expect(olena.page.locator("h1")).to_have_text(ACCESS)


def test_3_a_favourite_is_ones_own(arrive: Arrive) -> None:
	"""A star in the catalogue makes a short way on the first page, and on nobody else's."""
	olena, taras = arrive(OLENA), arrive(TARAS)
	open_catalogue(olena)
	star = olena.page.get_by_role("button", name=ACCESS)
	if star.get_attribute("aria-pressed") == "true":
		# A run that failed has left it.
		star.click()
	expect(star).to_have_attribute("aria-pressed", "false")
	star.click()
	expect(star).to_have_attribute("aria-pressed", "true")
	expect(star).to_be_focused()
	olena.open("/portal")
	expect(olena.page.locator("a.shortcut")).to_have_text([ACCESS])
	taras.open("/portal")
	expect(taras.page.locator("#favourites")).to_have_count(0)
	olena.page.get_by_role("button", name=ACCESS).click()
	expect(olena.page.get_by_role("button", name=ACCESS)).to_have_attribute("aria-pressed", "false")


def test_3_the_catalogue_without_script(chromium: Browser, desk_url: str) -> None:
	"""The same words, sent; kinds and stars are links and forms."""
	with chromium.new_context(java_script_enabled=False, locale="uk-UA", base_url=desk_url) as context:
		page = context.new_page()
		page.goto("/portal/new")
		page.fill("#usr", OLENA)
		page.fill("#pwd", PASSWORD)
		page.click("main button.primary")
		page.fill("#catalogue_words", "dostup papk")
		page.click(".catalogue-search button")
		visible = page.locator("a.offering:visible strong")
		expect(visible).to_have_text([ACCESS])
		page.get_by_role("button", name=ACCESS).click()
		expect(page.get_by_role("button", name=ACCESS)).to_have_attribute("aria-pressed", "true")
		page.get_by_role("button", name=ACCESS).click()
		expect(page.get_by_role("button", name=ACCESS)).to_have_attribute("aria-pressed", "false")
