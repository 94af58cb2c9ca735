"""Problems and visits at the desk, in Romanian, by their own buttons and by dragging; what stands around a ticket.

Sources: manual edi-provider 8 to 10; issue 4, tiers of escalation and the agent's desk.
"""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.bench import Database
from tests.e2e.conftest import NARROW, Arrive
from tests.e2e.desk import WAIT_MS, TicketForm
from tests.e2e.person import BOGDAN, CRISTINA, ELENA, FILLED_IN, Person
from tests.e2e.request_view import see_state
from tests.e2e.steps import call

pytestmark = [pytest.mark.site, pytest.mark.browser]

IOANA = "ioana.petrescu@example.ro"
NEW_PROBLEM, TELL, RESOLVE = "Problemă nouă", "Anunță clienții", "Rezolvă solicitările"
RESOLVED = "Rezolvat"
TITLE = "Platforma EDI nu răspunde"
WORD, SOLUTION = "Lucrăm la remediere, revenim la ora 15.", "Serverul a fost repornit."
AN_HOUR = timedelta(hours=1)
CONFLICT = 409


def taken_request(arrive: Arrive, customer: str, agent: Person) -> str:
	"""A request of the customer's that the agent works on; its number."""
	number = arrive(customer).send_request(FILLED_IN)
	answer = call(agent, "queue.take", number=number)
	assert answer.ok, answer.text()[:500]
	return number


def dialog_of(agent: Person) -> Locator:
	"""The dialog that is open."""
	return agent.page.locator(".modal.show").last


def press(agent: Person, label: str) -> None:
	"""Press one of the form's own buttons in the head of its page."""
	agent.page.locator(".custom-actions:visible button").filter(has_text=label).first.click()


def test_a_problem_from_a_ticket_to_the_solution_of_all(arrive: Arrive, database: Database) -> None:
	"""Opened from a ticket, told to every customer, solved for all of its tickets, all by buttons."""
	agent = arrive(BOGDAN)
	numbers = [taken_request(arrive, customer, agent) for customer in (CRISTINA, ELENA)]
	problem = opened_from(agent, numbers[0], database)
	answer = call(agent, "problems.put_in_problem", tickets=f'["{numbers[1]}"]', problem=problem)
	assert answer.ok, answer.text()[:500]
	agent.open(f"/app/sd-problem/{problem}")
	rows = agent.page.locator("[data-fieldname=tickets_html] tbody tr")
	expect(rows).to_have_count(2, timeout=WAIT_MS)
	told(arrive, agent, numbers)
	solved(arrive, agent, numbers)
	expect(rows.locator(".indicator-pill.green")).to_have_count(2, timeout=WAIT_MS)


def opened_from(agent: Person, number: str, database: Database) -> str:
	"""The ticket's own button; return the problem that the ticket is in from then on."""
	desk = TicketForm(agent, number)
	desk.page.locator(".sd-actions button").filter(has_text=NEW_PROBLEM).click()
	dialog_of(agent).locator("[data-fieldname=title] input").fill(TITLE)
	dialog_of(agent).locator(".btn-modal-primary").click()
	expect(desk.page.locator(".sd-what a[href*='/sd-problem/']")).to_have_text(TITLE, timeout=WAIT_MS)
	return str(database.rows("select problem from `tabSD Ticket` where name = %s", (number,))[0]["problem"])


def told(arrive: Arrive, agent: Person, numbers: list[str]) -> None:
	"""One message, read by each customer on their own request."""
	press(agent, TELL)
	dialog_of(agent).locator("[data-fieldname=message] textarea").fill(WORD)
	dialog_of(agent).locator(".btn-modal-primary").click()
	expect(dialog_of(agent).locator(".msgprint")).to_contain_text("2", timeout=WAIT_MS)
	dialog_of(agent).locator(".btn-modal-close").click()
	for customer, number in zip((CRISTINA, ELENA), numbers, strict=True):
		person = arrive(customer)
		person.open(f"/portal/requests/{number}")
		expect(person.page.locator("main")).to_contain_text(WORD)


def solved(arrive: Arrive, agent: Person, numbers: list[str]) -> None:
	"""Without words nothing is resolved; with them, both, and their customers read what was done."""
	press(agent, RESOLVE)
	dialog = dialog_of(agent)
	expect(dialog.locator("[data-fieldname=tickets] input[type=checkbox]:checked")).to_have_count(2)
	dialog.locator("[data-fieldname=resolution] textarea").fill(SOLUTION)
	dialog.locator(".btn-modal-primary").click()
	expect(agent.page.locator(".msgprint")).to_contain_text("2", timeout=WAIT_MS)
	for customer, number in zip((CRISTINA, ELENA), numbers, strict=True):
		person = arrive(customer)
		person.open(f"/portal/requests/{number}")
		see_state(person, RESOLVED, "resolved")
		expect(person.page.locator("main")).to_contain_text(SOLUTION)


