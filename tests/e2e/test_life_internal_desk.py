"""Manual internal-desk, steps 5 and 6, in Ukrainian: a request's number, its four states, the desk's answers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import jobs, received_mail
from tests.e2e.bench import Administrator, Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk import TicketForm
from tests.e2e.desk_records import DeskRecords
from tests.e2e.forms import SEND
from tests.e2e.person import Person
from tests.e2e.request_view import actions, choose_action, follow, listed, see_clock, see_state
from tests.e2e.steps import ask_for_step, call, take_step

pytestmark = [
	pytest.mark.site,
	pytest.mark.browser,
	pytest.mark.preset("internal-desk"),
	pytest.mark.usefixtures("around_the_clock"),
]

OLENA, TARAS, IRYNA = "olena.bondar@example.org", "taras.melnyk@example.org", "iryna.shevchuk@example.org"
REGISTERED, IN_WORK, CLOSED, CANCELLED = "Зареєстрований", "В роботі", "Закритий", "Скасований"
TAKE, CLOSE, CANCEL_OF_STAFF = "Взяти в роботу", "Закрити", "Скасувати"
CANCEL = "Скасувати запит"
TAKEN, DONE = "Взяття в роботу", "Виконання"
HOURS = "Робочий час"
# What the desk's buttons are called, and who goes on where the first line cannot.
ASSIGN, HAND_ON, TAKE_OVER = "Призначити", "Передати", "Взяти"
SECOND_LINE, REASON = "Мережа та доступ", "Потрібен доступ до комутатора."
ANSWER = "Замінено кабель живлення.\nМонітор перевірено."
CONFLICT, UNPROCESSABLE = 409, 422


@pytest.fixture(scope="module")
def around_the_clock(
	chromium: Browser, desk_url: str, administrator: Administrator, database: Database
) -> Iterator[None]:
	"""Working hours without end, so that the tests say the same on a Sunday; rules in force for long."""
	with chromium.new_context() as context:
		records = DeskRecords(context.request, desk_url)
		records.sign_in(administrator.user, administrator.password)
		with jobs.around_the_clock(HOURS, database, records):
			yield


def send_request(person: Person, subject: str = "Не вмикається монітор") -> str:
	"""Report an incident with a piece of equipment, over the page of review; return its number."""
	person.open("/portal/new/ne-pratsyuye-kompyuter")
	for name, value in (("tema", subject), ("kabinet", "214"), ("opys", "Індикатор не світиться.")):
		person.page.fill(f"#f_{name}", value)
	person.page.select_option("#f_tekhnika", "Монітор")
	person.press(SEND)
	if "/portal/requests/" not in person.page.url:
		person.press("main button:text-is('Надіслати')")
	return person.number()


def test_6_the_states_are_those_of_the_manual(database: Database) -> None:
	"""Зареєстрований, в роботі, закритий, скасований: these four, and no other."""
	rows = database.rows(
		"select state from `tabWorkflow Document State` where parent = %s order by idx", ("Запити",)
	)
	assert [row["state"] for row in rows] == [REGISTERED, IN_WORK, CLOSED, CANCELLED]


def test_5_and_6_from_registered_to_closed(arrive: Arrive) -> None:
	"""The number is shown and confirmed; taken into work at the desk; closed with an answer that stands on the page."""
	olena, taras = arrive(OLENA), arrive(TARAS)
	number = send_request(olena)
	expect(olena.page.locator(".alert-success")).to_contain_text(number)
	see_state(olena, REGISTERED, "new")
	see_clock(olena, TAKEN, "running")
	received_mail.wait_for(number, OLENA, lambda mail: number in mail.text)
	form = TicketForm(taras, number)
	form.see_state(REGISTERED)
	form.take(TAKE)
	form.see_state(IN_WORK)
	follow(olena)
	see_state(olena, IN_WORK, "active")
	see_clock(olena, TAKEN, "met")
	assert actions(olena) == [], "whoever has accepted it works on it"
	assert ask_for_step(taras, number, CLOSE, resolution=" ").status == UNPROCESSABLE
	form.take(CLOSE, ANSWER)
	form.see_state(CLOSED)
	mail = received_mail.wait_for(number, OLENA, lambda mail: f"Запит {number} закрито." in mail.text)
	assert ANSWER in mail.text
	olena.open(f"/portal/requests/{number}")
	see_state(olena, CLOSED, "closed")
	see_clock(olena, DONE, "met")
	expect(olena.page.locator(".resolution")).to_contain_text("Замінено кабель живлення.")
	expect(olena.page.locator("#message")).to_have_count(0)
	assert form.steps() == []


def test_6_cancelled_before_it_is_taken_and_never_after(arrive: Arrive) -> None:
	"""Скасувати запит: hers until somebody works on it, by a forged form too; afterwards the desk's, with a reason."""
	olena, taras = arrive(OLENA), arrive(TARAS)
	first, second = send_request(olena), send_request(olena)
	choose_action(olena, CANCEL)
	see_state(olena, CANCELLED, "cancelled")
	assert ask_for_step(taras, second, TAKE).status == CONFLICT
	take_step(taras, first, TAKE)
	forged = olena.post(f"/portal/requests/{first}/action", {"action": CANCEL})
	assert forged.status in (CONFLICT, UNPROCESSABLE), forged.status
	assert ask_for_step(taras, first, CANCEL_OF_STAFF).status == UNPROCESSABLE
	assert take_step(taras, first, CANCEL_OF_STAFF, message="Монітор списано.") == CANCELLED
	olena.open(f"/portal/requests/{first}")
	expect(olena.page.locator("#activity")).to_contain_text("Монітор списано.")


