"""What is forged, sent twice, sent too late or after the session's end: refused with the right status.

What was typed stays, and nothing half-made is left: no rows, no files, no mail.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http import HTTPStatus
from uuid import uuid4

import pytest
import requests
from playwright.sync_api import expect

from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk import TicketForm
from tests.e2e.forms import FORM_FIELDS, SEND, UNPROCESSABLE, nothing_left_behind, refused_by, typed_is_kept
from tests.e2e.page_watch import PageWatch
from tests.e2e.person import BOGDAN, CRISTINA, ELENA, FILLED_IN, HELPDESK_FORM, Person, file
from tests.e2e.samples import PNG
from tests.e2e.steps import ask_for_step, take_step

SIGN_OUT = "form[action='/portal/sign-out'] button"
AT_ONCE = 4
pytestmark = [pytest.mark.site, pytest.mark.browser]


def in_another_window(person: Person, does: Callable[[Person], None]) -> None:
	"""Do something in a second window of the same browser, then close it."""
	page = person.context.new_page()
	other = replace(person, page=page, watch=PageWatch.of(page))
	other.open("/portal")
	does(other)
	other.watch.assert_none()
	page.close()


def signs_in_anew(person: Person) -> None:
	"""Sign out and in again."""
	person.press(SIGN_OUT)
	person.sign_in(CRISTINA)


@pytest.mark.parametrize(
	("forged", "field"),
	[
		({"contract": "EDI-2026-002"}, "contract"),
		({"service": "Alt serviciu"}, "service"),
		({"contract": "EDI-2026-002", "service": "Platforma EDI"}, "contract"),
		({"customer": "dobre-distributie"}, "customer"),
		({"customer": "dobre-distributie", "contract": "EDI-2026-002"}, "customer"),
		({"customer": "' or 1=1 --"}, "customer"),
	],
)
def test_a_forged_contract_service_or_customer(
	arrive: Arrive, database: Database, forged: dict[str, str], field: str
) -> None:
	"""What the form never offered is refused by its field, whatever is sent with the session's own cookie."""
	customer = arrive(CRISTINA)
	with nothing_left_behind(database):
		answer = customer.post(HELPDESK_FORM, {**FORM_FIELDS, "key": f"forged-{field}", **forged})
	assert answer.status == UNPROCESSABLE
	assert f'id="{field}-error"' in answer.text()
	assert FILLED_IN["rezumat"] in answer.text()
	assert "Dobre" not in answer.text()


def test_a_forged_service_is_shown_by_its_field(arrive: Arrive, database: Database) -> None:
	"""The same in the page: an option that somebody added to the list."""
	customer = arrive(CRISTINA)
	customer.expect_status(UNPROCESSABLE)
	customer.open(HELPDESK_FORM)
	customer.page.locator("select[name=service]").evaluate(
		"(list) => list.add(new Option('Alt serviciu', 'Alt serviciu'))"
	)
	with nothing_left_behind(database):
		customer.fill_in(service="Alt serviciu")
		refused_by(customer, customer.press(SEND), "service", "serviciu")
	typed_is_kept(customer, FORM_FIELDS)


def test_a_form_of_another_site_is_refused(arrive: Arrive, database: Database) -> None:
	"""Without the session's token, or sent by another site's page, nothing is made and nothing shown again."""
	customer = arrive(CRISTINA)
	with nothing_left_behind(database):
		untokened = customer.post(HELPDESK_FORM, {**FORM_FIELDS, "csrf_token": "forged"})
		foreign = customer.context.request.post(
			customer.address + HELPDESK_FORM,
			multipart={**FORM_FIELDS, "csrf_token": customer.token()},
			headers={"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site"},
			max_redirects=0,
		)
	for answer in (untokened, foreign):
		assert answer.status == HTTPStatus.FORBIDDEN
		assert FILLED_IN["rezumat"] not in answer.text()


