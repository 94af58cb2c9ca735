"""Manual software-vendor, steps 5 to 9, in Bulgarian: a new case, its triage within an hour, and the queue."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e import jobs, received_mail
from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk import open_triage, triage
from tests.e2e.forms import SEND, UNPROCESSABLE, nothing_left_behind, refused_by
from tests.e2e.person import Person, file
from tests.e2e.request_view import detail, see_clock, see_state
from tests.e2e.samples import PNG
from tests.e2e.steps import call
from tests.e2e.vendor import (
	CRITICAL,
	DESISLAVA,
	INCIDENT,
	MARINA,
	QUERY,
	STANDARD,
	SUB_CATEGORIES,
	SUBJECT,
	URGENT,
	VIKTOR,
	categorise,
	empty_the_queue,
	fill_in,
	submit,
	take_next,
)

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("software-vendor")]

# The clock, and what the button above the list of cases is called.
TRIAGE = "Категоризиране"
# Longer than the hour, however the service's hours fall.
A_DAY = 24 * 60
# Presses Skip in the first dialog of the triage in the very frame that it is there.
SKIP_AT_ONCE = """
	const press = () => {
		const skip = document.querySelector(".modal.show .btn-modal-secondary:not(.hide)");
		if (skip && document.querySelector(".modal.show .sd-triage a")) skip.click();
		else requestAnimationFrame(press);
	};
	press();
"""
PHONED = "Програмата дава „Грешка 204“ при нощен одит. Случва се от понеделник."


def test_5_a_case_is_an_incident_or_a_query(arrive: Arrive) -> None:
	"""Инцидентите и запитванията са случаи: these two are offered, each with what it means."""
	marina = arrive(MARINA)
	marina.open("/portal")
	marina.press("nav.menu a:text-is('Нов случай online')")
	offered = marina.page.locator("a.offering")
	expect(offered).to_have_count(2)
	expect(offered.nth(0)).to_contain_text("Инцидент")
	expect(offered.nth(0)).to_contain_text("прекъсната")
	expect(offered.nth(1)).to_contain_text("Запитване")
	expect(offered.nth(1)).to_contain_text("обучение, съвет или съдействие")
	number = submit(marina, QUERY)
	expect(marina.page.locator("main")).to_contain_text(number)


def test_6_the_sub_category_depends_on_the_category(arrive: Arrive) -> None:
	"""Изберете категория и подкатегория: only the second list of the chosen category is there."""
	marina = arrive(MARINA)
	marina.open(INCIDENT)
	fields = [field for field, _name in SUB_CATEGORIES.values()]
	for field in fields:
		expect(marina.page.locator(f"#f_{field}")).to_be_hidden()
	for category, (own, name) in SUB_CATEGORIES.items():
		marina.page.select_option("#f_kategoriya", category)
		for field in fields:
			expect(marina.page.locator(f"#f_{field}")).to_be_visible(visible=field == own)
		expect(marina.page.locator(f"#f_{own} option[value='{name}']")).to_have_count(1)


def test_6_the_processing_mode_is_last_and_standard(arrive: Arrive) -> None:
	"""В последното поле можете да промените режима от Стандартен на Фиксиран или Експресен. Then „Submit“."""
	marina = arrive(MARINA)
	marina.open(INCIDENT)
	last = marina.page.locator("main form.form .field").last
	expect(last.locator("label")).to_contain_text("Режим на обработка")
	assert last.locator("option:not([value=''])").all_inner_texts() == ["Стандартен", "Фиксиран", "Експресен"]
	expect(last.locator("select")).to_have_value("Стандартен")
	expect(marina.page.locator(SEND)).to_have_text("Submit")


def test_6_a_case_with_a_wrong_report_attached(arrive: Arrive, database: Database) -> None:
	"""Можете да прикрепите и файл; the sub-category stands on the case, the file is there, the mail names an hour."""
	marina = arrive(MARINA)
	marina.open(INCIDENT)
	fill_in(marina)
	marina.choose("#f_fail", [file("грешна справка.png", PNG, "image/png")])
	marina.page.select_option("#f_rezhim", "Експресен")
	assert marina.press(SEND).status == 200
	number = marina.number()
	expect(marina.page.locator("h1")).to_have_text(SUBJECT)
	see_state(marina, "New", "new")
	expect(detail(marina, "Режим на обработка")).to_have_text("Експресен")
	expect(marina.page.locator(".side .files a")).to_have_text("грешна справка.png")
	row = database.rows("select category, categorised_at from `tabSD Ticket` where name = %s", (number,))[0]
	assert row == {"category": "Справки", "categorised_at": None}
	mail = received_mail.wait_for(number, MARINA, lambda mail: "не по-късно от 1 час" in mail.text)
	assert mail.subject == f"[Сервизен център] {number} {SUBJECT}"


def test_6_nothing_is_submitted_without_category_and_sub_category(arrive: Arrive, database: Database) -> None:
	"""What is missing is named beside its field; the second list is missed only once the first is chosen."""
	marina = arrive(MARINA)
	marina.expect_status(UNPROCESSABLE)
	marina.open(INCIDENT)
	with nothing_left_behind(database):
		refused_by(marina, marina.press(SEND), "f_kategoriya", ".")
		marina.page.select_option("#f_kategoriya", "Ресторант")
		refused_by(marina, marina.press(SEND), "f_podkategoriya", ".")


def test_7_a_phoned_case_is_recorded_word_for_word(arrive: Arrive) -> None:
	"""Записват точно описанието на Вашето запитване: the hotel reads its own words, and the channel."""
	desislava, marina = arrive(DESISLAVA), arrive(MARINA)
	chosen = {"kategoriya": "Рецепция", "podkategoriya": "Фактуриране", "rezhim": "Стандартен"}
	answer = call(
		desislava,
		"call_log.log",
		customer="marina-turizam",
		requester=MARINA,
		request_type="Инцидент",
		text=PHONED,
		channel="Phone",
		answers=json.dumps(chosen),
	)
	assert answer.ok, answer.text()[:500]
	number = str(answer.json()["message"])
	marina.open(f"/portal/requests/{number}")
	expect(marina.page.locator("dl.details")).to_contain_text(PHONED)
	expect(detail(marina, "Начин на подаване")).to_have_text("Телефон")
	see_state(marina, "New", "new")
	assert received_mail.wait_for(number, MARINA, lambda mail: "е регистриран" in mail.text)


def test_8_the_supervisor_categorises_within_an_hour(arrive: Arrive) -> None:
	"""Категоризира не по-късно от 1 час, за което получавате писмено известие."""
	marina, viktor = arrive(MARINA), arrive(VIKTOR)
	number = submit(marina)
	see_clock(marina, TRIAGE, "running")
	expect(marina.page.locator(".clock", has_text=TRIAGE)).to_contain_text("1 ч")
	waiting = call_list(viktor)
	assert number in waiting
	triage(viktor, TRIAGE, number, "Справки", urgency=URGENT)
	assert number not in call_list(viktor)
	marina.open(f"/portal/requests/{number}")
	see_state(marina, "Queued", "new")
	see_clock(marina, TRIAGE, "met")
	expect(detail(marina, "Приоритет")).to_have_text(URGENT)
	mail = received_mail.wait_for(number, MARINA, lambda mail: "е категоризиран" in mail.text)
	assert f"Спешност: {URGENT}" in mail.text
	assert "Справки" in mail.text


def test_8_who_skips_at_once_sees_the_next_case_alone(arrive: Arrive) -> None:
	"""A supervisor who knows the first case presses before its dialog has come to rest: one dialog is open after it."""
	marina, viktor = arrive(MARINA), arrive(VIKTOR)
	first, second = submit(marina), submit(marina)
	waiting = call_list(viktor)
	assert {first, second} <= set(waiting)
	viktor.page.add_init_script(SKIP_AT_ONCE)
	open_triage(viktor, TRIAGE)
	shown = viktor.page.locator(".modal.show")
	expect(shown.locator(".sd-triage a")).to_have_text(waiting[1])
	expect(shown).to_have_count(1)


@pytest.mark.usefixtures("old_rules")
def test_8_a_case_that_nobody_categorises_in_an_hour(arrive: Arrive, database: Database) -> None:
	"""Не по-късно от 1 час: when it is over, the customer sees that, and the supervisor is told by the house's mail."""
	marina = arrive(MARINA)
	number = submit(marina)
	database.let_time_pass(number, A_DAY)
	marina.open(f"/portal/requests/{number}")
	see_clock(marina, TRIAGE, "breached")
	jobs.run(jobs.ESCALATION)
	told = received_mail.wait_for_one(
		VIKTOR, lambda mail: number in mail.text and "не е категоризиран до един час" in mail.text
	)
	assert "случаи изискват Вашето внимание" in told.text, "two rules, one mail"
	categorise(arrive(VIKTOR), number, URGENT)
	marina.open(f"/portal/requests/{number}")
	see_clock(marina, TRIAGE, "met_late")


