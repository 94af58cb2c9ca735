"""The portal by keyboard alone, on paper, at rest, and from mails: the journey for everybody."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e import received_mail
from tests.e2e.conftest import NARROW, Arrive
from tests.e2e.page_checks import good_for_everybody
from tests.e2e.person import CRISTINA, FILLED_IN, PASSWORD, Person

pytestmark = [pytest.mark.site, pytest.mark.browser]

MOST_STEPS = 120
# Something that can be seen marks what has the focus: an outline, or the label beside a hidden entry has one.
MARK = """(element) => {
	const marked = (one) => one && getComputedStyle(one).outlineStyle !== "none"
		&& parseFloat(getComputedStyle(one).outlineWidth) >= 2;
	return marked(element) || marked(element.nextElementSibling);
}"""
IN_VIEW = """(element) => {
	const box = element.getBoundingClientRect();
	return box.width <= 1 || (box.bottom > 0 && box.top < innerHeight);
}"""


def tab_to(person: Person, selector: str) -> Locator:
	"""Press Tab until the element has the focus; whatever has it on the way can be seen to have it."""
	page = person.page
	for _step in range(MOST_STEPS):
		page.keyboard.press("Tab")
		focused = page.locator(":focus")
		if not focused.count():
			continue
		assert focused.evaluate(MARK), f"no mark of the focus: {focused.evaluate('(e) => e.outerHTML')[:200]}"
		assert focused.evaluate(IN_VIEW), f"out of sight: {focused.evaluate('(e) => e.outerHTML')[:200]}"
		if focused.evaluate("(element, selector) => element.matches(selector)", selector):
			return focused
	raise AssertionError(f"{selector} is not reached by the Tab key on {page.url}")


def press_key(person: Person, key: str = "Enter") -> None:
	"""Press a key that leads to another page."""
	with person.page.expect_navigation(wait_until="domcontentloaded"):
		person.page.keyboard.press(key)


def type_into(person: Person, selector: str, text: str) -> None:
	"""Reach a field by the Tab key and type."""
	tab_to(person, selector)
	person.page.keyboard.type(text)


@pytest.mark.parametrize("width", [1280, NARROW])
def test_the_journey_by_keyboard(arrive: Arrive, width: int) -> None:
	"""Sign in, choose a type, fill in, send, comment: never a mouse, and always seen where one is."""
	person = arrive(width=width)
	person.open("/portal/sign-in")
	type_into(person, "#usr", CRISTINA)
	type_into(person, "#pwd", PASSWORD)
	press_key(person)
	tab_to(person, "main a[href='/portal/new'], .menu a[href='/portal/new']")
	press_key(person)
	tab_to(person, "a[href^='/portal/new/helpdesk']")
	press_key(person)
	fill_in_by_keyboard(person)
	send_by_keyboard(person)
	number = person.number()
	type_into(person, "#message", "Scris numai cu tastatura")
	tab_to(person, "#comment button.primary")
	press_key(person, "Space")
	expect(person.page.locator("#activity .entry-mine").first).to_contain_text("Scris numai cu tastatura")
	assert person.number() == number


def fill_in_by_keyboard(person: Person) -> None:
	"""The fields of the helpdesk form, in the order of the page."""
	left = {f"f_{name}": text for name, text in FILLED_IN.items()}
	if person.page.locator("select#service").count():
		left["service"] = ""
	while left:
		focused = tab_to(person, ", ".join(f"#{field}" for field in left))
		if text := left.pop(str(focused.get_attribute("id"))):
			person.page.keyboard.type(text)
		else:
			person.page.keyboard.press("ArrowDown")


def send_by_keyboard(person: Person) -> None:
	"""Press the button; where the form asks whether to send, once more."""
	for _press in range(2):
		if "/portal/requests/" not in person.page.url:
			tab_to(person, "main form button.primary")
			press_key(person)


def test_the_arrow_keys_lead_nobody_away(arrive: Arrive) -> None:
	"""A language is chosen by the keys, and taken by the button."""
	person = arrive()
	person.open("/portal/sign-in")
	tab_to(person, "#language")
	address = person.page.url
	person.page.keyboard.press("ArrowUp")
	chosen = person.page.input_value("#language")
	assert person.page.url == address
	tab_to(person, "form.language button")
	press_key(person)
	expect(person.page.locator("html")).to_have_attribute("lang", chosen)


def test_the_first_step_leads_past_the_menu(arrive: Arrive) -> None:
	"""The way past what every page repeats is there for who needs it."""
	person = arrive(CRISTINA)
	person.open("/portal/requests")
	person.page.keyboard.press("Tab")
	skip = person.page.locator("a.skip")
	expect(skip).to_be_focused()
	expect(skip).to_be_in_viewport()
	person.page.keyboard.press("Enter")
	person.page.keyboard.press("Tab")
	assert person.page.evaluate("() => document.activeElement.closest('main') !== null")


def test_on_paper(arrive: Arrive) -> None:
	"""The page's matter, without what only a screen has."""
	person = arrive(CRISTINA)
	person.open("/portal/requests")
	person.page.emulate_media(media="print", color_scheme="dark")
	expect(person.page.locator("main h1")).to_be_visible()
	for only_on_screen in (".menu", ".who", ".language"):
		expect(person.page.locator(only_on_screen)).to_be_hidden()
	ink = person.page.locator("main h1").evaluate("(element) => getComputedStyle(element).color")
	assert ink == "rgb(0, 0, 0)", "dark letters on white paper"


def test_access_pages_for_everybody(arrive: Arrive) -> None:
	"""The pages that mails lead to: setting a password, and ending the notices about a request."""
	person = arrive(CRISTINA)
	number = person.send_request()
	mail = received_mail.wait_for(number, CRISTINA, lambda mail: "/portal/mute/" in mail.text)
	guest = arrive()
	guest.open(mail.link("/portal/mute/").removeprefix(guest.address))
	good_for_everybody(guest, "mute")
	guest.expect_status(410, 404)
	guest.open("/portal/access/" + "x" * 32)
	good_for_everybody(guest, "link_that_is_over")
	assert not re.search(r"cristina", guest.page.content(), re.IGNORECASE)