def test_a_form_older_than_its_session(arrive: Arrive, database: Database) -> None:
	"""Signed in anew in another window, without script: what was typed comes back, and is sent by one press."""
	customer = arrive(CRISTINA, java_script_enabled=False)
	customer.expect_status(HTTPStatus.FORBIDDEN)
	customer.open(HELPDESK_FORM)
	customer.fill_in({**FILLED_IN, "retailer": "Mega"})
	in_another_window(customer, signs_in_anew)
	with nothing_left_behind(database):
		assert customer.press(SEND).status == HTTPStatus.FORBIDDEN
	customer.press("main form button.primary")
	expect(customer.page.locator("h1")).to_have_text(FILLED_IN["rezumat"])
	expect(customer.page.locator("dl.details")).to_contain_text("Mega")


def test_a_session_that_ends_in_mid_form(arrive: Arrive, database: Database) -> None:
	"""The sign-in page comes with 401 and carries what was typed: back into the form, and sent."""
	customer = arrive(CRISTINA)
	customer.expect_status(HTTPStatus.UNAUTHORIZED)
	customer.open(HELPDESK_FORM)
	values = {**FILLED_IN, "retailer": "Mega"}
	customer.fill_in(values)
	with nothing_left_behind(database):
		customer.context.clear_cookies(name="sid")
		assert customer.press(SEND).status == HTTPStatus.UNAUTHORIZED
		expect(customer.page.locator(".alert-error")).to_be_visible()
		customer.sign_in(CRISTINA)
		customer.press("main form button[name=review]")
	typed_is_kept(customer, {f"f_{name}": value for name, value in values.items()})
	typed_is_kept(customer, {"service": "Platforma EDI"})
	customer.press(SEND)
	expect(customer.page.locator("h1")).to_have_text(FILLED_IN["rezumat"])


def test_a_session_that_ends_in_mid_comment(arrive: Arrive, database: Database) -> None:
	"""The same for a message, with a wrong password in between, and sent at once."""
	customer = arrive(CRISTINA)
	number = customer.send_request()
	customer.expect_status(HTTPStatus.UNAUTHORIZED)
	text = "Un răspuns\nîn două rânduri"
	with nothing_left_behind(database):
		customer.context.clear_cookies(name="sid")
		assert customer.comment(text).status == HTTPStatus.UNAUTHORIZED
		customer.sign_in(CRISTINA, "greșită")
		expect(customer.page.locator(".alert-error")).to_be_visible()
		customer.sign_in(CRISTINA)
	customer.press("main form button.primary")
	assert customer.number() == number
	expect(customer.page.locator("#activity .entry-mine")).to_have_count(1)
	expect(customer.page.locator("#activity .entry-mine")).to_contain_text("în două rânduri")


def test_impatient_clicks_make_one_request(arrive: Arrive, database: Database) -> None:
	"""Clicks on the button while the form is on its way send nothing more."""
	customer = arrive(CRISTINA)
	sent: list[str] = []
	customer.page.on(
		"request", lambda request: sent.append(request.method) if request.method == "POST" else None
	)
	customer.open(HELPDESK_FORM)
	customer.fill_in()
	before = database.stored().tickets
	with customer.page.expect_navigation(url=re.compile("sent=1")):
		customer.page.locator(SEND).evaluate(
			"(button) => [0, 30, 60, 90, 120, 180, 240].forEach((wait) => setTimeout(() => button.click(), wait))"
		)
	assert sent == ["POST"]
	assert database.stored().tickets == before + 1


def test_the_same_form_sent_again_is_the_same_request(arrive: Arrive, database: Database) -> None:
	"""A page that is sent again, with its file, gets the number of the first time; nothing is there twice."""
	customer = arrive(CRISTINA)
	sent = {**FORM_FIELDS, "key": uuid4().hex, "f_atasament": file("captură.png", PNG, "image/png")}
	first = customer.post(HELPDESK_FORM, sent)
	with nothing_left_behind(database):
		second = customer.post(HELPDESK_FORM, sent)
	assert first.status == second.status == HTTPStatus.SEE_OTHER
	assert first.headers["location"] == second.headers["location"]


