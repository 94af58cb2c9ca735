"""One request from its sending to its rating, as manual edi-provider tells it, with real mail.

A customer at the portal, an agent at Frappe's desk, both in Romanian.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e import received_mail
from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk import TicketForm
from tests.e2e.person import BOGDAN, CRISTINA, FILLED_IN, Person, file
from tests.e2e.request_view import clock, follow, see_state
from tests.e2e.samples import PNG
from tests.e2e.steps import take_step

pytestmark = [pytest.mark.site, pytest.mark.browser]

WAITING_FOR_SUPPORT = "În așteptare departament suport"
IN_PROGRESS = "În lucru"
WAITING_FOR_CUSTOMER = "În așteptare client"
RESOLVED = "Rezolvat"
TAKE, ASK, RESOLVE = "Preia solicitarea", "Cere informații", "Rezolvă"
QUESTION = "Care este numărul facturii?\nȘi data ei?"
REPLY = "Factura 4711, din 20 noiembrie."
SOLUTION = "Factura a fost retransmisă.\nRetailerul a confirmat-o."
THANKS = "Mulțumesc, a mers repede."
OPEN_FOR_MINUTES, ASKED_FOR_MINUTES = 20, 50
TARGET_SECONDS = 7200


def test_a_request_from_sending_to_rating(arrive: Arrive, database: Database) -> None:
	"""Deliverable 6, step by step; each helper says which part of the manual it follows."""
	customer, agent = arrive(), arrive()
	sign_in_to_requests_in_romanian(customer)
	number = send_a_request_with_a_file(customer)
	confirmation_arrives_with_both_links(customer, number)
	form = agent_takes_it(agent, number)
	customer_sees_it_taken(customer, number)
	database.let_time_pass(number, OPEN_FOR_MINUTES)
	agent_asks(form)
	customer_sees_the_question_and_a_standing_clock(customer, number)
	database.let_time_pass(number, ASKED_FOR_MINUTES)
	answer_leads_back_to_work(customer, number)
	agent_resolves(agent, number)
	customer_sees_the_solution_and_rates_it(customer, number)
	agent_sees_the_rating(agent, number)


def sign_in_to_requests_in_romanian(customer: Person) -> None:
	"""Manual 2: after signing in, the list of requests with its columns."""
	customer.open("/")
	expect(customer.page.locator("html")).to_have_attribute("lang", "ro")
	customer.sign_in(CRISTINA)
	assert customer.page.url == f"{customer.address}/portal/requests"
	expect(customer.page.locator("h1")).to_have_text("Solicitări")
	expect(customer.page.locator("nav.menu a[aria-current=page]")).to_have_attribute(
		"href", "/portal/requests"
	)
	expect(customer.page.locator(".who-name")).to_contain_text("Cristina Tănăsescu")


def send_a_request_with_a_file(customer: Person) -> str:
	"""From the list to the catalogue, the form and the number; the file is there and is what was sent."""
	customer.press("main a.button.primary")
	customer.press("a.offering:has-text('Solicitare Helpdesk')")
	other_retailer = customer.page.locator("#f_alt_retailer")
	expect(other_retailer).to_be_hidden()
	values = {**FILLED_IN, "numar_contact": "+40 721 555 010", "retailer": "Alt retailer"}
	customer.fill_in(values, [file("captură ecran.png", PNG, "image/png")])
	expect(customer.page.locator(".chosen li")).to_contain_text("captură ecran.png")
	other_retailer.fill("Magazinul din colț")
	customer.press("main form.form button.primary")
	number = customer.number()
	expect(customer.page.locator(".alert-success")).to_contain_text(number)
	expect(customer.page.locator("h1")).to_have_text(FILLED_IN["rezumat"])
	expect(customer.page.locator("dl.details")).to_contain_text("Magazinul din colț")
	see_state(customer, WAITING_FOR_SUPPORT, "new")
	attached = customer.page.locator(".side .files a")
	expect(attached).to_have_text("captură ecran.png")
	answer = customer.context.request.get(customer.address + str(attached.get_attribute("href")))
	assert (answer.status, answer.body()) == (200, PNG)
	return number


def confirmation_arrives_with_both_links(customer: Person, number: str) -> None:
	"""Manual 3: the mail that confirms, with its two links."""
	mail = received_mail.wait_for(number, CRISTINA, lambda mail: "confirmăm primirea" in mail.text)
	assert mail.subject == f"[Helpdesk EDI] {number} {FILLED_IN['rezumat']}"
	assert "no-reply@example.ro" in mail.sender
	assert mail.recipient == CRISTINA
	assert mail.link("/portal/requests/") == f"{customer.address}/portal/requests/{number}"
	assert f'href="{customer.address}/portal/requests/{number}">Vizualizați solicitarea</a>' in mail.html
	assert "Nu doresc să primesc notificări: " in mail.text
	assert mail.headers["List-Unsubscribe"] == f"<{mail.link('/portal/mute/')}>"
	assert mail.headers["Auto-Submitted"] == "auto-generated"


def agent_takes_it(agent: Person, number: str) -> TicketForm:
	"""Manual 6 and 7: the agent takes it by the workflow's action, and the customer hears of it."""
	agent.open("/")
	agent.sign_in(BOGDAN)
	agent.page.wait_for_url(re.compile(r"/app(/|$)"))
	form = TicketForm(agent, number)
	form.see_state(WAITING_FOR_SUPPORT)
	form.take(TAKE)
	form.see_state(IN_PROGRESS)
	assert form.value("agent") == BOGDAN
	told = received_mail.wait_for(number, CRISTINA, lambda mail: f": {IN_PROGRESS}." in mail.text)
	assert told.link("/portal/requests/") == f"{agent.address}/portal/requests/{number}"
	assert told.link("/portal/mute/")
	return form


