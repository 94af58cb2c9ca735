"""Manual edi-provider, steps 4 and 5, by the request's page: what may go wrong with files, formatted words, sharing, news, paper."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.forms import refused_by
from tests.e2e.person import BOGDAN, CRISTINA, ELENA, MIHAI, ROUTED, file
from tests.e2e.request_view import follow
from tests.e2e.samples import HTML, PNG
from tests.e2e.steps import take_step

pytestmark = [pytest.mark.site, pytest.mark.browser]

TAKE, ASK = "Preia solicitarea", "Cere informații"
UNPROCESSABLE = 422
SEND, CHOSEN = "#comment button.primary", "#comment .chosen li"
SHOWN = "(picture) => picture.complete && picture.naturalWidth > 1"


def messages(database: Database, number: str) -> int:
	"""How many messages the request's conversation has."""
	return len(
		database.rows(
			"select name from tabCommunication where reference_name = %s and sd_conversation = 1", (number,)
		)
	)


def choose(page: Page, *names: str) -> None:
	"""Choose pictures of these names."""
	page.set_input_files("#attachments", [file(name, PNG, "image/png") for name in names])


def test_5_files_are_seen_and_taken_back_before_they_are_sent(arrive: Arrive) -> None:
	"""A small picture of each, a button that takes it back by the keyboard, too; then each in the conversation."""
	customer = arrive(CRISTINA)
	customer.send_request()
	choose(customer.page, "unu.png", "doi.png", "trei.png")
	rows = customer.page.locator(CHOSEN)
	expect(rows).to_have_count(3)
	expect(rows.locator("canvas.thumbnail")).to_have_count(3)
	button = rows.nth(1).get_by_role("button")
	assert "doi.png" in str(button.get_attribute("aria-label"))
	button.focus()
	customer.page.keyboard.press("Enter")
	expect(rows).to_have_count(2)
	expect(rows.nth(1).get_by_role("button")).to_be_focused()
	customer.comment("Două capturi")
	entry = customer.page.locator("#activity .entry-mine")
	expect(entry.locator(".files a")).to_have_text(["unu.png", "trei.png"])
	for picture in entry.locator("img.thumbnail").all():
		picture.scroll_into_view_if_needed()
		expect(picture).to_have_js_property("complete", value=True)
		assert picture.evaluate(SHOWN)


def test_5_a_refused_file_leaves_the_others_chosen(arrive: Arrive, database: Database) -> None:
	"""What is wrong stands by the field; the good files and the words are still there, and go when it is mended."""
	customer = arrive(CRISTINA)
	number = customer.send_request()
	customer.expect_status(UNPROCESSABLE)
	customer.page.set_input_files(
		"#attachments", [file("bun.png", PNG, "image/png"), file("fals.png", HTML, "image/png")]
	)
	refused_by(customer, customer.comment("Cu fișiere"), "attachments", "fals.png")
	expect(customer.page.locator("#message")).to_have_value("Cu fișiere")
	expect(customer.page.locator(CHOSEN)).to_have_count(2)
	assert messages(database, number) == 0
	customer.page.locator(CHOSEN).nth(1).get_by_role("button").click()
	expect(customer.page.locator("#attachments-error")).to_have_count(0)
	customer.comment("Cu fișiere")
	expect(customer.page.locator("#activity .entry-mine .files a")).to_have_text("bun.png")
	assert messages(database, number) == 1


def test_5_the_line_is_lost_in_the_middle_of_it(arrive: Arrive, database: Database) -> None:
	"""The words and the files stay in the page, and the same form sent again makes one message."""
	customer = arrive(CRISTINA, **ROUTED)
	number = customer.send_request()
	customer.expected.append("net::ERR_")
	choose(customer.page, "captură.png")
	customer.page.fill("#message", "Fără linie")

	def cut(route: Route) -> None:
		route.abort("connectionreset")

	customer.page.route("**/comment", cut)
	customer.page.click(SEND)
	expect(customer.page.locator("#comment .not-sent")).to_be_focused()
	expect(customer.page.locator("#message")).to_have_value("Fără linie")
	expect(customer.page.locator(CHOSEN)).to_have_count(1)
	expect(customer.page.locator(".upload-progress")).to_have_count(0)
	customer.page.unroute("**/comment", cut)
	customer.page.click("#comment [data-send-again]")
	expect(customer.page.locator("#activity .entry-mine .files a")).to_have_text("captură.png")
	assert messages(database, number) == 1


def test_5_fifty_files_are_not_even_sent(arrive: Arrive, database: Database) -> None:
	"""Said by the field; nothing leaves the browser."""
	customer = arrive(CRISTINA)
	number = customer.send_request()
	customer.page.on("request", lambda request: sent.append(request.method))
	sent: list[str] = []
	choose(customer.page, *(f"{place}.png" for place in range(50)))
	expect(customer.page.locator("#attachments-error")).to_be_visible()
	customer.page.fill("#message", "Cincizeci")
	customer.page.click(SEND)
	expect(customer.page.locator("#attachments")).to_be_focused()
	expect(customer.page.locator("#message")).to_have_value("Cincizeci")
	assert "POST" not in sent
	assert messages(database, number) == 0


