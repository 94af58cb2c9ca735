"""Manual integrator, steps 6 to 9, in Bulgarian: „Регистриране на заявка“, from the form to the mail with the number.

Мария has one contract with two services; Стоян manages the organisation's requests and has two contracts to choose
from.
"""

import pytest
from playwright.sync_api import expect

from tests.e2e import received_mail
from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.forms import SEND, UNPROCESSABLE, nothing_left_behind, refused_by, typed_is_kept
from tests.e2e.integrator import AFFECTED, FILLED, FORM, IMPACTS, MARIA, STOYAN, fill_in, register
from tests.e2e.request_view import clock, detail, see_state

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("integrator")]

STARRED = {
	"Тип",
	"Кратко описание",
	"Допълнителна информация",
	"Влияние",
	"Договор",
	"Услуга по обслужване",
	"Описание",
	"Град",
	"Улица",
	"Лице за контакт",
	"Телефон на лицето за контакт",
}
NOT_STARRED = {"Телефон", "Референтен №", "Прикачен файл", "Оборудване/системи"}
NOTEBOOK = "bl-notebook-1"
LONG_HELP = "засяга цялата организация или критични системи и услуги"


def test_6_the_starred_fields(arrive: Arrive) -> None:
	"""Задължителните полета, отбелязани със звездичка: exactly those of the manual."""
	stoyan = arrive(STOYAN)
	stoyan.open("/portal")
	stoyan.press("nav.menu a:text-is('Регистриране на заявка')")
	stoyan.press("a.offering:has-text('Сервизна заявка')")
	labels = stoyan.page.locator("main form.form .field > label")
	texts = {text.strip() for text in labels.all_inner_texts()}
	assert {text.removesuffix("*").strip() for text in texts if text.endswith("*")} == STARRED
	assert {text for text in texts if not text.endswith("*")} == NOT_STARRED
	expect(stoyan.page.locator(SEND)).to_have_text("Запази")


def test_6_influence_contract_and_service_are_chosen_from_lists(arrive: Arrive) -> None:
	"""Влияние: the four of the manual; договорите, сключени с клиента; услугите, които потребителят ползва."""
	stoyan = arrive(STOYAN)
	stoyan.open(FORM)
	options = stoyan.page.locator("#f_vliyanie option:not([value=''])")
	assert options.all_inner_texts() == list(IMPACTS)
	expect(stoyan.page.locator("#f_vliyanie-help")).to_contain_text(LONG_HELP)
	contracts = stoyan.page.locator("#contract option:not([value=''])")
	assert set(contracts.all_inner_texts()) == {"ДО-2026-014", "ДО-2026-027"}
	maria = arrive(MARIA)
	maria.open(FORM)
	services = maria.page.locator("#service option:not([value=''])")
	assert set(services.all_inner_texts()) == {"Поддръжка на работни места", "Печатащи устройства"}


def test_6_and_8_nothing_is_registered_without_the_starred_fields(arrive: Arrive, database: Database) -> None:
	"""Each missing one is named beside its field; what was typed stays and nothing is left behind."""
	stoyan = arrive(STOYAN)
	stoyan.expect_status(UNPROCESSABLE)
	stoyan.open(FORM)
	stoyan.page.fill("#f_telefon", "+359 888 555 011")
	stoyan.page.fill("#f_referenten_nomer", "БЛ-77")
	with nothing_left_behind(database):
		answer = stoyan.press(SEND)
	for name in (*FILLED, *AFFECTED):
		refused_by(stoyan, answer, f"f_{name}", ".")
	for name in ("contract", "service"):
		refused_by(stoyan, answer, name, ".")
	typed_is_kept(stoyan, {"f_telefon": "+359 888 555 011", "f_referenten_nomer": "БЛ-77"})


def test_6_a_forged_influence_is_refused(arrive: Arrive, database: Database) -> None:
	"""Only one of the four; another word changes nothing."""
	maria = arrive(MARIA)
	values = {f"f_{name}": value for name, value in {**FILLED, **AFFECTED}.items()}
	with nothing_left_behind(database):
		answer = maria.post(FORM, {**values, "service": "Печатащи устройства", "f_vliyanie": "0. Най-голямо"})
	assert answer.status == UNPROCESSABLE