def test_the_same_form_sent_at_the_same_moment(arrive: Arrive, database: Database) -> None:
	"""Four at once, without script: one request, and each sender is shown it."""
	customer = arrive(CRISTINA)
	cookies = {cookie["name"]: cookie["value"] for cookie in customer.context.cookies()}
	sent = {**FORM_FIELDS, "key": uuid4().hex, "csrf_token": customer.token()}
	before = database.stored().tickets

	def send(_: int) -> tuple[int, str]:
		answer = requests.post(
			customer.address + HELPDESK_FORM, data=sent, cookies=cookies, allow_redirects=False, timeout=60
		)
		return answer.status_code, answer.headers.get("Location", "")

	with ThreadPoolExecutor(max_workers=AT_ONCE) as senders:
		answers = list(senders.map(send, range(AT_ONCE)))
	assert {status for status, _ in answers} == {HTTPStatus.SEE_OTHER}, answers
	assert len({location for _, location in answers}) == 1, answers
	assert database.stored().tickets == before + 1


def test_another_customers_request_does_not_exist(arrive: Arrive, database: Database) -> None:
	"""Neither to be read nor changed, by page or by sending; nor its file."""
	owner, other = arrive(CRISTINA), arrive(ELENA)
	number = owner.send_request(files=[file("secret.txt", b"secret", "text/plain")])
	address = str(owner.page.locator(".side .files a").get_attribute("href"))
	other.expect_status(HTTPStatus.NOT_FOUND)
	assert other.open(f"/portal/requests/{number}").status == HTTPStatus.NOT_FOUND
	assert FILLED_IN["rezumat"] not in other.page.content()
	with nothing_left_behind(database):
		for action, values in (
			("comment", {"message": "Al meu"}),
			("action", {"action": "Anulează solicitarea"}),
			("rate", {"score": "1"}),
			("mute", {"muted": "1"}),
		):
			answer = other.post(f"/portal/requests/{number}/{action}", values)
			assert answer.status == HTTPStatus.NOT_FOUND, action
	live = other.context.request.get(f"{other.address}/portal/requests/{number}/live")
	stolen = other.context.request.get(other.address + address)
	assert live.status == HTTPStatus.NOT_FOUND
	assert stolen.status in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
	assert b"secret" not in stolen.body()


def test_a_button_that_came_too_late(arrive: Arrive, database: Database) -> None:
	"""The agent resolves while the customer's page still offers to cancel: 409, and the page as things stand."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	take_step(agent, number, "Preia solicitarea")
	take_step(agent, number, "Rezolvă", resolution="Gata.")
	customer.expect_status(HTTPStatus.CONFLICT)
	customer.page.on("dialog", lambda dialog: dialog.accept())
	with nothing_left_behind(database):
		answer = customer.press(".actions form:has(input[value='Anulează solicitarea']) button")
		assert answer.status == HTTPStatus.CONFLICT
	expect(customer.page.locator(".alert-error")).to_contain_text("Rezolvat")
	expect(customer.page.locator(".big-state .state")).to_have_text("Rezolvat")
	expect(customer.page.locator(".actions form:has(input[value='Anulează solicitarea'])")).to_have_count(0)


def test_an_agents_step_that_came_too_late(arrive: Arrive, database: Database) -> None:
	"""The customer cancels while the agent's form is open: it follows by itself, and a late step is refused."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	form = TicketForm(agent, number)
	assert "Preia solicitarea" in form.steps()
	customer.page.on("dialog", lambda dialog: dialog.accept())
	customer.press(".actions form:has(input[value='Anulează solicitarea']) button")
	expect(customer.page.locator(".big-state .state")).to_have_text("Anulat")
	form.see_state("Anulat")
	with nothing_left_behind(database):
		late = ask_for_step(agent, number, "Preia solicitarea")
	assert late.status == HTTPStatus.CONFLICT
	assert "Anulat" in late.text().encode().decode("unicode_escape")
