"""Manual outsourcer, step 2, in Russian: the form on the public site, contact details and the task, no sign-in."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.forms import SEND, UNPROCESSABLE
from tests.e2e.page_checks import good_for_everybody
from tests.e2e.person import Person, file
from tests.e2e.samples import PNG

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("outsourcer")]

FORM = "/portal/public/tekhpodderzhka"
UNKNOWN, VEKTOR = "neizvestnye-otpraviteli", "ooo-vektor"
# As the product has them: domain/form_pass.py.
WAIT_MS = 4_500


def fill_in(person: Person, subject: str, email: str) -> None:
	"""Contact details and the task."""
	for name, value in (
		("contact_name", "Пётр Иванов"),
		("contact_email", email),
		("f_tema", subject),
		("f_opisanie", "Не открывается почта.\nПишет «нет связи»."),
	):
		person.page.fill(f"#{name}", value)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize(
	("email", "customer"), [("petr@nowhere.example", UNKNOWN), ("petr@example.com", VEKTOR)]
)
def test_2_a_request_without_an_account(
	arrive: Arrive, database: Database, script: bool, email: str, customer: str
) -> None:
	"""It lands in the same register, with its channel on it; nothing tells whether the address is known."""
	guest = arrive(java_script_enabled=script)
	subject = f"Почта {customer} {script}"
	guest.open("/portal/sign-in")
	guest.press("a[href='/portal/public']")
	guest.press(f"main a[href='{FORM}']")
	if script:
		good_for_everybody(guest, "public_form")
	guest.page.wait_for_timeout(WAIT_MS)
	fill_in(guest, subject, email)
	assert guest.press(SEND).status == 200
	shown = guest.page.locator(".alert-success").inner_text()
	(row,) = database.rows(
		"select name, customer, channel, requester, contact_email from `tabSD Ticket` where subject = %s",
		(subject,),
	)
	assert row["name"] in shown
	assert (row["customer"], row["channel"], row["requester"]) == (customer, "Public Form", None)
	assert customer not in guest.page.content()
	assert row["contact_email"] == email


def test_2_programs_and_mistakes_lose_nothing(arrive: Arrive, database: Database) -> None:
	"""Too fast, and with an address that is none: said by the field, and what was typed stays."""
	guest = arrive(java_script_enabled=False)
	guest.expect_status(UNPROCESSABLE)
	before = database.count("select count(*) from `tabSD Ticket`")
	guest.open(FORM)
	fill_in(guest, "Слишком быстро", "нет адреса")
	assert guest.press(SEND).status == UNPROCESSABLE
	guest.page.wait_for_timeout(WAIT_MS)
	assert guest.press(SEND).status == UNPROCESSABLE
	expect(guest.page.locator("#contact_email-error")).to_have_text(re.compile(r"\S"))
	expect(guest.page.locator("#f_tema")).to_have_value("Слишком быстро")
	guest.page.fill("#contact_email", "petr@nowhere.example")
	assert database.count("select count(*) from `tabSD Ticket`") == before
	guest.press(SEND)
	assert database.count("select count(*) from `tabSD Ticket`") == before + 1


def test_2_files_stay_chosen(arrive: Arrive) -> None:
	"""A stranger's files are kept on no server: they stay in the page, and without script the page says what to do."""
	for script in (True, False):
		guest = arrive(java_script_enabled=script)
		guest.expect_status(UNPROCESSABLE)
		guest.open(FORM)
		guest.page.wait_for_timeout(WAIT_MS)
		fill_in(guest, "С файлом", "нет адреса")
		guest.choose("main input[type=file]", [file("экран.png", PNG, "image/png")])
		guest.page.click(SEND)
		expect(guest.page.locator("#contact_email-error")).to_have_text(re.compile(r"\S"))
		expect(guest.page.locator(".chosen li")).to_have_count(int(script))
		expect(guest.page.locator("[data-choose-again]")).to_have_count(int(not script))
		if script:
			guest.page.fill("#contact_email", "files@nowhere.example")
			guest.press(SEND)
			expect(guest.page.locator(".alert-success")).to_be_visible()


def test_2_the_trap_is_nobodys_to_see(chromium: Browser, desk_url: str) -> None:
	"""No person, and no screen reader, comes upon the field for programs."""
	with chromium.new_context(locale="ru-RU") as context:
		page = context.new_page()
		page.goto(desk_url + FORM)
		trap = page.locator("#website")
		expect(trap).to_have_attribute("tabindex", "-1")
		expect(trap.locator("xpath=..")).to_have_attribute("aria-hidden", "true")
		expect(trap).not_to_be_in_viewport()
