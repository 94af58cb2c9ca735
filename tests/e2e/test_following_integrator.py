"""Manual integrator, steps 11 to 13, in Bulgarian: one's own requests, changing one and cancelling one.

Both end when a specialist accepts the request, also for forged requests and for whoever comes a moment too late.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from playwright.sync_api import expect

from tests.e2e import received_mail
from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.forms import SEND
from tests.e2e.integrator import ELITSA, IVAYLO, MARIA, RADOST, STOYAN, register
from tests.e2e.person import Person
from tests.e2e.request_view import actions, detail, listed, see_state
from tests.e2e.steps import ask_for_step, call, desk_token, take_step

pytestmark = [pytest.mark.site, pytest.mark.browser, pytest.mark.preset("integrator")]

OK, SEE_OTHER, NOT_FOUND, CONFLICT = 200, 303, 404, 409
ACCEPT, CANCEL = "Приеми за изпълнение", "Анулиране"
CHANGE = "main a:text-is('Промяна на заявка')"
LISTS = ("Отворени заявки", "Решени заявки", "Затворени заявки")


def accepted(arrive: Arrive, number: str) -> None:
	"""A specialist accepts the request."""
	take_step(arrive(IVAYLO), number, ACCEPT)


def numbers_under(person: Person, label: str) -> list[str]:
	"""What „Моите заявки“ lists under one of its three entries."""
	person.open("/portal")
	person.press("header a:text-is('Моите заявки')")
	person.press(f"nav.tabs a:text-is('{label}')")
	expect(person.page.locator("nav.tabs a[aria-current=true]")).to_have_text(label)
	return listed(person)


def test_11_open_resolved_and_closed_requests(arrive: Arrive) -> None:
	"""Each request stands in one of the three lists, and moves on with its state; others' are not there."""
	maria, ivaylo, elitsa = arrive(MARIA), arrive(IVAYLO), arrive(ELITSA)
	number = register(maria)
	steps: tuple[tuple[tuple[str, dict[str, str]], str], ...] = (
		((ACCEPT, {}), LISTS[0]),
		(("Реши", {"resolution": "Сменен е кабелът."}), LISTS[1]),
		(("Предай за фактуриране", {}), LISTS[1]),
		(("Издай платежен документ", {}), LISTS[1]),
		(("Отбележи плащането", {}), LISTS[2]),
	)
	for (step, words), expected in steps:
		take_step(ivaylo, number, step, **words)
		for label in LISTS:
			assert (number in numbers_under(maria, label)) is (label == expected), (step, label)
	elitsa.open(f"/portal/requests?q={number}")
	assert listed(elitsa) == []
	elitsa.expect_status(NOT_FOUND)
	assert elitsa.open(f"/portal/requests/{number}").status == NOT_FOUND


def test_12_a_request_is_changed_until_a_specialist_accepts_it(arrive: Arrive, database: Database) -> None:
	"""„Действия“ → „Промяна на заявка“ → „Запази“: also when it is directed already; priority and times follow."""
	maria = arrive(MARIA)
	number = register(maria)
	assert call(arrive(RADOST), "assignment.assign", number=number, agent=IVAYLO).ok
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "Насочена", "new")
	maria.press(CHANGE)
	expect(maria.page.locator("#f_kratko_opisanie")).to_have_value("Ноутбукът не се включва")
	expect(maria.page.locator("#f_grad")).to_have_value("Пловдив")
	maria.page.fill("#f_kratko_opisanie", "Ноутбукът се включва, но екранът е черен")
	maria.page.select_option("#f_vliyanie", "2. Голямо")
	maria.page.fill("#f_grad", "Асеновград")
	expect(maria.page.locator(SEND)).to_have_text("Запази")
	assert maria.press(SEND).status == 200
	expect(maria.page.locator("h1")).to_have_text("Ноутбукът се включва, но екранът е черен")
	expect(detail(maria, "Приоритет")).to_have_text("2. Висок")
	expect(detail(maria, "Град")).to_have_text("Асеновград")
	row = database.rows("select impact, affected_city, agent from `tabSD Ticket` where name = %s", (number,))[
		0
	]
	assert row == {"impact": "2. Голямо", "affected_city": "Асеновград", "agent": IVAYLO}
	(clock,) = database.rows(
		"select target_seconds from `tabSD Ticket Clock` where ticket = %s and measure = 'Take Over'",
		(number,),
	)
	assert clock["target_seconds"] == 3600


def test_12_and_13_neither_is_offered_afterwards(arrive: Arrive) -> None:
	"""Преди приемането ѝ в изпълнение: afterwards neither button is there."""
	maria = arrive(MARIA)
	number = register(maria)
	expect(maria.page.locator(CHANGE)).to_be_visible()
	assert actions(maria) == [CANCEL]
	accepted(arrive, number)
	maria.open(f"/portal/requests/{number}")
	see_state(maria, "В изпълнение", "active")
	expect(maria.page.locator(CHANGE)).to_have_count(0)
	assert actions(maria) == []