def test_5_a_megabyte_of_words_stays_where_it_was_typed(arrive: Arrive, database: Database) -> None:
	"""Too long: said by the field, nothing cut off, nothing sent."""
	customer = arrive(CRISTINA)
	number = customer.send_request()
	# With line breaks, as a log has them: one word of a megabyte takes the browser itself minutes to lay out.
	customer.page.locator("#message").evaluate(
		"(area) => { area.value = `${'linie '.repeat(10)}ășț\\n`.repeat(16384) }"
	)
	customer.page.click(SEND)
	expect(customer.page.locator("#message-error")).to_be_visible()
	assert customer.page.locator("#message").evaluate("(area) => area.value.length") == 1024 * 1024
	assert messages(database, number) == 0


def test_5_words_are_formatted_by_the_toolbar(arrive: Arrive) -> None:
	"""Marks around what is chosen; a preview that sends nothing; what is HTML stays text."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	page = customer.page
	page.fill("#message", "urgent")
	page.locator("#message").select_text()
	page.click("[data-toolbar] [data-mark='**']")
	page.locator("#message").press("End")
	page.keyboard.type(" <img src=x onerror=alert(1)>\nunu")
	page.click("[data-toolbar] [data-line='- ']")
	expect(page.locator("#message")).to_have_value("**urgent** <img src=x onerror=alert(1)>\n- unu")
	expect(page.locator("#comment [name=formatted]")).to_be_checked()
	page.click("#comment [name=preview]")
	expect(page.locator("#preview strong")).to_have_text("urgent")
	expect(page.locator("#preview li")).to_have_text("unu")
	expect(page.locator("#preview")).to_contain_text("<img src=x")
	assert page.locator("#activity .entry-mine").count() == 0
	page.keyboard.press("Tab")
	customer.press(SEND)
	entry = page.locator("#activity .entry-mine")
	expect(entry.locator(".text strong")).to_have_text("urgent")
	expect(entry.locator("img")).to_have_count(0)
	agent.open(f"/app/sd-ticket/{number}")
	shown = agent.page.locator(".sd-entry-customer .sd-text").first
	expect(shown.locator("li")).to_have_text("unu")
	expect(shown).to_contain_text("<img src=x")
	expect(shown.locator("img")).to_have_count(0)


def test_4_a_request_is_shared_and_taken_back(arrive: Arrive, database: Database) -> None:
	"""Partajat cu: a colleague by their address; never somebody of another customer; it is over when it is taken back."""
	owner, colleague = arrive(CRISTINA), arrive(MIHAI)
	owner.expect_status(UNPROCESSABLE)
	number = owner.send_request()
	page = owner.page
	page.click("details.share summary")
	page.focus("#colleague")
	expect(page.locator(f"#colleagues option[value='{MIHAI}']")).to_have_count(1)
	page.fill("#colleague", ELENA)
	owner.press("details.share button.primary")
	expect(page.locator("#colleague-error")).to_be_visible()
	expect(page.locator("#colleague")).to_have_value(ELENA)
	page.fill("#colleague", MIHAI)
	assert owner.press("details.share button.primary").status == 200
	expect(page.locator(".people li")).to_have_count(2)
	told = "select name from `tabSD Outgoing Message` where event = 'ticket_shared' and ticket = %s and recipient = %s"
	assert len(database.rows(told, (number, MIHAI))) == 1
	colleague.open(f"/portal/requests/{number}")
	expect(colleague.page.locator(".people li")).to_have_count(2)
	page.once("dialog", lambda dialog: dialog.accept())
	owner.press(".people form button")
	expect(page.locator(".people li")).to_have_count(1)


def test_4_news_come_by_themselves_and_disturb_nobody(arrive: Arrive) -> None:
	"""The new message appears and is announced; what is being typed, here and in a box that is open, stays."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	take_step(agent, number, TAKE)
	follow(customer)
	customer.page.fill("#message", "încă scriu")
	customer.page.click("details.share summary")
	customer.page.fill("#colleague", "mihai")
	take_step(agent, number, ASK, message="Care este factura?")
	follow(customer)
	expect(customer.page.locator("#activity")).to_contain_text("Care este factura?")
	expect(customer.page.locator("#live-news")).to_contain_text("Care este factura?")
	expect(customer.page.locator("#message")).to_have_value("încă scriu")
	expect(customer.page.locator("#colleague")).to_have_value("mihai")
	expect(customer.page.locator("#colleague")).to_be_focused()


def test_4_oldest_first_is_remembered(arrive: Arrive) -> None:
	"""The other order, chosen on one request, holds on another one; and back again."""
	customer = arrive(CRISTINA)
	customer.send_request()
	customer.comment("Prima")
	customer.comment("A doua")
	for first in ("Prima", "A doua"):
		customer.press(".order button")
		expect(customer.page.locator("#activity .entry-mine").first).to_contain_text(first)
		customer.open(customer.page.url.removeprefix(customer.address).split("#")[0])
		expect(customer.page.locator("#activity .entry-mine").first).to_contain_text(first)


def test_4_a_request_on_paper(arrive: Arrive) -> None:
	"""A page of its own without a menu; printed from the request's page, it has no forms either."""
	customer = arrive(CRISTINA)
	number = customer.send_request()
	customer.comment("Pe hârtie")
	customer.page.emulate_media(media="print")
	expect(customer.page.locator("#comment")).to_be_hidden()
	expect(customer.page.locator("header .menu")).to_be_hidden()
	customer.page.emulate_media(media="screen")
	customer.press("a.print-link")
	expect(customer.page.locator("h1")).to_contain_text(number)
	expect(customer.page.locator("main")).to_contain_text("Pe hârtie")
	expect(customer.page.locator("form")).to_have_count(0)
	customer.page.evaluate("() => { window.print = () => { document.title = 'printed' } }")
	customer.page.click("[data-print]")
	assert re.search("printed", customer.page.title())