def customer_sees_it_taken(customer: Person, number: str) -> None:
	"""Manual 4: the time to take over is met, the time to resolve runs. The open page follows by itself."""
	follow(customer)
	see_state(customer, IN_PROGRESS, "active")
	expect(clock(customer, "Timp preluare solicitare")).to_have_class(re.compile("clock-met"))
	expect(clock(customer, "Timp de soluționare")).to_have_class(re.compile("clock-running"))
	expect(customer.page.locator("#activity .entry-state").first).to_contain_text(IN_PROGRESS)
	assert customer.page.url.startswith(f"{customer.address}/portal/requests/{number}")


def agent_asks(form: TicketForm) -> None:
	"""Manual 8: the question's step demands words; they go to the customer."""
	form.take(ASK, QUESTION)
	form.see_state(WAITING_FOR_CUSTOMER)


def customer_sees_the_question_and_a_standing_clock(customer: Person, number: str) -> None:
	"""Manual 8: the clock stands while the customer is asked, and shows what had passed before."""
	asked = received_mail.wait_for(number, CRISTINA, lambda mail: WAITING_FOR_CUSTOMER in mail.text)
	assert QUESTION in asked.text
	assert "Bogdan Moraru are nevoie de informații" in asked.text
	customer.open(f"/portal/requests/{number}")
	see_state(customer, WAITING_FOR_CUSTOMER, "waiting_for_customer")
	message = customer.page.locator("#activity .entry-message").first
	expect(message).to_contain_text("Care este numărul facturii?")
	expect(message).to_contain_text("Bogdan Moraru")
	standing = clock(customer, "Timp de soluționare")
	expect(standing).to_have_class(re.compile("clock-paused"))
	assert standing.locator("[data-remaining]").count() == 0
	expect(standing.locator(".clock-time")).to_have_text("1:39")


def answer_leads_back_to_work(customer: Person, number: str) -> None:
	"""Manual 8: the answer leads through waiting for support to in progress; the clock goes on where it stood."""
	customer.comment(REPLY)
	see_state(customer, IN_PROGRESS, "active")
	changes = customer.page.locator("#activity .entry-state p")
	expect(changes.nth(0)).to_contain_text(f"{IN_PROGRESS}")
	expect(changes.nth(1)).to_contain_text(WAITING_FOR_SUPPORT)
	expect(customer.page.locator("#activity .entry-mine").first).to_contain_text(REPLY)
	running = clock(customer, "Timp de soluționare")
	expect(running).to_have_class(re.compile("clock-running"))
	remaining = int(str(running.locator("[data-remaining]").get_attribute("data-remaining")))
	passed = TARGET_SECONDS - remaining
	assert OPEN_FOR_MINUTES * 60 <= passed <= OPEN_FOR_MINUTES * 60 + 120, passed
	told = received_mail.wait_for(number, BOGDAN, lambda mail: REPLY in mail.text)
	assert "Cristina Tănăsescu" in told.text


