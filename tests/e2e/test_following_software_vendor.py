"""Manual software-vendor, steps 10 to 12 and 15: how a case is followed, in Bulgarian and English.

„Open“ and the mail that says so; what is told and what never is; all cases ever reported; and a case on which nobody
started in time.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import jobs, received_mail
from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk import TicketForm
from tests.e2e.forms import SEND
from tests.e2e.person import Person
from tests.e2e.request_view import follow, listed, see_clock, see_state
from tests.e2e.steps import call, take_step
from tests.e2e.vendor import (
	CRITICAL,
	DESISLAVA,
	INCIDENT,
	MARINA,
	PERLA,
	STANDARD,
	VIKTOR,
	categorise,
	empty_the_queue,
	submit,
	take_next,
)

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("software-vendor")]

START, BEGIN = "Начало на работата", "Начало на работа"
INTERNAL = "СЛУЖЕБНО: индексът на таблица FOLIO е повреден, пуснат е ремонт"
TOLD = "Проверяваме дневната справка за вчера."
SOLUTION = "Справката е преизчислена.\nСумата за 20 ноември вече е вярна."
# Longer than any target, however the service's hours fall.
THREE_DAYS = 3 * 24 * 60
CHANGED = re.compile("^Статусът на Вашия случай|^Your case .* has changed its status", re.MULTILINE)


def open_mails(number: str, recipient: str) -> int:
	"""How many mails say that the case's status is Open."""
	return sum('"Open"' in mail.text for mail in changed(number, recipient))


def changed(number: str, recipient: str) -> list[received_mail.Mail]:
	"""The mails about a change of status."""
	return [mail for mail in received_mail.about(number, recipient) if is_of_the_status(mail)]


def is_of_the_status(mail: received_mail.Mail) -> bool:
	"""Whether a mail says that a status has changed."""
	return CHANGED.search(mail.text) is not None


def started(arrive: Arrive, customer: Person, urgency: str = STANDARD) -> tuple[Person, str]:
	"""A case of the customer that an agent has just taken from the queue; the agent, and its number."""
	agent = arrive(DESISLAVA)
	empty_the_queue(agent)
	number = submit(customer)
	categorise(arrive(VIKTOR), number, urgency)
	assert take_next(agent) == number
	return agent, number


def test_10_open_and_the_mail_that_says_so(arrive: Arrive) -> None:
	"""Ако не сте получили такова съобщение…, работата все още не е започнала: not before an agent starts."""
	marina, viktor, desislava = arrive(MARINA), arrive(VIKTOR), arrive(DESISLAVA)
	empty_the_queue(desislava)
	number = submit(marina)
	categorise(viktor, number, STANDARD)
	received_mail.wait_for(number, MARINA, lambda mail: "е категоризиран" in mail.text)
	marina.open(f"/portal/requests/{number}")
	see_state(marina, "Queued", "new")
	assert open_mails(number, MARINA) == 0
	form = TicketForm(desislava, number)
	form.see_state("Queued")
	form.take(BEGIN)
	form.see_state("Open")
	assert form.value("agent") == DESISLAVA
	# The mail about the category speaks of "Open", too.
	received_mail.wait_for(number, MARINA, is_of_the_status)
	assert open_mails(number, MARINA) == 1
	follow(marina)
	see_state(marina, "Open", "active")
	see_clock(marina, START, "met")


def test_10_the_same_in_english(arrive: Arrive) -> None:
	"""Whose account is in English reads pages and mails in English; the state is called the same."""
	perla = arrive(PERLA, locale="en")
	perla.open("/portal")
	expect(perla.page.locator("nav.menu a:text-is('New case online')")).to_be_visible()
	expect(perla.page.locator("nav.menu a:text-is('Review of your cases')")).to_be_visible()
	perla.open(INCIDENT)
	expect(perla.page.locator("h1")).to_have_text("Incident")
	for label in ("Category", "Subject", "Description of the case", "Processing mode"):
		expect(perla.page.locator("main form.form label", has_text=label).first).to_be_visible()
	expect(perla.page.locator("#f_rezhim option:checked")).to_have_text("Standard")
	expect(perla.page.locator(SEND)).to_have_text("Submit")
	_agent, number = started(arrive, perla)
	received_mail.wait_for(number, PERLA, lambda mail: "within 1 hour" in mail.text)
	received_mail.wait_for(number, PERLA, lambda mail: "has been categorised" in mail.text)
	received_mail.wait_for(number, PERLA, lambda mail: 'has changed its status to "Open"' in mail.text)
	perla.open(f"/portal/requests/{number}")
	see_state(perla, "Open", "active")
	see_clock(perla, "Start of the work", "met")
	expect(perla.page.locator("#activity")).to_contain_text("The status of your case has changed to Open.")


