"""Manual integrator: the menu under the manual's names, for each what they may open; the company's dress on every page."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("integrator")]

MARIA, STOYAN = "maria.georgieva@example.com", "stoyan.dimitrov@example.com"
OF_EVERYBODY = ["Регистриране на заявка", "Моите заявки", "Договори", "Услуги", "Оборудване/системи"]
COLOUR = "rgb(20, 102, 58)"


def test_the_menu_has_the_manual_s_names_and_order(arrive: Arrive) -> None:
	"""Steps 6, 11, 14, 15 and 16; managers have two entries more, and the profile stands beside the name (step 3)."""
	for user, more in ((MARIA, 0), (STOYAN, 2)):
		person = arrive(user)
		person.open("/portal")
		labels = person.page.locator("nav.menu a").all_inner_texts()
		assert labels[1 : 1 + len(OF_EVERYBODY)] == OF_EVERYBODY
		assert len(labels) == 1 + len(OF_EVERYBODY) + more
		expect(person.page.locator("header a:text-is('Моят профил')")).to_be_visible()


def test_every_page_wears_the_company_s_dress(arrive: Arrive) -> None:
	"""Mark, colour, contacts and links at the foot: on pages, on what does not exist, and at the entrance."""
	maria = arrive(MARIA)
	maria.expect_status(404)
	for address in ("/portal", "/portal/requests", "/portal/no-such-page"):
		maria.open(address)
		logo = maria.page.locator("img.brand-logo")
		assert logo.evaluate("(image) => image.complete && image.naturalHeight >= 2 * image.clientHeight")
		expect(maria.page.locator("header.top")).to_have_css("border-top-color", COLOUR)
		foot = maria.page.locator("footer")
		expect(foot).to_contain_text("0700 55 010")
		expect(foot.locator("a[href='https://example.org']")).to_be_visible()
	stranger = arrive()
	stranger.open("/portal/sign-in")
	expect(stranger.page.locator("img.brand-logo")).to_be_visible()
	expect(stranger.page.locator("button.primary")).to_have_css("background-color", COLOUR)
