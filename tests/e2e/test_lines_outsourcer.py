"""Manual outsourcer, steps 8 to 11, in Russian: line 1, its time, line 2, the visit, the result.

The working hours are around the clock here, so that the tests say the same on a Sunday.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import jobs, received_mail
from tests.e2e.bench import Administrator, Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk import WAIT_MS, TicketForm, end_visit, take_next, triage
from tests.e2e.desk_records import DeskRecords
from tests.e2e.forms import UNPROCESSABLE
from tests.e2e.outsourcer import (
	ANNA,
	ASKED,
	CLOSED,
	DMITRIY,
	IGOR,
	LINE_1,
	LINE_2,
	NEW,
	NIKITA,
	OFFICE,
	OLGA,
	QUEUED,
	SOLVED,
	SPECIALIST,
	VISIT,
	hand_on,
	of_ticket,
	plan_visit,
	put_into_queue,
	send_request,
	taken,
)
from tests.e2e.person import Person
from tests.e2e.request_view import actions, choose_action, clock, follow, see_clock, see_state
from tests.e2e.steps import call, take_step

pytestmark = [
	pytest.mark.site,
	pytest.mark.browser,
	pytest.mark.preset("outsourcer"),
	pytest.mark.usefixtures("around_the_clock"),
]

HOURS = "Рабочее время"
# What the desk's buttons are called.
TRIAGE, TAKE_NEXT, HAND_ON, PLAN_VISIT = "Разбор", "Взять следующую", "Передать", "Запланировать выезд"
REACTION, OF_LINE_1, WHOLE = "Время реакции", "Решение на 1 линии", "Время решения"
REPLACED = "Заменён блок питания."
RESULT = "Заменён картридж, печать проверена."
ASK, REPORT, CLOSE = "Запросить информацию", "Сообщить результат", "Закрыть заявку"
GONE, NOT_GONE = "Проблема устранена", "Проблема не устранена"
CONFLICT = 409


@pytest.fixture(scope="module")
def around_the_clock(
	chromium: Browser, desk_url: str, administrator: Administrator, database: Database
) -> Iterator[None]:
	"""Working hours without end, and rules of escalation that have been in force for long."""
	with chromium.new_context() as context:
		records = DeskRecords(context.request, desk_url)
		records.sign_in(administrator.user, administrator.password)
		with jobs.around_the_clock(HOURS, database, records):
			yield


def tomorrow(hour: int) -> datetime:
	"""That hour of tomorrow, as the desk's own clock shows it."""
	return (datetime.now(tz=UTC) + timedelta(days=1)).replace(hour=hour, minute=0, second=0, tzinfo=None)


def test_8_line_1_gives_priority_and_queues(arrive: Arrive, database: Database) -> None:
	"""Выдает заявке приоритет, ставит в очередь: impact × urgency; the customer reads her place; the next is taken."""
	anna, dmitriy = arrive(ANNA), arrive(DMITRIY)
	while taken(dmitriy):
		pass
	ordinary, critical = (
		send_request(anna, "Не печатает принтер"),
		send_request(anna, "Никто не может печатать"),
	)
	see_state(anna, NEW, "new")
	assert taken(dmitriy) == "", "nothing waits before line 1 has given a priority"
	assert put_into_queue(dmitriy, ordinary, "Один сотрудник", "Работа затруднена") == QUEUED
	triage(dmitriy, TRIAGE, critical, "Печать", impact="Вся компания", urgency="Работа остановлена")
	assert of_ticket(database, ordinary, "priority", "priority_basis") == ("Обычный", "both")
	assert of_ticket(database, critical, "priority", "priority_basis") == ("Критический", "both")
	follow(anna)
	see_state(anna, QUEUED, "new")
	expect(anna.page.locator(".queue-place")).to_contain_text("1")
	expect(clock(anna, OF_LINE_1)).to_contain_text("1 ч")
	anna.open(f"/portal/requests/{ordinary}")
	expect(anna.page.locator(".queue-place")).to_contain_text("2")
	told = received_mail.wait_for(critical, ANNA, lambda mail: "1 линия поддержки рассмотрела" in mail.text)
	assert "Приоритет: Критический" in told.text
	assert [take_next(dmitriy, TAKE_NEXT), taken(dmitriy), taken(dmitriy)] == [critical, ordinary, ""]
	follow(anna)
	see_state(anna, LINE_1, "active")
	see_clock(anna, REACTION, "met")
	assert of_ticket(database, ordinary, "agent", "team") == (DMITRIY, LINE_1)