def test_11_comments_are_seen_and_internal_ones_never(arrive: Arrive) -> None:
	"""Всички съществени коментари; няма да визуализираме служебните технически коментари."""
	marina = arrive(MARINA)
	agent, number = started(arrive, marina)
	assert call(agent, "ticket_panel.add_note", number=number, note=INTERNAL).ok
	assert call(agent, "reply", number=number, message=TOLD).ok
	received_mail.wait_for(number, MARINA, lambda mail: TOLD in mail.text)
	marina.open(f"/portal/requests/{number}")
	expect(marina.page.locator("#activity")).to_contain_text(TOLD)
	take_step(agent, number, "Решаване", resolution=SOLUTION)
	received_mail.wait_for(number, MARINA, lambda mail: "приключи" in mail.text)
	for page in (
		f"/portal/requests/{number}",
		f"/portal/requests/{number}/live",
		"/portal/requests",
		"/portal",
	):
		assert "FOLIO" not in marina.context.request.get(marina.address + page).text()
	assert not [mail for mail in received_mail.mails_to(MARINA) if "FOLIO" in mail.text + mail.html]


def test_11_the_full_solution_at_the_end(arrive: Arrive) -> None:
	"""Описания на дадените решения: on the case's page and at the correspondence address."""
	marina = arrive(MARINA)
	agent, number = started(arrive, marina)
	form = TicketForm(agent, number)
	form.see_state("Open")
	form.take("Решаване", SOLUTION)
	form.see_state("Resolved")
	mail = received_mail.wait_for(number, MARINA, lambda mail: "приключи" in mail.text)
	assert SOLUTION in mail.text
	marina.open(f"/portal/requests/{number}")
	see_state(marina, "Resolved", "resolved")
	expect(marina.page.locator(".resolution")).to_contain_text("Справката е преизчислена.")


def test_12_every_case_ever_reported_and_the_box_that_finds_one(arrive: Arrive) -> None:
	"""„Преглед на вашите случаи“: new, open and closed ones; полето за търсене открива случая."""
	marina = arrive(MARINA)
	agent, number = started(arrive, marina)
	take_step(agent, number, "Решаване", resolution=SOLUTION)
	take_step(agent, number, "Приключване")
	newer = submit(marina, subject="Етикети за минибара")
	marina.open("/portal")
	marina.press("header a:text-is('Преглед на вашите случаи')")
	shown = listed(marina)
	assert shown.index(newer) < shown.index(number)
	row = marina.page.locator("table.requests tbody tr", has_text=number)
	expect(row).to_contain_text("Closed")
	marina.search("минибара")
	assert newer in listed(marina)
	assert number not in listed(marina)
	marina.search(number)
	assert listed(marina) == [number]
	marina.press(f"main a:text-is('{number}')")
	see_state(marina, "Closed", "closed")
	expect(marina.page.locator(".resolution")).to_contain_text("Справката е преизчислена.")
	assert marina.context.request.get(f"{marina.address}/portal/requests?q={number}").ok
	perla = arrive(PERLA)
	perla.open(f"/portal/requests?q={number}")
	assert listed(perla) == []


@pytest.mark.usefixtures("old_rules")
def test_15_the_desk_knows_that_nobody_started_in_time(arrive: Arrive, database: Database) -> None:
	"""Ако не успеем да започнем работа в максималното целево време на групата по наша вина: the case's clock says so."""
	marina, viktor, desislava = arrive(MARINA), arrive(VIKTOR), arrive(DESISLAVA)
	empty_the_queue(desislava)
	number = submit(marina)
	categorise(viktor, number, CRITICAL)
	database.let_time_pass(number, THREE_DAYS)
	marina.open(f"/portal/requests/{number}")
	see_clock(marina, START, "breached")
	jobs.run(jobs.ESCALATION)
	told = received_mail.wait_for_one(
		VIKTOR, lambda mail: number in mail.text and "кредити не се отнемат" in mail.text
	)
	assert "случаи изискват Вашето внимание" in told.text
	assert take_next(desislava) == number
	marina.open(f"/portal/requests/{number}")
	see_clock(marina, START, "met_late")
	(clock,) = database.rows(
		"select clock_state, breached, target_seconds from `tabSD Ticket Clock` where ticket = %s and measure = %s",
		(number, "Take Over"),
	)
	assert clock == {"clock_state": "met_late", "breached": 1, "target_seconds": 3600}


@pytest.mark.usefixtures("old_rules")
def test_15_waiting_for_the_hotel_is_not_the_desks_fault(arrive: Arrive, database: Database) -> None:
	"""Only what is the desk's own: a case that was started in time stays in time, however long the hotel is silent."""
	marina = arrive(MARINA)
	agent, number = started(arrive, marina, CRITICAL)
	take_step(agent, number, "Въпрос към клиента", message="От коя дата е справката?")
	database.let_time_pass(number, THREE_DAYS)
	jobs.run(jobs.TIMED_STEPS)
	marina.open(f"/portal/requests/{number}")
	see_clock(marina, START, "met")
	reminded = received_mail.wait_for(number, MARINA, lambda mail: "Очакваме Вашия отговор" in mail.subject)
	assert "имаме въпрос по Вашия случай" in reminded.text
