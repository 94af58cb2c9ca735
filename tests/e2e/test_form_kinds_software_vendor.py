"""Every kind of question in a browser: what is offered by other answers, and what a browser would lose in silence."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.bench import Administrator, Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk_records import DeskRecords
from tests.e2e.forms import SEND, UNPROCESSABLE, nothing_left_behind, refused_by
from tests.e2e.page_checks import good_for_everybody
from tests.e2e.person import Person
from tests.e2e.vendor import MARINA

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("software-vendor")]

FORM, LONGEST = "/portal/new/vsichki-vaprosi", 30
TYPE = "SD Request Type"


def _question(name: str, label: str, field_type: str = "Text", **more: Any) -> dict[str, Any]:
	return {"field_name": name, "label": label, "field_type": field_type, **more}


QUESTIONS = [
	_question("tema", "Тема", mandatory=1, maps_to="subject"),
	_question("ustroystvo", "За устройството", "Section", help_text="Което не работи."),
	_question("vnimanie", "Внимание", "Note", help_text="Първо го изключете."),
	_question("dogovor", "Договор", "Contract"),
	_question("usluga", "Коя услуга", "Service"),
	_question("oborudvane", "Оборудване", "Equipment"),
	_question("kolega", "Колега", "Colleague"),
	_question("vid", "Вид", "Choice", options="Принтер\nЕкран\nДруго"),
	_question(
		"povreda",
		"Повреда",
		"Choice",
		options="Принтер > Хартия | безплатно\nПринтер > Тонер\nЕкран > Тъмен",
		options_depend_on="vid",
	),
	_question("kakvo", "Какво", depends_on_field="vid", depends_on_values="Друго", mandatory=1),
	_question("den", "Ден", "Date", minimum="today", maximum="today+30"),
	_question("chas", "Час", "Time", minimum="08:00", maximum="18:00"),
	_question("broy", "Брой", "Number", minimum="1", maximum="5.5"),
	_question("dni", "Дни", "Multiple Choice", options="Понеделник\nВторник\nСряда", maximum="2"),
	_question("spesho", "Спешно", "Checkbox"),
	_question("telefon", "Телефон", "Phone"),
	_question("poshta", "Поща", "Email"),
	_question("kod", "Код", pattern="[A-Z]{2}-[0-9]{4}"),
	_question("opisanie", "Описание", "Long Text", max_length=LONGEST),
	_question("fayl", "Файл", "File"),
]


@pytest.fixture(scope="module", autouse=True)
def type_that_asks_everything(
	chromium: Browser, desk_url: str, administrator: Administrator
) -> Iterator[None]:
	"""Staff publish a type with all kinds of questions; in the end they delete it."""
	with chromium.new_context() as context:
		records = DeskRecords(context.request, desk_url)
		records.sign_in(administrator.user, administrator.password)
		kind = "Service Request"
		name = records.make(TYPE, title="Всички въпроси", kind=kind, published=1, form_fields=QUESTIONS)
		yield
		gone = context.request.delete(
			f"{desk_url}/api/resource/{TYPE}/{name}", headers={"X-Frappe-CSRF-Token": records.token}
		)
		assert gone.ok, gone.text()[:500]


def test_the_page_is_good_for_everybody(arrive: Arrive) -> None:
	"""Keyboard, screen reader, both widths, dark and light."""
	marina = arrive(MARINA)
	assert marina.open(FORM).ok
	good_for_everybody(marina, "form_of_all_kinds")


def test_options_follow_the_answer_that_decides(arrive: Arrive) -> None:
	"""By script only what fits is offered; an answer that fits no more is gone, and what hangs on it with it."""
	page = arrived(arrive).page
	fault, what = page.locator("#f_povreda"), page.locator("#f_kakvo")
	expect(fault).to_be_hidden()
	expect(what).to_be_hidden()
	page.select_option("#f_vid", "Принтер")
	assert offered(fault) == ["Хартия", "Тонер"]
	page.select_option("#f_povreda", "Хартия")
	expect(page.locator("[data-help-of=f_povreda] li:visible")).to_contain_text("безплатно")
	page.select_option("#f_vid", "Екран")
	assert offered(fault) == ["Тъмен"]
	expect(fault).to_have_value("")
	page.select_option("#f_vid", "Друго")
	expect(fault).to_be_hidden()
	expect(what).to_be_visible()


def test_without_script_all_stand_in_groups(arrive: Arrive, database: Database) -> None:
	"""Whoever chooses what does not fit is told by the field."""
	marina = arrived(arrive, java_script_enabled=False)
	expect(marina.page.locator("#f_povreda optgroup")).to_have_count(2)
	marina.page.fill("#f_tema", "Принтерът")
	marina.page.select_option("#f_vid", "Принтер")
	marina.page.select_option("#f_povreda", "Тъмен")
	with nothing_left_behind(database):
		answer = marina.press(SEND)
	assert answer.status == UNPROCESSABLE
	expect(marina.page.locator("#f_povreda-error")).to_be_visible()
	expect(marina.page.locator("#f_povreda")).to_have_value("Тъмен")


def test_what_a_browser_would_lose_stays(arrive: Arrive, database: Database) -> None:
	"""Too long a text is not cut, half a date and half a number are not dropped; nothing is sent meanwhile."""
	marina = arrived(arrive)
	page = marina.page
	page.fill("#f_tema", "Тест")
	page.fill("#f_opisanie", "ж" * (LONGEST + 1))
	for name, typed in (("den", "12"), ("broy", "12e")):
		page.focus(f"#f_{name}")
		page.keyboard.type(typed)
	with nothing_left_behind(database):
		page.click(SEND)
		for name in ("den", "broy", "opisanie"):
			expect(page.locator(f"#f_{name}-error")).to_be_visible()
	expect(page.locator("#f_opisanie-error")).to_contain_text(str(LONGEST))
	expect(page.locator("#f_den")).to_be_focused()
	assert len(page.input_value("#f_opisanie")) == LONGEST + 1
	# A sign is a sign, however many units it takes in a script.
	page.fill("#f_opisanie", "😀" * LONGEST)
	page.fill("#f_broy", "9")
	page.fill("#f_den", "")
	refused_by(marina, marina.press(SEND), "f_broy", "5,5")
	expect(page.locator("#f_opisanie-error")).to_have_count(0)
	expect(page.locator("#f_opisanie")).to_have_value("😀" * LONGEST)


def test_every_limit_is_told_by_its_field(arrive: Arrive, database: Database) -> None:
	"""In the reader's language, all at once, and everything that was typed is still there."""
	marina = arrived(arrive)
	page = marina.page
	typed = {"den": "2020-01-01", "chas": "23:00", "telefon": "абв", "poshta": "x@", "kod": "абв"}
	for name, value in typed.items():
		page.fill(f"#f_{name}", value)
	for day in ("Понеделник", "Вторник", "Сряда"):
		page.check(f"input[name=f_dni][value={day}]")
	with nothing_left_behind(database):
		assert marina.press(SEND).status == UNPROCESSABLE
	for name, value in typed.items():
		expect(page.locator(f"#f_{name}-error")).to_be_visible()
		expect(page.locator(f"#f_{name}")).to_have_value(value)
	expect(page.locator("#f_chas-error")).to_contain_text("18:00.")
	expect(page.locator("#f_dni-error")).to_contain_text("2")
	expect(page.locator("#f_tema-error")).to_be_visible()


def arrived(arrive: Arrive, **options: Any) -> Person:
	"""Marina, with the form open."""
	marina = arrive(MARINA, **options)
	marina.expect_status(UNPROCESSABLE)
	assert marina.open(FORM).ok
	return marina


def offered(select: Locator) -> list[str]:
	"""What can be chosen there, without the empty line."""
	options: list[str] = select.locator("option").evaluate_all("all => all.map(({ value }) => value)")
	return [option for option in options if option]
