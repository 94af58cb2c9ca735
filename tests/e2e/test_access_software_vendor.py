"""Manual software-vendor, steps 1 to 4, in Bulgarian and English: one account for each contract.

The hotel Марина has an account for one of its two contracts; the contract of the hotel Рила has ended.
"""

import re
import secrets

import pytest
from playwright.sync_api import APIResponse, expect

from tests.e2e import received_mail
from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk_records import DeskRecords
from tests.e2e.forms import UNPROCESSABLE
from tests.e2e.person import PASSWORD, Person
from tests.e2e.steps import call

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("software-vendor")]

STAFF = "viktor.marinov@example.org"
MARINA, RILA, PERLA = (
	"office@hotel-marina.example",
	"reception@hotel-rila.example",
	"office@hotel-perla.example",
)
CUSTOMER, WITH_ACCOUNT, WITHOUT_ACCOUNT, ENDED = "marina-turizam", "SC-2026-101", "SC-2026-102", "SC-2024-077"
FORBIDDEN = 403
PAPER = b"%PDF-1.4\n% a signed form\n"


def test_1_the_form_of_registration_is_there_for_everybody(arrive: Arrive) -> None:
	"""„Свалете формуляр за регистрация“: offered where there is no registration on the site itself."""
	visitor = arrive()
	visitor.open("/")
	expect(visitor.page.locator("html")).to_have_attribute("lang", "bg")
	expect(visitor.page.locator("main a[href='/portal/register']")).to_have_count(0)
	link = visitor.page.locator("main a:text-is('Свалете формуляр за регистрация')")
	answer = visitor.context.request.get(visitor.address + str(link.get_attribute("href")))
	assert answer.status == 200
	assert answer.headers["content-type"] == "application/pdf"
	assert answer.body().startswith(b"%PDF")
	english = arrive(locale="en")
	english.open("/")
	expect(english.page.locator("main a:text-is('Download registration form')")).to_be_visible()


def test_1_staff_register_the_account_of_a_contract(arrive: Arrive, database: Database) -> None:
	"""The correspondence address becomes the account; the signed paper is attached to it; there is only one."""
	staff, hotel = arrive(STAFF), arrive()
	address = f"spa.{secrets.token_hex(4)}@hotel-marina.example"
	assert register(staff, address, WITHOUT_ACCOUNT).ok
	attach_paper(staff, address)
	mail = received_mail.wait_for_one(address, lambda mail: "/portal/access/" in mail.text)
	hotel.open(mail.link("/portal/access/").removeprefix(hotel.address))
	hotel.page.fill("#password", "Marina-Spa-26")
	hotel.page.fill("#repeated", "Marina-Spa-26")
	hotel.press("main form button.primary")
	hotel.open("/portal/contracts")
	assert hotel.page.locator("#contracts .cell-title").all_inner_texts() == [WITHOUT_ACCOUNT]
	second = register(staff, f"second.{address}", WITHOUT_ACCOUNT)
	assert second.status == UNPROCESSABLE
	assert address in second.text()
	(papers,) = database.rows(
		"select is_private from tabFile where attached_to_doctype = 'SD Portal Account' and attached_to_name = %s",
		(address,),
	)
	assert papers["is_private"] == 1


def register(staff: Person, address: str, contract: str) -> APIResponse:
	"""Register an account for a contract as the desk's dialog does."""
	return call(
		staff,
		"access.invite_person",
		email=address,
		first_name="Хотел",
		last_name="Марина СПА",
		customer=CUSTOMER,
		contract=contract,
		phone="+359 52 555 0121",
	)


def attach_paper(staff: Person, account: str) -> None:
	"""Attach the signed form to the account, as the desk's form does."""
	records = DeskRecords(staff.context.request, staff.address)
	records.sign_in(STAFF, PASSWORD)
	answer = staff.context.request.post(
		f"{staff.address}/api/method/upload_file",
		headers={"X-Frappe-CSRF-Token": records.token},
		multipart={
			"file": {"name": "Подписан формуляр.pdf", "mimeType": "application/pdf", "buffer": PAPER},
			"doctype": "SD Portal Account",
			"docname": account,
			"is_private": "1",
		},
	)
	assert answer.ok, answer.text()[:500]


