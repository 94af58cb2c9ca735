"""Manual edi-provider, steps 8, 10 and 13, by a request's page that stays open: clocks, forms and news of other windows."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import Arrive
from tests.e2e.person import BOGDAN, CRISTINA, ROUTED, file
from tests.e2e.request_view import clock, follow, see_state
from tests.e2e.samples import PNG
from tests.e2e.steps import take_step

pytestmark = [pytest.mark.site, pytest.mark.browser]

TAKE, SOLVE = "Preia solicitarea", "Rezolvă"
TAKEN_OVER = "Timp preluare solicitare"
PHONE = 390


def test_8_clocks_tick_and_turn_red_without_a_look_at_the_desk(arrive: Arrive) -> None:
	"""The remaining time goes down on the screen, warns, and says when it has run out; nothing is asked for that."""
	customer = arrive(CRISTINA, **ROUTED)
	number = customer.send_request()
	customer.page.clock.install()
	customer.open(f"/portal/requests/{number}")
	customer.page.route("**/live", lambda route: route.fulfill(status=304))
	shown = clock(customer, TAKEN_OVER)
	expect(shown.locator(".clock-time")).to_have_text(re.compile("^0:(30|29)$"))
	customer.page.clock.fast_forward("20:00")
	expect(shown.locator(".clock-time")).to_have_text(re.compile("^0:(10|09)$"))
	expect(shown).to_have_class(re.compile("clock-soon"))
	customer.page.clock.fast_forward("15:00")
	expect(shown.locator(".clock-time")).to_have_text(re.compile("^-0:0[56]$"))
	expect(shown).to_have_class(re.compile("clock-breached"))
	expect(shown.locator(".clock-mark")).not_to_have_text("În curs")


def test_10_the_solution_and_its_rating_come_into_an_open_page(arrive: Arrive) -> None:
	"""The solution stands first, then the question how it went; a comment that somebody is writing stays."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	page = customer.page
	take_step(agent, number, TAKE)
	page.fill("#message", "încă scriu")
	take_step(agent, number, SOLVE, resolution="Vedeți https://example.ro/ajutor/17.")
	follow(customer)
	see_state(customer, "Rezolvat", "resolved")
	expect(page.locator(".solution a")).to_have_attribute("href", "https://example.ro/ajutor/17")
	expect(page.locator("#message")).to_have_value("încă scriu")
	page.check("#feedback [name=score][value='4']", force=True)
	follow(customer)
	expect(page.locator("#feedback [name=score][value='4']")).to_be_checked()
	tops = [page.locator(part).bounding_box() for part in (".solution", "#feedback", "#comment", "#activity")]
	heights = [box["y"] for box in tops if box]
	assert len(heights) == len(tops)
	assert heights == sorted(heights)
	customer.press("#feedback button.primary")
	expect(page.locator("#feedback [name=score][value='4']")).to_be_checked()


def test_13_what_is_written_in_one_window_appears_in_the_other(arrive: Arrive) -> None:
	"""Two windows of one person; the form that was in use in the other one still sends once, with its own key."""
	one, other = arrive(CRISTINA), arrive(CRISTINA)
	number = one.send_request()
	other.open(f"/portal/requests/{number}")
	key = other.page.locator("#comment [name=key]").get_attribute("value")
	one.comment("Din prima fereastră")
	follow(other)
	expect(other.page.locator("#activity .entry-mine")).to_have_text(re.compile("Din prima fereastră"))
	assert other.page.locator("#comment [name=key]").get_attribute("value") == key
	other.comment("Din a doua")
	follow(one)
	expect(one.page.locator("#activity .entry-mine")).to_have_count(2)


def test_5_the_upload_shows_how_far_it_is(arrive: Arrive) -> None:
	"""While files are on their way there is a bar with a name, and pressing again sends nothing more."""
	customer = arrive(CRISTINA, **ROUTED)
	customer.send_request()
	page = customer.page
	held: list[Route] = []
	page.route("**/comment", lambda route: held.append(route))
	page.set_input_files("#attachments", [file("captură.png", PNG, "image/png")])
	page.click("#comment button.primary")
	expect(page.locator("#comment progress")).to_have_attribute("aria-label", re.compile(r"\w+"))
	expect(page.locator("#comment button.primary")).to_have_attribute("aria-busy", "true")
	page.click("#comment button.primary", force=True)
	page.wait_for_timeout(500)
	assert len(held) == 1
	held[0].continue_()
	expect(page.locator("#activity .entry-mine .files a")).to_have_text("captură.png")


def test_4_on_a_phone_the_talk_comes_before_the_details(arrive: Arrive) -> None:
	"""State, writing, activity, and only then what was asked in the beginning; nothing is wider than the screen."""
	customer = arrive(CRISTINA, width=PHONE)
	customer.send_request()
	page = customer.page
	parts = (".state-card", "#comment", "#activity", ".details-card")
	boxes = [page.locator(part).bounding_box() for part in parts]
	heights = [box["y"] for box in boxes if box]
	assert len(heights) == len(boxes)
	assert heights == sorted(heights)
	assert page.evaluate("() => document.documentElement.scrollWidth") == PHONE