def test_10_by_the_clock_to_line_2(arrive: Arrive, database: Database) -> None:
	"""Line 1 has four hours; then the request is line 2's, once, and both lines are told. Its own clock goes on."""
	anna, dmitriy, igor = arrive(ANNA), arrive(DMITRIY), arrive(IGOR)
	number = send_request(anna, "Компьютер не видит сеть")
	put_into_queue(dmitriy, number, "Один сотрудник", "Работа затруднена", "Сеть и интернет")
	take_step(dmitriy, number, "Взять на 1 линию")
	database.let_time_pass(number, 235)
	jobs.run(jobs.ESCALATION)
	follow(anna)
	see_state(anna, LINE_1, "active")
	see_clock(anna, OF_LINE_1, "running")
	database.let_time_pass(number, 6)
	jobs.run(jobs.ESCALATION, jobs.ESCALATION)
	follow(anna)
	see_state(anna, LINE_2, "active")
	see_clock(anna, OF_LINE_1, "met_late")
	see_clock(anna, WHOLE, "running")
	assert of_ticket(database, number, "team", "tier", "agent") == (LINE_2, 2, None)
	given = database.rows(
		"select detail from `tabSD Ticket Event` where ticket = %s and event = 'handed_on'", (number,)
	)
	assert [row["detail"] for row in given] == ["1 линия не решила задачу в срок."]
	told = received_mail.wait_for(number, IGOR, lambda mail: f"Статус: {LINE_2}" in mail.text)
	assert "требует Вашего внимания" in told.text
	assert "Пользователь: Анна Кузнецова" in told.text
	assert taken(igor, LINE_2) == number
	assert of_ticket(database, number, "workflow_state", "agent") == (LINE_2, IGOR)


def test_10_by_hand_to_line_2_and_back(arrive: Arrive, database: Database) -> None:
	"""With a reason; line 2's question comes back to line 2, and what is easy goes back to line 1."""
	anna, dmitriy, igor = arrive(ANNA), arrive(DMITRIY), arrive(IGOR)
	number = send_request(anna, "Не восстанавливается копия")
	put_into_queue(dmitriy, number, "Отдел", "Работа затруднена", "Серверы и резервные копии")
	take_step(dmitriy, number, "Взять на 1 линию")
	assert hand_on(dmitriy, number, " ").status == UNPROCESSABLE, "why has to be said"
	form = TicketForm(dmitriy, number)
	form.hand_on(HAND_ON, "Нужен доступ к серверу копий.", offered=LINE_2)
	form.see_state(LINE_2)
	follow(anna)
	see_state(anna, LINE_2, "active")
	see_clock(anna, OF_LINE_1, "met")
	assert taken(igor, LINE_2) == number
	form = TicketForm(igor, number)
	form.take(ASK, "За какое число нужна копия?")
	form.see_state(ASKED)
	anna.open(f"/portal/requests/{number}")
	see_clock(anna, WHOLE, "paused")
	anna.comment("За вчера, 21 ноября.")
	see_state(anna, LINE_2, "active")
	form = TicketForm(igor, number)
	form.hand_on(HAND_ON, "Копия есть у 1 линии.", team=LINE_1)
	form.see_state(LINE_1)
	follow(anna)
	see_state(anna, LINE_1, "active")
	assert of_ticket(database, number, "team", "tier") == (LINE_1, 1)


def test_10_a_field_visit(arrive: Arrive, database: Database) -> None:
	"""С датой, местом и специалистом: the customer reads it, the specialist is told, the calendar shows it, clashes too."""
	anna, dmitriy, nikita = arrive(ANNA), arrive(DMITRIY), arrive(NIKITA)
	number, other = send_request(anna, "Не включается сервер"), send_request(anna, "Искрит розетка")
	place, starts = f"{OFFICE}, {number}", tomorrow(11)
	is_planned(TicketForm(dmitriy, number), starts, place)
	clashes_are_shown_and_refused(dmitriy, other, starts, number)
	anna.open(f"/portal/requests/{number}")
	see_state(anna, VISIT, "active")
	shown = anna.page.locator(".visits .visit")
	expect(shown).to_contain_text(place)
	expect(shown).to_contain_text(SPECIALIST)
	expect(shown.locator("time")).to_contain_text(f"{starts:%H:%M}")
	see_clock(anna, OF_LINE_1, "met")
	both_are_told(number, starts, place)
	the_specialist_writes_down_what_he_did(nikita, number, database)
	follow(anna)
	see_state(anna, LINE_1, "active")
	expect(anna.page.locator("#activity")).to_contain_text(REPLACED)