def test_1_no_account_under_a_contract_that_ended(arrive: Arrive) -> None:
	"""A service account exists only under a valid contract."""
	answer = call(
		arrive(STAFF),
		"access.invite_person",
		email=f"late.{secrets.token_hex(4)}@hotel-rila.example",
		first_name="Хотел",
		last_name="Рила",
		customer="rila-hoteli",
		contract=ENDED,
	)
	assert answer.status == UNPROCESSABLE
	assert ENDED in answer.text()


def test_1_an_account_sees_its_own_contract_only(arrive: Arrive) -> None:
	"""Отделен акаунт за всеки отделен договор: the same organisation's other contract is not there."""
	hotel = arrive(MARINA)
	hotel.open("/portal/contracts")
	assert hotel.page.locator("#contracts .cell-title").all_inner_texts() == [WITH_ACCOUNT]
	hotel.open("/portal/new/incident")
	expect(hotel.page.locator("main")).not_to_contain_text(WITHOUT_ACCOUNT)


def test_2_who_lost_the_password_gets_a_link_at_the_registered_address(arrive: Arrive) -> None:
	"""Ако сте забравили паролата…: the link goes to the correspondence address and nowhere else."""
	person = arrive()
	person.open("/portal/sign-in")
	person.press("main a[href='/portal/forgotten']")
	person.page.fill("#login", PERLA)
	person.press("main form button.primary")
	expect(person.page.locator("main [role=status]")).to_be_visible()
	mail = received_mail.wait_for_one(PERLA, lambda mail: "/portal/access/" in mail.text)
	person.open(mail.link("/portal/access/").removeprefix(person.address))
	expect(person.page.locator("#password")).to_be_visible()
	assert "Hello Hotel Perla" in mail.text


def test_3_the_profile(arrive: Arrive, database: Database) -> None:
	"""„Редакция на профил“: contact details, credit PIN and language; the language's words change at once."""
	hotel = arrive(MARINA)
	hotel.open("/portal")
	hotel.press("header a:text-is('Редакция на профил')")
	expect(hotel.page.locator("h1")).to_have_text("Редакция на профил")
	hotel.page.fill("#details_phone", "+359 52 555 0199")
	save(hotel, "details")
	hotel.page.fill("#pin_pin", "48 15")
	hotel.page.fill("#pin_current_password", PASSWORD)
	save(hotel, "pin")
	row = database.rows("select phone from `tabSD Portal Account` where user = %s", (MARINA,))[0]
	assert row == {"phone": "+359 52 555 0199"}
	kept = database.rows("select * from __Auth where doctype = 'SD Portal Account' and name = %s", (MARINA,))
	assert kept
	assert "4815" not in str(kept)
	for language, title in (("en", "Edit profile"), ("bg", "Редакция на профил")):
		hotel.page.select_option("#details_language", language)
		save(hotel, "details")
		expect(hotel.page.locator("html")).to_have_attribute("lang", language)
		expect(hotel.page.locator("h1")).to_have_text(title)


def save(person: Person, section: str) -> None:
	"""Send one form of the profile; it says that it has stored it."""
	assert person.press(f"#{section} button.primary").status == 200
	expect(person.page.locator(f"#{section} [role=status]")).to_be_visible()


def test_4_without_a_valid_contract_the_refusal_says_why_and_whom_to_ask(
	arrive: Arrive, database: Database
) -> None:
	"""За съжаление, няма да можем да ви помогнем, ако нямате действащ договор: the contract, the day, the contact."""
	hotel = arrive(RILA)
	hotel.expect_status(FORBIDDEN)
	before = database.count("select count(*) from `tabSD Ticket`")
	hotel.open("/portal/new/incident")
	hotel.page.select_option("#f_kategoriya", "Рецепция")
	hotel.page.select_option("#f_podkategoriya", "Резервации")
	hotel.page.fill("#f_tema", "Не отваря резервации")
	hotel.page.fill("#f_opisanie", "След обновяването.")
	assert hotel.press("main form.form button.primary").status == FORBIDDEN
	refusal = hotel.page.locator(".alert-error")
	expect(refusal).to_contain_text(ENDED)
	expect(refusal).to_contain_text(re.compile(r"31.*2025"))
	expect(refusal).to_contain_text("service@example.org")
	expect(hotel.page.locator("#f_tema")).to_have_value("Не отваря резервации")
	assert database.count("select count(*) from `tabSD Ticket`") == before
