"""Manual integrator, step 10, what time brings about: closing, reminders, warnings and the second line, in Bulgarian."""

import pytest

from tests.e2e import jobs, received_mail
from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.integrator import IVAYLO, MARIA, RADOST, register
from tests.e2e.request_view import actions, see_clock, see_state
from tests.e2e.steps import take_step

pytestmark = [
	pytest.mark.site,
	pytest.mark.browser,
	pytest.mark.preset("integrator"),
	pytest.mark.usefixtures("old_rules"),
]

ACCEPT, WAIT, RESOLVE = "Приеми за изпълнение", "Очаквай клиента", "Реши"
DONE = "Сменена е дънната платка."
DAY = 24 * 60
# However the weekends and holidays fall, the longest of which is Christmas.
TWO_WORKING_DAYS, FIVE_WORKING_DAYS = 8 * DAY, 13 * DAY
SECOND_LINE = "Втора линия"


def acted(database: Database, number: str) -> list[str]:
	"""The rules that have acted on a request, as often as they did."""
	rows = database.rows("select rule from `tabSD Escalation Entry` where ticket = %s", (number,))
	return sorted(row["rule"] for row in rows)


def test_10_a_resolved_request_closes_by_itself(arrive: Arrive, database: Database) -> None:
	"""Решена → Затворена after five working days without an objection; the customer is told, and it stays closed."""
	maria, ivaylo = arrive(MARIA), arrive(IVAYLO)
	number = register(maria)
	take_step(ivaylo, number, ACCEPT)
	take_step(ivaylo, number, RESOLVE, resolution=DONE)
	database.let_time_pass(number, 2 * DAY)
	jobs.run(jobs.TIMED_STEPS)
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "Решена", "resolved")
	database.let_time_pass(number, FIVE_WORKING_DAYS)
	jobs.run(jobs.TIMED_STEPS, jobs.TIMED_STEPS)
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "Затворена", "closed")
	assert actions(maria) == []
	received_mail.wait_for(number, MARIA, lambda mail: "Не се очакват повече действия" in mail.text)


def test_10_an_objection_brings_it_back_to_work(arrive: Arrive, database: Database) -> None:
	"""Whoever writes that it is not solved is heard: В изпълнение again, and time closes nothing."""
	maria, ivaylo = arrive(MARIA), arrive(IVAYLO)
	number = register(maria)
	take_step(ivaylo, number, ACCEPT)
	take_step(ivaylo, number, RESOLVE, resolution=DONE)
	maria.open(f"/portal/requests/{number}")
	maria.comment("Отново не се включва.")
	see_state(maria, "В изпълнение", "active")
	database.let_time_pass(number, FIVE_WORKING_DAYS)
	jobs.run(jobs.TIMED_STEPS)
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "В изпълнение", "active")


def test_10_a_silent_customer_is_reminded_twice(arrive: Arrive, database: Database) -> None:
	"""Очаква клиент: after two working days, and again after two more; the request goes on waiting."""
	maria, ivaylo = arrive(MARIA), arrive(IVAYLO)
	number = register(maria)
	take_step(ivaylo, number, ACCEPT)
	take_step(ivaylo, number, WAIT, waiting_reason="Уговорена среща.")
	jobs.run(jobs.TIMED_STEPS)
	assert acted(database, number) == []
	database.let_time_pass(number, TWO_WORKING_DAYS)
	jobs.run(jobs.TIMED_STEPS, jobs.TIMED_STEPS)
	assert "klientut-mulchi" in acted(database, number)
	database.let_time_pass(number, 5 * TWO_WORKING_DAYS)
	jobs.run(jobs.TIMED_STEPS, jobs.TIMED_STEPS)
	assert acted(database, number) == ["klientut-mulchi"] * 2
	mail = received_mail.wait_for(number, MARIA, lambda mail: "Очакваме Вашия отговор" in mail.subject)
	assert "Сроковете по нея са спрени до Вашия отговор." in mail.text
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "Очаква клиент", "waiting_for_customer")
	see_clock(maria, "Време за отстраняване", "paused")


def test_6_a_critical_request_goes_to_the_second_line(arrive: Arrive, database: Database) -> None:
	"""1. Критично: nobody accepted it in time and half of its time to repair is over: each rule once, the mails are there."""
	number = register(arrive(MARIA), vliyanie="1. Критично")
	jobs.run(jobs.ESCALATION)
	assert acted(database, number) == []
	database.let_time_pass(number, TWO_WORKING_DAYS)
	jobs.run(jobs.ESCALATION, jobs.ESCALATION)
	assert acted(database, number) == [
		"kritichna-50",
		"otstranyavane-100",
		"otstranyavane-80",
		"reakciya-100",
		"reakciya-75",
	]
	row = database.rows("select team from `tabSD Ticket` where name = %s", (number,))[0]
	assert row["team"] == SECOND_LINE
	told = database.rows(
		"select distinct recipient from `tabSD Outgoing Message` where ticket = %s and event = 'escalated'",
		(number,),
	)
	assert RADOST in {entry["recipient"] for entry in told}
	maria = arrive(MARIA)
	maria.open(f"/portal/requests/{number}")
	see_clock(maria, "Време за реакция", "breached")
	assert SECOND_LINE not in maria.page.locator("#activity").inner_text()