def planned(agent: Person, number: str, starts: datetime) -> str:
	"""A visit of Bogdan's of one hour; its name."""
	answer = call(
		agent,
		"visits.plan_visit",
		number=number,
		specialist=BOGDAN,
		starts_at=f"{starts:%Y-%m-%d %H:%M:%S}",
		ends_at=f"{starts + AN_HOUR:%Y-%m-%d %H:%M:%S}",
		place="Cluj",
	)
	assert answer.ok, answer.text()[:500]
	return str(answer.json()["message"]["visit"])


def starts_of(database: Database, visit: str) -> datetime:
	"""When the visit begins, as it is stored."""
	found = database.rows("select starts_at from `tabSD Field Visit` where name = %s", (visit,))[0][
		"starts_at"
	]
	assert isinstance(found, datetime)
	return found


def drag(agent: Person, number: str, day: date) -> None:
	"""Drag the ticket's visit to a day of the month that is shown."""
	page = agent.page
	page.locator(".fc-event").filter(has_text=number).first.hover()
	page.mouse.down()
	box = page.locator(f".fc-bg td[data-date='{day}']").bounding_box()
	assert box, day
	page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=12)
	page.mouse.up()


def test_a_visit_is_dragged_to_another_day(arrive: Arrive, database: Database) -> None:
	"""The calendar shows visits; a drag moves one in time, unless the specialist is somewhere else then."""
	agent = arrive(BOGDAN)
	database.rows("update `tabSD Field Visit` set visit_state = 'Cancelled' where specialist = %s", (BOGDAN,))
	first_day, second_day, third_day = (datetime.now(UTC).date() + timedelta(days=days) for days in (1, 2, 3))
	moved, other = (taken_request(arrive, CRISTINA, agent) for _number in range(2))
	visit = planned(agent, moved, datetime.combine(first_day, time(10)))
	planned(agent, other, datetime.combine(third_day, time(10)))
	agent.expect_status(CONFLICT)
	agent.open("/app/sd-field-visit/view/calendar/default")
	event = agent.page.locator(".fc-event").filter(has_text=moved)
	expect(event.first).to_be_visible(timeout=WAIT_MS)
	with agent.page.expect_response(re.compile("update_event")):
		drag(agent, moved, second_day)
	assert starts_of(database, visit) == datetime.combine(second_day, time(10))
	with agent.page.expect_response(re.compile("update_event")) as answer:
		drag(agent, moved, third_day)
	assert answer.value.status == CONFLICT
	expect(agent.page.locator(".msgprint")).to_contain_text(other, timeout=WAIT_MS)
	assert starts_of(database, visit) == datetime.combine(second_day, time(10))


def test_only_our_own_boxes_stand_around_a_ticket(arrive: Arrive) -> None:
	"""The framework's assignment and comment box lead past the queue and the notes; the rest of its sidebar stays."""
	agent = arrive(BOGDAN)
	desk = TicketForm(agent, taken_request(arrive, CRISTINA, agent))
	for hidden in (".form-assignments", ".comment-box", ".new-timeline"):
		expect(desk.page.locator(f".sd-ticket-page {hidden}").first).to_be_hidden()
	for shown in (".form-attachments", ".form-tags", ".form-shared"):
		expect(desk.page.locator(f".sd-ticket-page {shown}").first).to_be_visible()


@pytest.mark.parametrize("state_name", ["Rezolvat și transmis clientului pentru confirmare în scris"])
def test_a_long_state_fits_a_narrow_page(arrive: Arrive, state_name: str) -> None:
	"""Whatever staff call a state, the page is as wide as the screen."""
	agent = arrive(BOGDAN)
	number = taken_request(arrive, CRISTINA, agent)
	narrow = arrive(BOGDAN, NARROW)
	desk = TicketForm(narrow, number)
	pill = desk.page.locator(".page-head:visible .indicator-pill").first
	expect(pill).to_be_visible(timeout=WAIT_MS)
	pill.evaluate("(element, name) => { element.querySelector('span').textContent = name }", state_name)
	box = pill.bounding_box()
	assert box
	assert box["x"] + box["width"] <= NARROW
	assert desk.page.evaluate("document.documentElement.scrollWidth") <= NARROW
	expect(desk.page.locator(".page-head:visible .actions-btn-group > button")).to_be_in_viewport()