def test_6_found_again_in_my_items(arrive: Arrive) -> None:
	"""Мої предмети: by the number, by open and closed; each with its state."""
	olena, taras = arrive(OLENA), arrive(TARAS)
	opened, closed = send_request(olena), send_request(olena)
	take_step(taras, closed, TAKE)
	take_step(taras, closed, CLOSE, resolution=ANSWER)
	olena.open(f"/portal/requests?q={opened}")
	expect(olena.page.locator("h1")).to_have_text("Мої предмети")
	assert listed(olena) == [opened]
	expect(olena.page.locator("table.requests tbody")).to_contain_text(REGISTERED)
	olena.open("/portal/requests?show=open")
	shown = listed(olena)
	assert opened in shown
	assert closed not in shown
	olena.open("/portal/requests?show=closed")
	assert closed in listed(olena)


def test_4_the_queue_and_what_nobody_takes(arrive: Arrive, database: Database) -> None:
	"""Заявка надсилається на відпрацювання до служби підтримки: in the queue; late, the supervisors are told, once."""
	olena, taras = arrive(OLENA), arrive(TARAS)
	while call(taras, "queue.take_next").json()["message"]:
		pass
	number = send_request(olena)
	expect(olena.page.locator(".queue-place")).to_contain_text("1")
	team = database.rows("select team from `tabSD Ticket` where name = %s", (number,))[0]["team"]
	assert team == "Служба підтримки", "the type of request says who works on it"
	database.let_time_pass(number, 61)
	jobs.run(jobs.ESCALATION, jobs.ESCALATION)
	rows = database.rows("select rule from `tabSD Escalation Entry` where ticket = %s", (number,))
	assert sorted(row["rule"] for row in rows) == ["v-robotu-100", "v-robotu-80"]
	follow(olena)
	see_clock(olena, TAKEN, "breached")
	assert call(taras, "queue.take_next").json()["message"] == number
	follow(olena)
	see_state(olena, IN_WORK, "active")
	told_mail = received_mail.wait_for(number, TARAS, lambda mail: "ще ніхто не взяв у роботу" in mail.text)
	assert "Користувач: Олена Бондар" in told_mail.text
	told = database.rows(
		"select distinct recipient from `tabSD Outgoing Message` where event in ('escalated', 'escalation_digest')"
	)
	assert {row["recipient"] for row in told} == {TARAS, IRYNA}


def test_4_handed_on_to_who_can_do_it(arrive: Arrive, database: Database) -> None:
	"""Надсилається на відпрацювання: given to somebody, taken, handed on, all by the form's buttons; she reads no reason."""
	olena, taras, iryna = arrive(OLENA), arrive(TARAS), arrive(IRYNA)
	number = send_request(olena)
	TicketForm(iryna, number).assign(ASSIGN, TARAS)
	told = received_mail.wait_for(number, TARAS, lambda mail: "передано вам на відпрацювання" in mail.text)
	assert told.link("/app/sd-ticket/").endswith(number)
	form = TicketForm(taras, number)
	form.press(TAKE)
	form.see_state(IN_WORK)
	form.hand_on(HAND_ON, REASON, offered=SECOND_LINE)
	form.see_team(SECOND_LINE)
	form = TicketForm(iryna, number)
	form.press(TAKE_OVER)
	expect(form.button(TAKE_OVER)).to_have_count(0)
	row = database.rows("select team, agent, workflow_state from `tabSD Ticket` where name = %s", (number,))[
		0
	]
	assert row == {"team": SECOND_LINE, "agent": IRYNA, "workflow_state": IN_WORK}
	follow(olena)
	see_state(olena, IN_WORK, "active")
	expect(olena.page.locator("#activity")).not_to_contain_text(REASON)
