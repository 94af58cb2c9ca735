"""Manual outsourcer, step 7, in Russian: the customer's managers get access and follow all their company's tickets."""

import secrets

import pytest
from playwright.sync_api import expect

from tests.e2e import received_mail
from tests.e2e.conftest import Arrive
from tests.e2e.person import Person
from tests.e2e.steps import call

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("outsourcer")]

OPERATOR = "dmitriy.volkov@example.org"
ADMINISTRATOR = "olga.smirnova@example.org"
ANNA, SERGEY, PAVEL = "anna.kuznetsova@example.com", "sergey.orlov@example.com", "pavel.egorov@example.net"
COMPANY = "ooo-vektor"


def send_request(person: Person, subject: str) -> str:
	"""Send a request on the portal; return its number."""
	person.open("/portal/new/tekhpodderzhka")
	person.page.fill("#f_tema", subject)
	person.page.fill("#f_opisanie", "Подробности в теме.")
	if person.page.locator("select[name=service]").count():
		person.page.select_option("select[name=service]", index=1)
	assert person.press("main form.form button.primary").status == 200
	return person.number()


def listed(person: Person) -> str:
	"""What the page of requests shows."""
	person.open("/portal/requests")
	expect(person.page.locator("html")).to_have_attribute("lang", "ru")
	expect(person.page.locator("h1")).to_have_text("Заявки")
	return person.page.locator("main").inner_text()


def test_7_a_manager_follows_all_of_the_company(arrive: Arrive) -> None:
	"""Ответственные лица и руководители: their company's tickets, whoever sent them; and no other company's."""
	anna, sergey, pavel = arrive(ANNA), arrive(SERGEY), arrive(PAVEL)
	number = send_request(anna, "Не печатает принтер в бухгалтерии")
	foreign = send_request(pavel, "Нужен второй монитор")
	shown = listed(sergey)
	assert number in shown
	assert foreign not in shown
	assert "Анна Кузнецова" in shown
	sergey.open(f"/portal/requests/{number}")
	expect(sergey.page.locator(".big-state .state")).to_have_text("Новая")
	sergey.expect_status(404)
	assert sergey.open(f"/portal/requests/{foreign}").status == 404
	assert number not in listed(pavel)
	assert send_request(sergey, "Отчёт за месяц") not in listed(anna)


def test_7_access_after_the_contract_is_signed(arrive: Arrive) -> None:
	"""После заключения договора руководители получают клиентский доступ: by invitation, as managers at once."""
	staff, manager = arrive(ADMINISTRATOR), arrive()
	address = f"marina.zueva.{secrets.token_hex(4)}@example.com"
	answer = call(
		staff,
		"access.invite_person",
		email=address,
		first_name="Марина",
		last_name="Зуева",
		customer=COMPANY,
		role="Manager",
	)
	assert answer.ok, answer.text()[:500]
	number = send_request(arrive(ANNA), "Не открывается почта")
	mail = received_mail.wait_for_one(address, lambda mail: "/portal/access/" in mail.text)
	manager.open(mail.link("/portal/access/").removeprefix(manager.address))
	manager.page.fill("#password", "Vektor-Zueva-26")
	manager.page.fill("#repeated", "Vektor-Zueva-26")
	manager.press("main form button.primary")
	assert number in listed(manager)


def test_7_an_operator_makes_nobody_a_manager(arrive: Arrive) -> None:
	"""Who may see all of a company is decided by those who keep contracts, not by whoever takes calls."""
	answer = call(
		arrive(OPERATOR),
		"access.invite_person",
		email=f"nobody.{secrets.token_hex(4)}@example.com",
		first_name="Никто",
		last_name="Никакой",
		customer=COMPANY,
		role="Manager",
	)
	assert answer.status in (403, 422), answer.text()[:300]