@pytest.mark.parametrize(("impact", "priority"), list(zip(IMPACTS, (1, 2, 3, 4), strict=True)))
def test_6_influence_sets_the_priority(
	arrive: Arrive, database: Database, impact: str, priority: int
) -> None:
	"""Влиянието определя приоритета при изпълнение на заявката, и с него сроковете."""
	maria = arrive(MARIA)
	number = register(maria, vliyanie=impact)
	(row,) = database.rows(
		"""select ticket.impact, ticket.priority_basis, priority.level
		from `tabSD Ticket` ticket join `tabSD Priority` priority on priority.name = ticket.priority
		where ticket.name = %s""",
		(number,),
	)
	assert row == {"impact": impact, "priority_basis": "impact", "level": priority}
	hours = {1: "30 мин", 2: "1 ч", 3: "2 ч", 4: "4 ч"}[priority]
	expect(clock(maria, "Време за реакция")).to_contain_text(hours)


def test_7_organisation_and_requester_are_shown_and_fixed(arrive: Arrive, database: Database) -> None:
	"""Организация и Заявител cannot be changed, not by a forged request either; Телефон и Референтен № can."""
	maria = arrive(MARIA)
	maria.open(FORM)
	given = maria.page.locator("dl.given")
	expect(given).to_contain_text("Балкан Лизинг АД")
	expect(given).to_contain_text("Мария Георгиева")
	assert given.locator("input, select, textarea").count() == 0
	fill_in(maria, {"telefon": "+359 888 555 099", "referenten_nomer": "БЛ-2026-118"})
	maria.press(SEND)
	for label, value in (
		("Заявител", "Мария Георгиева"),
		("Телефон", "+359 888 555 099"),
		("Референтен №", "БЛ-2026-118"),
		("Договор", "ДО-2026-027"),
	):
		expect(detail(maria, label)).to_have_text(value)
	forged = maria.post(
		FORM,
		{
			**{f"f_{name}": value for name, value in {**FILLED, **AFFECTED}.items()},
			"service": "Печатащи устройства",
			"requester": STOYAN,
			"customer": "dunav-kargo",
		},
	)
	assert forged.status == UNPROCESSABLE
	row = database.rows(
		"select requester, customer, contact_phone, external_reference from `tabSD Ticket` where name = %s",
		(maria.number(),),
	)[0]
	assert row == {
		"requester": MARIA,
		"customer": "balkan-leasing",
		"contact_phone": "+359 888 555 099",
		"external_reference": "БЛ-2026-118",
	}


def test_8_affected_equipment_stands_on_the_ticket(arrive: Arrive, database: Database) -> None:
	"""Описание, град, улица, лице за контакт, телефон: on the request's page and in the ticket's own fields."""
	maria = arrive(MARIA)
	number = register(maria)
	for label in ("Град", "Улица", "Лице за контакт", "Телефон на лицето за контакт"):
		expect(detail(maria, label)).to_be_visible()
	row = database.rows(
		"""select affected_description, affected_city, affected_street, affected_contact, affected_phone
		from `tabSD Ticket` where name = %s""",
		(number,),
	)[0]
	assert row == {
		"affected_description": AFFECTED["opisanie_oborudvane"],
		"affected_city": AFFECTED["grad"],
		"affected_street": AFFECTED["ulitsa"],
		"affected_contact": AFFECTED["lice_za_kontakt"],
		"affected_phone": AFFECTED["telefon_na_liceto"],
	}


def test_8_a_registered_piece_fills_the_block(arrive: Arrive, database: Database) -> None:
	"""Whoever picks a piece of the organisation's need not write where it stands and whom to ask."""
	maria = arrive(MARIA)
	maria.open(f"{FORM}?equipment={NOTEBOOK}")
	fill_in(maria, affected=dict.fromkeys(AFFECTED, ""), equipment=NOTEBOOK)
	assert maria.press(SEND).status == 200
	row = database.rows(
		"""select equipment, affected_description, affected_city, affected_street, affected_contact, affected_phone
		from `tabSD Ticket` where name = %s""",
		(maria.number(),),
	)[0]
	assert row["equipment"] == NOTEBOOK
	assert "Latitude 5440" in row["affected_description"]
	assert (row["affected_city"], row["affected_street"]) == ("Пловдив", "ул. „Иван Вазов“ 8")
	assert (row["affected_contact"], row["affected_phone"]) == ("Мария Георгиева", "+359 888 555 010")


def test_9_a_unique_number_and_a_mail_with_it(arrive: Arrive) -> None:
	"""„Запази“: the number on the page and, by itself, in the mail, with further details and the link."""
	maria = arrive(MARIA)
	first, second = register(maria), register(maria)
	assert first != second
	expect(maria.page.locator(".alert-success")).to_contain_text(second)
	see_state(maria, "Отворена", "new")
	mail = received_mail.wait_for(second, MARIA, lambda mail: "уникален номер" in mail.text)
	assert mail.subject == f"[Интегратор] {second} {FILLED['kratko_opisanie']}"
	assert "Отворена" in mail.text
	assert mail.link("/portal/requests/") == f"{maria.address}/portal/requests/{second}"
