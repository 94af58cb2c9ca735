"""Manual internal-desk, step 4, in Ukrainian: filled in, looked over, back with nothing lost, sent; with and without script.

And what helps on the way: the draft that the server keeps, and one's own requests that fit.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.forms import SEND
from tests.e2e.page_checks import good_for_everybody, has_no_faults
from tests.e2e.person import Person, file

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("internal-desk")]

OLENA, TARAS = "olena.bondar@example.org", "taras.melnyk@example.org"
FORM = "/portal/new/ne-pratsyuye-kompyuter"
SUBJECT, WHAT = "Гудить системний блок <b>дуже</b>", "Індикатор не світиться.\nПерезавантаження не допомогло."
PICTURE = file("screen.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 40, "image/png")
DEVICE = "Монітор"
TOO_LATE = 422


def fill_in(person: Person, subject: str = SUBJECT, *, picture: bool = True) -> None:
	"""Everything that the form demands, and a file."""
	person.open(FORM)
	for name, value in (("tema", subject), ("kabinet", "214"), ("opys", WHAT)):
		person.page.fill(f"#f_{name}", value)
	person.page.select_option("#f_tekhnika", DEVICE)
	if picture:
		person.choose("main input[type=file]", [PICTURE])


def see_everything(person: Person, subject: str = SUBJECT) -> None:
	"""The page before sending shows all that was filled in, as text."""
	shown = person.page.locator("form.review")
	for text in (subject, "214", DEVICE, "screen.png"):
		expect(shown).to_contain_text(text)
	expect(shown.locator("dd", has_text="Індикатор")).to_have_text(WHAT)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_4_looked_over_and_sent(arrive: Arrive, database: Database, script: bool) -> None:
	"""Back and forth, with a change on the way; the file goes along although it was chosen once."""
	person = arrive(OLENA, java_script_enabled=script)
	fill_in(person)
	person.press(SEND)
	assert (
		database.count("select count(*) from `tabSD Ticket` where subject like %s", (f"{SUBJECT[:10]}%",))
		== 0
	)
	see_everything(person)
	if script:
		good_for_everybody(person, "review")
	person.press("form.review a.button")
	expect(person.page.locator("#f_tema")).to_have_value(SUBJECT)
	expect(person.page.locator("#f_opys")).to_have_value(WHAT)
	expect(person.page.locator("#f_tekhnika")).to_have_value(DEVICE)
	expect(person.page.locator(".kept-files")).to_contain_text("screen.png")
	changed = f"Шумить вентилятор {'зі скриптом' if script else 'без скрипта'}"
	person.page.fill("#f_tema", changed)
	person.press(SEND)
	see_everything(person, changed)
	person.press("form.review button.primary")
	number = person.number()
	expect(person.page.locator(".alert-success")).to_contain_text(number)
	expect(person.page.locator("main")).to_contain_text("screen.png")
	assert (
		database.rows("select subject from `tabSD Ticket` where name = %s", (number,))[0]["subject"]
		== changed
	)
	assert database.count("select count(*) from `tabSD Form Draft` where user = %s", (OLENA,)) == 0


def test_4_two_clicks_on_send_are_one_request(arrive: Arrive, database: Database) -> None:
	"""The page before sending, sent twice at once."""
	person = arrive(OLENA)
	subject = "Двічі натиснуто"
	fill_in(person, subject, picture=False)
	person.press(SEND)
	form: dict[str, str | float | bool] = {}
	for name in ("csrf_token", "key"):
		form[name] = person.page.input_value(f"form.review [name={name}]")
	address = f"{person.address}{FORM}/review"
	answers = [person.context.request.post(address, form=form) for _click in range(2)]
	assert len({answer.url for answer in answers}) == 1, [answer.url for answer in answers]
	assert database.count("select count(*) from `tabSD Ticket` where subject = %s", (subject,)) == 1


def test_a_draft_waits_for_its_owner(arrive: Arrive) -> None:
	"""Kept while it is typed, offered the next time, and for nobody else."""
	person = arrive(OLENA)
	fill_in(person, picture=False)
	expect(person.page.locator("[data-draft-note]")).to_have_text(re.compile(r"\S"), timeout=10_000)
	person.open("/portal")
	person.open(FORM)
	expect(person.page.locator("#f_tema")).to_have_value("")
	good_for_everybody(person, "draft_offered")
	person.press(".offer a.button")
	expect(person.page.locator("#f_tema")).to_have_value(SUBJECT)
	other = arrive(TARAS)
	other.expect_status(TOO_LATE)
	answer = other.open(f"{FORM}/review?draft={person.page.input_value('main input[name=key]')}")
	assert SUBJECT not in answer.text()
	person.open(FORM)
	person.press(".offer button")
	expect(person.page.locator(".offer")).to_have_count(0)


def test_own_requests_that_fit_are_named_while_typing(arrive: Arrive) -> None:
	"""Found with the keyboard alone, said to a screen reader, and nothing on the page moves."""
	person = arrive(OLENA)
	fill_in(person, "Не друкує кольоровий принтер", picture=False)
	person.press(SEND)
	person.press("form.review button.primary")
	number = person.number()
	person.open(FORM)
	below = person.page.locator("#f_tekhnika")
	before = below.bounding_box()
	person.page.locator("#f_tema").press_sequentially("принтер не друк", delay=20)
	summary = person.page.locator(".suggestions summary")
	expect(summary).to_be_visible()
	assert below.bounding_box() == before
	expect(person.page.locator(".suggestions")).to_have_attribute("role", "status")
	person.page.keyboard.press("Tab")
	expect(summary).to_be_focused()
	person.page.keyboard.press("Enter")
	expect(person.page.locator(f".suggestions a[href='/portal/requests/{number}']")).to_be_visible()
	has_no_faults(person, "suggestions")