def agent_resolves(agent: Person, number: str) -> None:
	"""The agent reads the answer and resolves, with words."""
	form = TicketForm(agent, number)
	form.see_state(IN_PROGRESS)
	assert TAKE not in form.steps()
	form.take(RESOLVE, SOLUTION)
	form.see_state(RESOLVED)
	solved = received_mail.wait_for(number, CRISTINA, lambda mail: f": {RESOLVED}." in mail.text)
	assert "evaluați rezolvarea" in solved.text


def customer_sees_the_solution_and_rates_it(customer: Person, number: str) -> None:
	"""Manual 10 and 13: the solution's words, and a rating from 1 to 5 with a message."""
	customer.open(f"/portal/requests/{number}")
	see_state(customer, RESOLVED, "resolved")
	expect(customer.page.locator(".resolution")).to_contain_text("Retailerul a confirmat-o.")
	expect(clock(customer, "Timp de soluționare")).to_have_class(re.compile("clock-met"))
	customer.page.locator("#feedback label:has(input[value='4'])").click()
	customer.page.fill("#rating_message", THANKS)
	customer.press("#feedback button.primary")
	expect(customer.page.locator("#feedback input[value='4']")).to_be_checked()
	expect(customer.page.locator("#rating_message")).to_have_value(THANKS)


def agent_sees_the_rating(agent: Person, number: str) -> None:
	"""Manual 13: the rating reaches the desk."""
	form = TicketForm(agent, number)
	assert (form.value("rating"), form.value("rating_message")) == ("4", THANKS)


def test_no_more_notices_by_the_link_of_a_mail(arrive: Arrive, database: Database) -> None:
	"""Manual 12: the link works without signing in; questions and the solution still arrive, states do not."""
	number = arrive(CRISTINA).send_request()
	mail = received_mail.wait_for(number, CRISTINA, lambda mail: "confirmăm primirea" in mail.text)
	stranger, agent = arrive(), arrive(BOGDAN)
	link = mail.link("/portal/mute/").removeprefix(stranger.address)
	assert stranger.open(link).status == 200
	stranger.press("main button.primary")
	expect(stranger.page.locator("main [role=status]")).to_be_visible()
	take_step(agent, number, TAKE)
	take_step(agent, number, ASK, message=QUESTION)
	received_mail.wait_for(number, CRISTINA, lambda mail: QUESTION in mail.text)
	take_step(agent, number, "Reia lucrul")
	take_step(agent, number, RESOLVE, resolution=SOLUTION)
	received_mail.wait_for(number, CRISTINA, lambda mail: f": {RESOLVED}." in mail.text)
	assert len(received_mail.about(number, CRISTINA)) == 3, "confirmation, question and solution"
	queued = database.rows("select event from `tabSD Outgoing Message` where ticket = %s", (number,))
	assert sorted(row["event"] for row in queued) == ["question_asked", "ticket_received", "ticket_resolved"]


def test_a_mute_link_of_another_request_or_person_is_nothing(arrive: Arrive) -> None:
	"""The link is signed for one request and one person."""
	number = arrive(CRISTINA).send_request()
	mail = received_mail.wait_for(number, CRISTINA, lambda mail: "confirmăm primirea" in mail.text)
	stranger = arrive()
	stranger.expect_status(404)
	link = mail.link("/portal/mute/").removeprefix(stranger.address)
	other_sign = "0" if link[-1] != "0" else "1"
	assert stranger.open(link[:-1] + other_sign).status == 404
	assert stranger.open(link.replace(CRISTINA, BOGDAN)).status == 404
