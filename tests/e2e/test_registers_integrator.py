"""Manual integrator, steps 14 to 16, in Bulgarian: contracts, services and equipment, as far as they are one's own.

Мария is subscribed to one of the organisation's contracts and its services; Стоян manages the organisation's requests;
Елица belongs to another organisation.
"""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Arrive
from tests.e2e.person import Person

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("integrator")]

MARIA = "maria.georgieva@example.com"
STOYAN = "stoyan.dimitrov@example.com"
ELITSA = "elitsa.todorova@example.net"
HERS, SERVERS, ENDED, FOREIGN = "ДО-2026-027", "ДО-2026-014", "ДО-2024-003", "ДО-2026-031"
WORKPLACES, PRINTERS, TELEPHONES = "Поддръжка на работни места", "Печатащи устройства", "IP телефония"
ALL_SERIALS = {"CZ20260114", "CZ20260115", "SG20260101", "5CG2026001", "KQR2026001"}
FOREIGN_PIECE = "dk-notebook-1"


def open_from_menu(person: Person, label: str) -> None:
	"""Choose an entry of the menu by the manual's word; the page of that name comes."""
	person.open("/portal")
	expect(person.page.locator("html")).to_have_attribute("lang", "bg")
	person.press(f"nav.menu a:text-is('{label}')")
	expect(person.page.locator("h1")).to_have_text(label)


def titles(person: Person, table: str) -> set[str]:
	"""What a table lists, by its first column."""
	return {text.strip() for text in person.page.locator(f"#{table} .cell-title").all_text_contents()}


def test_14_contracts_one_is_subscribed_to(arrive: Arrive) -> None:
	"""„Договори“: всички договори на организацията на потребителя, за които е абониран."""
	maria = arrive(MARIA)
	open_from_menu(maria, "Договори")
	assert titles(maria, "contracts") == {HERS}
	maria.press(f"#contracts a:text-is('{HERS}')")
	expect(maria.page.locator("h1")).to_contain_text(HERS)
	expect(maria.page.locator("main")).to_contain_text("Клон Пловдив")
	stoyan = arrive(STOYAN)
	open_from_menu(stoyan, "Договори")
	assert titles(stoyan, "contracts") == {HERS, SERVERS, ENDED}


def test_14_other_contracts_are_nothing(arrive: Arrive) -> None:
	"""Neither a colleague's contract nor another organisation's is there, also when its address is typed."""
	maria, elitsa = arrive(MARIA), arrive(ELITSA)
	for person, contract in ((maria, SERVERS), (maria, FOREIGN), (elitsa, HERS)):
		person.expect_status(404)
		assert person.open(f"/portal/contracts/contract?number={contract}").status == 404
		expect(person.page.locator("main")).not_to_contain_text(contract)
	open_from_menu(elitsa, "Договори")
	assert titles(elitsa, "contracts") == {FOREIGN}


def test_15_services_one_is_subscribed_to(arrive: Arrive) -> None:
	"""„Услуги“: всички услуги за организацията, за които е абониран потребителят."""
	maria, stoyan, elitsa = arrive(MARIA), arrive(STOYAN), arrive(ELITSA)
	for person, services in (
		(maria, {WORKPLACES, PRINTERS}),
		(elitsa, {WORKPLACES, TELEPHONES}),
	):
		open_from_menu(person, "Услуги")
		assert set(person.page.locator("main .tile h3").all_text_contents()) == services
	open_from_menu(stoyan, "Услуги")
	shown = set(stoyan.page.locator("main .tile h3").all_text_contents())
	# The telephones' contract has ended.
	assert {WORKPLACES, PRINTERS, "Поддръжка на сървъри"} < shown
	assert TELEPHONES not in shown


def test_16_all_equipment_of_the_organisation(arrive: Arrive) -> None:
	"""„Оборудване/системи“: цялото оборудване/системи, собственост на организацията."""
	maria = arrive(MARIA)
	open_from_menu(maria, "Оборудване/системи")
	rows = maria.page.locator("#equipment tbody")
	for serial in ALL_SERIALS:
		expect(rows).to_contain_text(serial)
	expect(rows.locator("tr")).to_have_count(len(ALL_SERIALS))
	maria.page.fill("#q", "KQR2026001")
	maria.press("form.filters .search button")
	expect(rows.locator("tr")).to_have_count(1)
	expect(rows).to_contain_text("imageRUNNER")
	open_from_menu(arrive(ELITSA), "Оборудване/системи")


def test_16_a_piece_and_what_it_belongs_to(arrive: Arrive) -> None:
	"""Its place, its person to ask for, and the system that it is a part of; nothing of another organisation's."""
	maria = arrive(MARIA)
	maria.open("/portal/equipment/bl-storage-1")
	main = maria.page.locator("main")
	expect(maria.page.locator("h1")).to_contain_text("MSA 2060")
	for words in ("CZ20260115", "София", "бул. „Витоша“ 15", "Петър Колев", "+359 2 555 0111", "ProLiant"):
		expect(main).to_contain_text(words)
	maria.expect_status(404)
	assert maria.open(f"/portal/equipment/{FOREIGN_PIECE}").status == 404
	expect(main).not_to_contain_text("ThinkPad")