def call_list(supervisor: Person) -> list[str]:
	"""The numbers of the cases that wait for the supervisor."""
	answer = supervisor.context.request.get(
		f"{supervisor.address}/api/method/servicedesk.api.agent.triage.waiting"
	)
	return [row["name"] for row in answer.json()["message"]]


def test_8_agents_do_not_categorise(arrive: Arrive) -> None:
	"""Запитването се прехвърля на супервайзора: an agent's step into the queue is not there."""
	number = submit(arrive(MARINA))
	answer = call(arrive(DESISLAVA), "take_step", number=number, action="Категоризиране")
	assert answer.status in (403, 409)


def test_9_the_queue_goes_by_urgency_and_then_by_time(arrive: Arrive) -> None:
	"""Стандартен изчаква всички Критични и Спешни и всички по-рано докладвани Стандартни случаи."""
	marina, viktor, desislava = arrive(MARINA), arrive(VIKTOR), arrive(DESISLAVA)
	empty_the_queue(desislava)
	first, second, urgent, critical = (submit(marina, subject=f"Опашка {mark}") for mark in "абвг")
	for number, urgency in ((first, STANDARD), (second, STANDARD), (urgent, URGENT), (critical, CRITICAL)):
		categorise(viktor, number, urgency)
	for number, place in ((critical, 1), (urgent, 2), (first, 3), (second, 4)):
		marina.open(f"/portal/requests/{number}")
		expect(marina.page.locator("#live")).to_contain_text(
			re.compile(rf"опашката: {place}\b|queue: {place}\b")
		)
	assert [take_next(desislava) for _turn in range(5)] == [critical, urgent, first, second, ""]
