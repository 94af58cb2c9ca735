"""Manual edi-provider, what time brings about, in Romanian: warnings to staff, reminders to the client, closing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import jobs, received_mail
from tests.e2e.bench import Administrator, Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk_records import DeskRecords
from tests.e2e.person import BOGDAN, CRISTINA
from tests.e2e.request_view import follow, see_clock, see_state
from tests.e2e.steps import take_step

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.usefixtures("rules")]

IOANA = "ioana.petrescu@example.ro"
WAITING_FOR_CUSTOMER = "În așteptare client"
TAKE, ASK, RESOLVE = "Preia solicitarea", "Cere informații", "Rezolvă"
QUESTION = "Care este numărul facturii?"
DAY = 24 * 60


@pytest.fixture(scope="module")
def rules(
	chromium: Browser, desk_url: str, administrator: Administrator, database: Database
) -> Iterator[None]:
	"""The preset's rules of escalation, as if they had been made long ago."""
	with chromium.new_context() as context:
		records = DeskRecords(context.request, desk_url)
		records.sign_in(administrator.user, administrator.password)
		jobs.rules_since_long(database, records)
		yield


def acted(database: Database, number: str) -> list[str]:
	"""The rules that have acted on a request, in their order, as often as they did."""
	rows = database.rows(
		"select rule from `tabSD Escalation Entry` where ticket = %s order by acted_at, due_at", (number,)
	)
	return [row["rule"] for row in rows]


def told_of(database: Database, number: str) -> dict[str, int]:
	"""How many warnings about a request were written to each member of staff."""
	rows = database.rows(
		"""select recipient, count(*) as times from `tabSD Outgoing Message`
		where ticket = %s and event = 'escalated' group by recipient""",
		(number,),
	)
	return {row["recipient"]: row["times"] for row in rows}


def test_6_nobody_takes_it(arrive: Arrive, database: Database) -> None:
	"""Half of the 30 minutes: the team; 80 %: the supervisors as well; all of it: late. Each once, however often asked."""
	customer = arrive(CRISTINA)
	number = customer.send_request()
	jobs.run(jobs.ESCALATION)
	assert acted(database, number) == []
	database.let_time_pass(number, 16)
	jobs.run(jobs.ESCALATION, jobs.ESCALATION)
	assert acted(database, number) == ["preluare-50"]
	assert set(told_of(database, number)) == {BOGDAN, IOANA}
	database.let_time_pass(number, 9)
	jobs.run(jobs.ESCALATION)
	assert acted(database, number) == ["preluare-50", "preluare-80"]
	database.let_time_pass(number, 6)
	jobs.run(jobs.ESCALATION, jobs.ESCALATION)
	assert acted(database, number) == ["preluare-50", "preluare-80", "preluare-100"]
	told = received_mail.wait_for(
		number, IOANA, lambda mail: "nu a fost preluată în 30 de minute" in mail.text
	)
	assert "Solicitant: Cristina Tănăsescu" in told.text
	assert "Prioritate: Normală" in told.text
	follow(customer)
	see_clock(customer, "Timp preluare solicitare", "breached")


def test_7_the_agent_is_told_of_the_time_to_resolve(arrive: Arrive, database: Database) -> None:
	"""The agent at half and at 80 %, the supervisors from 80 %; nothing while the client is asked."""
	number = arrive(CRISTINA).send_request()
	agent = arrive(BOGDAN)
	take_step(agent, number, TAKE)
	database.let_time_pass(number, 61)
	jobs.run(jobs.ESCALATION)
	assert acted(database, number) == ["solutionare-50"]
	assert set(told_of(database, number)) == {BOGDAN}
	take_step(agent, number, ASK, message=QUESTION)
	database.let_time_pass(number, 120)
	jobs.run(jobs.ESCALATION)
	assert acted(database, number) == ["solutionare-50"], "the clock stood"
	take_step(agent, number, "Reia lucrul")
	database.let_time_pass(number, 40)
	jobs.run(jobs.ESCALATION)
	assert acted(database, number) == ["solutionare-50", "solutionare-80"]
	assert IOANA in told_of(database, number)


def test_8_a_silent_client_is_reminded(arrive: Arrive, database: Database) -> None:
	"""After a day without an answer, once; the request goes on waiting, and the answer ends it."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	take_step(agent, number, TAKE)
	take_step(agent, number, ASK, message=QUESTION)
	database.let_time_pass(number, DAY - 60)
	jobs.run(jobs.TIMED_STEPS)
	assert acted(database, number) == []
	database.let_time_pass(number, 61)
	jobs.run(jobs.TIMED_STEPS, jobs.TIMED_STEPS)
	assert acted(database, number) == ["client-fara-raspuns"]
	reminded = received_mail.wait_for(
		number, CRISTINA, lambda mail: "nu putem continua fără ele" in mail.text
	)
	assert f": {WAITING_FOR_CUSTOMER}." in reminded.text
	assert reminded.link("/portal/requests/") == f"{customer.address}/portal/requests/{number}"
	customer.open(f"/portal/requests/{number}")
	see_state(customer, WAITING_FOR_CUSTOMER, "waiting_for_customer")
	customer.comment("Factura 4711.")
	see_state(customer, "În lucru", "active")
	database.let_time_pass(number, 2 * DAY)
	jobs.run(jobs.TIMED_STEPS)
	assert acted(database, number).count("client-fara-raspuns") == 1


def test_8_no_more_than_three_reminders(arrive: Arrive, database: Database) -> None:
	"""Ten days of silence bring no fourth."""
	agent = arrive(BOGDAN)
	number = arrive(CRISTINA).send_request()
	take_step(agent, number, TAKE)
	take_step(agent, number, ASK, message=QUESTION)
	database.let_time_pass(number, 10 * DAY)
	jobs.run(jobs.TIMED_STEPS, jobs.TIMED_STEPS)
	assert acted(database, number) == ["client-fara-raspuns"] * 3


def test_10_a_resolved_request_is_closed_after_three_days(arrive: Arrive, database: Database) -> None:
	"""Rezolvat becomes Închis by itself; the customer reads who did it, and is told."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	take_step(agent, number, TAKE)
	take_step(agent, number, RESOLVE, resolution="Factura a fost retransmisă.")
	database.let_time_pass(number, 2 * DAY)
	jobs.run(jobs.TIMED_STEPS)
	follow(customer)
	see_state(customer, "Rezolvat", "resolved")
	database.let_time_pass(number, DAY + 1)
	jobs.run(jobs.TIMED_STEPS, jobs.TIMED_STEPS)
	follow(customer)
	see_state(customer, "Închis", "closed")
	closings = customer.page.locator("#activity .entry-state", has_text="Închis")
	expect(closings).to_have_count(1)
	expect(closings).not_to_contain_text("Bogdan")
	received_mail.wait_for(number, CRISTINA, lambda mail: ": Închis." in mail.text)