def test_12_who_is_still_typing_when_it_is_accepted(arrive: Arrive, database: Database) -> None:
	"""The change is refused with a clear page; what was typed is not lost, and nothing of it is stored."""
	maria = arrive(MARIA)
	maria.expect_status(CONFLICT)
	number = register(maria)
	maria.open(f"/portal/requests/{number}/edit")
	maria.page.fill("#f_kratko_opisanie", "Написано твърде късно")
	accepted(arrive, number)
	assert maria.press(SEND).status == CONFLICT
	expect(maria.page.locator(".alert-error")).to_be_visible()
	expect(maria.page.locator("main")).to_contain_text("В изпълнение")
	assert "Написано твърде късно" in maria.page.content()
	row = database.rows("select subject from `tabSD Ticket` where name = %s", (number,))[0]
	assert row["subject"] == "Ноутбукът не се включва"


def test_12_and_13_forged_requests_are_refused(arrive: Arrive, database: Database) -> None:
	"""Sent past the page: after the acceptance, and by other people at any time."""
	maria, elitsa = arrive(MARIA), arrive(ELITSA)
	number = register(maria)
	address = f"/portal/requests/{number}"
	assert elitsa.post(f"{address}/action", {"action": CANCEL}).status == NOT_FOUND
	assert elitsa.post(f"{address}/edit", {"f_kratko_opisanie": "Чуждо"}).status == NOT_FOUND
	accepted(arrive, number)
	assert maria.post(f"{address}/action", {"action": CANCEL}).status == CONFLICT
	assert maria.post(f"{address}/edit", {"f_kratko_opisanie": "Късно"}).status == CONFLICT
	assert maria.post(f"{address}/action", {"action": "Реши"}).status == CONFLICT
	row = database.rows("select subject, workflow_state from `tabSD Ticket` where name = %s", (number,))[0]
	assert row == {"subject": "Ноутбукът не се включва", "workflow_state": "В изпълнение"}


def test_13_a_request_is_cancelled(arrive: Arrive) -> None:
	"""„Действия“ → „Анулиране“: it is finished, the specialist is told, nobody can work on it any more."""
	maria, ivaylo = arrive(MARIA), arrive(IVAYLO)
	number = register(maria)
	assert call(arrive(RADOST), "assignment.assign", number=number, agent=IVAYLO).ok
	maria.open(f"/portal/requests/{number}")
	maria.page.on("dialog", lambda dialog: dialog.accept())
	maria.press(f"form[action$='/action'] button:text-is('{CANCEL}')")
	see_state(maria, "Анулирана", "cancelled")
	assert actions(maria) == []
	expect(maria.page.locator(CHANGE)).to_have_count(0)
	assert received_mail.wait_for(number, IVAYLO, lambda mail: "Анулирана" in mail.text)
	assert ask_for_step(ivaylo, number, ACCEPT).status == CONFLICT
	assert number in numbers_under(maria, LISTS[2])


def test_13_cancelled_and_accepted_at_the_same_moment(arrive: Arrive, database: Database) -> None:
	"""Of the two exactly one comes first; the other is told, and the request is in that one's state."""
	maria, ivaylo = arrive(MARIA), arrive(IVAYLO)
	hers, his = cookies(maria), cookies(ivaylo)
	token = desk_token(ivaylo)
	for _turn in range(4):
		number = register(maria)
		form = {"csrf_token": maria.token(), "action": CANCEL}
		step = {"number": number, "action": ACCEPT}
		address = f"{maria.address}/portal/requests/{number}/action"
		with ThreadPoolExecutor(2) as both:
			cancelling = both.submit(requests.post, address, data=form, cookies=hers, allow_redirects=False)
			accepting = both.submit(
				requests.post,
				f"{maria.address}/api/method/servicedesk.api.agent.take_step",
				json=step,
				cookies=his,
				headers={"X-Frappe-CSRF-Token": token, "Accept": "application/json"},
			)
			outcomes = (cancelling.result().status_code, accepting.result().status_code)
		row = database.rows("select workflow_state from `tabSD Ticket` where name = %s", (number,))[0]
		assert (*outcomes, row["workflow_state"]) in (
			(SEE_OTHER, CONFLICT, "Анулирана"),
			(CONFLICT, OK, "В изпълнение"),
		)


def cookies(person: Person) -> dict[str, str]:
	"""The session of a window, for a request beside it."""
	return {cookie["name"]: cookie["value"] for cookie in person.context.cookies()}


def test_13_the_manager_cancels_for_the_organisation(arrive: Arrive) -> None:
	"""Стоян manages the organisation's requests: he sees Мария's and may call it off; Елица never sees it."""
	number = register(arrive(MARIA))
	stoyan = arrive(STOYAN)
	stoyan.open(f"/portal/requests/{number}")
	assert actions(stoyan) == [CANCEL]
