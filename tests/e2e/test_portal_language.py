"""Which language the portal speaks: the person's, else the browser's, else the desk's; and each of them wholly."""

import pytest
from playwright.sync_api import expect

from tests.e2e import portal_words
from tests.e2e.conftest import Arrive
from tests.e2e.person import ELENA, Person
from tests.e2e.portal_walk import walk
from tests.e2e.presets import Preset

pytestmark = [pytest.mark.site, pytest.mark.browser]

OTHERS = ("bg", "ru", "uk")


@pytest.mark.parametrize(
	("text", "expected"),
	[
		("Contracts", True),
		("Stare: My requests", True),
		("HELP-12 · Send the request", True),
		("Your request was sent. Its number is HELP-12.", True),
		("Solicitarea dumneavoastră a fost trimisă", False),
		("this was never translated", True),
		("Service Desk", False),
		("Contracte", False),
	],
)
def test_english_is_found(text: str, expected: bool) -> None:
	"""The finder itself: whole texts, parts, texts with values, and sentences that nobody marked for translation."""
	assert portal_words.is_english(text, "ro") is expected


@pytest.mark.parametrize(
	("browser", "shown"), [("uk-UA", "uk"), ("bg", "bg"), ("en-GB", "en"), ("fr-FR", None)]
)
def test_a_guest_reads_the_browsers_language(
	arrive: Arrive, preset: Preset, browser: str, shown: str | None
) -> None:
	"""Or the desk's own, where the browser names none that the portal has."""
	guest = arrive(locale=browser)
	guest.open("/portal/sign-in")
	expect(guest.page.locator("html")).to_have_attribute("lang", shown or preset.language)


@pytest.mark.parametrize("language", OTHERS)
def test_every_page_in_another_language(arrive: Arrive, preset: Preset, language: str) -> None:
	"""The desk's own data stays as it is; all that the app says changes."""
	person = arrive(ELENA)
	person.expect_status(404)
	speak(person, language)
	try:
		found = {
			address: left for address in walk(person) if (left := portal_words.english_left(person, language))
		}
	finally:
		speak(person, preset.language)
	assert not found, "\n".join(f"{path}: {text!r}" for path, lines in found.items() for text in lines)


def speak(person: Person, language: str) -> None:
	"""Choose a language at the foot of the page."""
	answer = person.post("/portal/language", {"language": language, "back": "/portal"})
	assert answer.status == 303