def is_planned(form: TicketForm, starts: datetime, place: str) -> None:
	"""С датой, местом и специалистом: in the dialog of the ticket's form."""
	form.plan_visit(PLAN_VISIT, SPECIALIST, starts, place).send()
	form.see_state(VISIT)


def clashes_are_shown_and_refused(dmitriy: Person, other: str, starts: datetime, number: str) -> None:
	"""The specialist cannot be in two places: seen before anything is sent, and refused past the dialog, too."""
	form = TicketForm(dmitriy, other)
	dialog = form.plan_visit(PLAN_VISIT, SPECIALIST, starts + timedelta(minutes=30), OFFICE)
	expect(dialog.box.locator("[data-fieldname=clashes]")).to_contain_text(number)
	clash = plan_visit(dmitriy, other, starts + timedelta(minutes=30))
	assert clash.status == CONFLICT
	assert number in clash.text()
	dialog.at("starts_at", starts + timedelta(hours=2))
	dialog.at("ends_at", starts + timedelta(hours=3))
	expect(dialog.box.locator("[data-fieldname=clashes]")).not_to_contain_text(number)
	dialog.send()
	form.see_state(VISIT)


def both_are_told(number: str, starts: datetime, place: str) -> None:
	"""The specialist where to be, when and for whom; the customer who comes and when."""
	told = received_mail.wait_for(number, NIKITA, lambda mail: place in mail.text)
	assert "Вам назначен выезд." in told.text
	assert f"{starts:%H:%M}" in told.text
	assert "Компания: " in told.text
	told = received_mail.wait_for(number, ANNA, lambda mail: place in mail.text)
	assert "назначен выезд специалиста" in told.text
	assert f"Специалист: {SPECIALIST}" in told.text


def the_specialist_writes_down_what_he_did(nikita: Person, number: str, database: Database) -> None:
	"""Seen on a calendar, opened from there; the visit is not done without its result."""
	nikita.open("/app/sd-field-visit/view/calendar/default")
	event = nikita.page.locator(".fc-event", has_text=number).first
	expect(event).to_be_attached(timeout=WAIT_MS)
	(visit,) = database.rows("select name from `tabSD Field Visit` where ticket = %s", (number,))
	assert call(nikita, "visits.visit_step", visit=visit["name"], visit_state="Done").status == UNPROCESSABLE
	event.click()
	end_visit(nikita, "Выезд", "Готово", REPLACED)


def test_11_the_result_is_reported_and_the_request_closed(arrive: Arrive) -> None:
	"""Сообщает результат; if the problem is not gone, back to work; if it is, closed, and nothing opens it again."""
	anna, dmitriy = arrive(ANNA), arrive(DMITRIY)
	number = send_request(anna, "Бледная печать")
	take_step(dmitriy, number, "Взять на 1 линию")
	form = TicketForm(dmitriy, number)
	form.take(REPORT, RESULT)
	form.see_state(SOLVED)
	told = received_mail.wait_for(number, ANNA, lambda mail: f"«{SOLVED}»" in mail.text)
	assert RESULT in told.text
	follow(anna)
	see_state(anna, SOLVED, "resolved")
	expect(anna.page.locator(".resolution")).to_contain_text(RESULT)
	assert sorted(actions(anna)) == sorted([GONE, NOT_GONE])
	anna.page.locator("details.step summary", has_text=NOT_GONE).click()
	anna.page.fill("details.step textarea", "Через час снова бледно.")
	anna.press("details.step button.primary")
	see_state(anna, LINE_1, "active")
	take_step(dmitriy, number, REPORT, resolution="Заменён барабан.")
	anna.open(f"/portal/requests/{number}")
	choose_action(anna, GONE)
	see_state(anna, CLOSED, "closed")
	assert actions(anna) == []
	assert TicketForm(dmitriy, number).steps() == []


def test_11_closed_by_itself_when_nobody_objects(arrive: Arrive, database: Database) -> None:
	"""Three days after the result, if the employee has not closed it before."""
	anna, olga = arrive(ANNA), arrive(OLGA)
	number = send_request(anna, "Нужна мышь")
	take_step(olga, number, "Взять на 1 линию")
	take_step(olga, number, REPORT, resolution="Мышь выдана.")
	database.let_time_pass(number, 3 * 24 * 60 + 1)
	jobs.run(jobs.TIMED_STEPS)
	follow(anna)
	see_state(anna, CLOSED, "closed")
