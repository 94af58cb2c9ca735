"""Manual software-vendor, step 7, in Bulgarian: a phoned case, with all that its form demands and a file, at the desk."""

import re
import time

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk import WAIT_MS
from tests.e2e.forms import UNPROCESSABLE, nothing_left_behind
from tests.e2e.person import Person, file
from tests.e2e.request_view import detail
from tests.e2e.samples import PNG
from tests.e2e.vendor import DESISLAVA, MARINA

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("software-vendor")]

PHONED = "Програмата дава „Грешка 204“ при нощен одит.\nСлучва се от понеделник."
NO_PICTURE = b"MZ\x90\x00" * 40
# What the issue promises for a call.
CALL_SECONDS = 20


def call_log(agent: Person) -> Locator:
	"""The entry of a call, opened by its key from the list."""
	agent.open("/app/sd-ticket")
	expect(agent.page.locator(".list-sidebar, .result").first).to_be_visible(timeout=WAIT_MS)
	agent.page.wait_for_load_state("networkidle")
	agent.page.keyboard.press("c")
	dialog = agent.page.locator(".sd-call-log.show")
	expect(question(dialog, "kategoriya")).to_be_visible(timeout=WAIT_MS)
	return dialog


def question(dialog: Locator, name: str) -> Locator:
	"""A question of the form."""
	return dialog.locator(f"[data-question={name}]")


def caller_and_words(agent: Person, dialog: Locator) -> None:
	"""The hotel by the beginning of its address, and what it says."""
	dialog.locator("[data-fieldname=caller] input").fill(MARINA)
	expect(dialog.locator(".sd-caller").first).to_be_visible(timeout=WAIT_MS)
	agent.page.keyboard.press("Enter")
	expect(dialog.locator(".sd-picked")).to_be_visible()
	agent.page.keyboard.insert_text(PHONED)


def test_7_a_phoned_case_with_its_sub_category_and_a_file(arrive: Arrive, database: Database) -> None:
	"""The form's dependent lists, its default, a screenshot; in the promised time; read by the hotel."""
	agent = arrive(DESISLAVA)
	dialog = call_log(agent)
	began = time.monotonic()
	caller_and_words(agent, dialog)
	expect(question(dialog, "podkategoriya")).to_be_hidden()
	question(dialog, "kategoriya").locator("select").select_option("Рецепция")
	question(dialog, "podkategoriya").locator("select").select_option("Фактуриране")
	expect(question(dialog, "rezhim").locator("select")).to_have_value("Стандартен")
	chosen = [file("екран.png", PNG, "image/png"), file("справка.png", PNG, "image/png")]
	dialog.locator("[data-file-field=fail] input").set_input_files(chosen)
	dialog.locator(".sd-chosen button").last.click()
	dialog.locator(".btn-modal-primary").click()
	link = agent.page.locator(".desk-alert a").first
	expect(link).to_be_visible(timeout=WAIT_MS)
	assert time.monotonic() - began < CALL_SECONDS
	number = (link.get_attribute("href") or "").rpartition("/")[2]
	row = database.rows(
		"select channel, requester, category, subject, description from `tabSD Ticket` where name = %s",
		(number,),
	)[0]
	assert row == {
		"channel": "Phone",
		"requester": MARINA,
		"category": "Фактуриране",
		"subject": PHONED.split("\n")[0],
		"description": PHONED,
	}
	marina = arrive(MARINA)
	marina.open(f"/portal/requests/{number}")
	expect(marina.page.locator(".side .files a")).to_have_text("екран.png")
	expect(detail(marina, "Режим на обработка")).to_have_text("Стандартен")


def test_7_what_is_missing_stands_by_its_field(arrive: Arrive, database: Database) -> None:
	"""Refused, the entry keeps what was typed and chosen, and nothing is left behind on the desk or its disk."""
	agent = arrive(DESISLAVA)
	agent.expect_status(UNPROCESSABLE)
	dialog = call_log(agent)
	caller_and_words(agent, dialog)
	send = dialog.locator(".btn-modal-primary")
	with nothing_left_behind(database):
		send.click()
		category = question(dialog, "kategoriya")
		expect(category.locator(".sd-field-error")).to_be_visible(timeout=WAIT_MS)
		expect(category.locator("select")).to_be_focused()
		category.locator("select").select_option("Ресторант")
		send.click()
		expect(question(dialog, "podkategoriya").locator(".sd-field-error")).to_be_visible(timeout=WAIT_MS)
		expect(category.locator(".sd-field-error")).to_have_count(0)
		question(dialog, "podkategoriya").locator("select").select_option("Склад")
		bad = [file("екран.png", PNG, "image/png"), file("вирус.png", NO_PICTURE, "image/png")]
		dialog.locator("[data-file-field=fail] input").set_input_files(bad)
		send.click()
		refused = dialog.locator("[data-file-field=fail] .sd-field-error")
		expect(refused).to_have_text(re.compile("вирус"), timeout=WAIT_MS)
	expect(dialog.locator("[data-fieldname=text] textarea")).to_have_value(PHONED)
	expect(dialog.locator(".sd-chosen li")).to_have_count(2)
	dialog.locator(".sd-chosen button").last.click()
	send.click()
	expect(agent.page.locator(".desk-alert a").first).to_be_visible(timeout=WAIT_MS)
