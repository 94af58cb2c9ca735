"""Manual edi-provider, steps 4 to 11, in Romanian: what a request's states, clocks and buttons are to its customer.

The way from sending to rating is in `test_journey_edi_provider`; here is what it leaves out.
"""

import pytest
from playwright.sync_api import expect

from tests.e2e import received_mail
from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk import TicketForm
from tests.e2e.person import BOGDAN, CRISTINA, FILLED_IN
from tests.e2e.request_view import actions, choose_action, clock, detail, follow, see_clock, see_state
from tests.e2e.samples import PNG
from tests.e2e.steps import ask_for_step, take_step

pytestmark = [pytest.mark.site, pytest.mark.browser]

WAITING_FOR_SUPPORT, IN_PROGRESS = "În așteptare departament suport", "În lucru"
WAITING_FOR_CUSTOMER, WAITING_FOR_OTHERS = "În așteptare client", "În așteptare terți"
RESOLVED, CLOSED, CANCELLED = "Rezolvat", "Închis", "Anulat"
STATES = (
	WAITING_FOR_SUPPORT,
	IN_PROGRESS,
	WAITING_FOR_CUSTOMER,
	WAITING_FOR_OTHERS,
	RESOLVED,
	CLOSED,
	CANCELLED,
)
TAKE, ASK, WAIT, RESUME = "Preia solicitarea", "Cere informații", "Așteaptă terți", "Reia lucrul"
RESOLVE, CLOSE, REOPEN = "Rezolvă", "Închide", "Redeschide"
SOLVED, CANCEL, MUTE = "Rezolvați această problemă", "Anulează solicitarea", "Nu mă notificați"
IOANA = "ioana.petrescu@example.ro"
# What the desk's buttons are called.
ASSIGN, HAND_ON, TAKE_TICKET = "Alocă", "Predă", "Preia"
SECOND_LINE, REASON = "Integrare EDI", "Mesajul nu ajunge la celălalt provider."
TAKE_OVER, RESOLUTION = "Timp preluare solicitare", "Timp de soluționare"
# What a browser does when somebody pastes a screenshot, or drops a file.
BRING_A_FILE = """(place, { event, name, bytes }) => {
	const carried = new DataTransfer();
	carried.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
	const options = { bubbles: true, cancelable: true };
	place.dispatchEvent(
		event === "paste"
			? new ClipboardEvent("paste", { ...options, clipboardData: carried })
			: new DragEvent("drop", { ...options, dataTransfer: carried }),
	);
}"""
THIRD_PARTY = "Așteptăm confirmarea de la providerul EDI cu care sunteți interconectat."
DONE = "Am primit confirmarea terților, mesajul a fost transmis."
CONFLICT, UNPROCESSABLE = 409, 422


def test_the_states_are_those_of_the_manual(database: Database) -> None:
	"""Exactly six (manual 6 to 11), and the one that a cancelled request is in."""
	rows = database.rows(
		"select state from `tabWorkflow Document State` where parent = %s order by idx", ("Solicitări",)
	)
	assert tuple(row["state"] for row in rows) == STATES


def test_4_the_box_of_the_clocks_says_how_each_stands(arrive: Arrive, database: Database) -> None:
	"""Time to take over in 30 minutes, time to resolve in 2 hours: running, met, paused, breached."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	expect(clock(customer, TAKE_OVER)).to_contain_text("în 30 min")
	expect(clock(customer, RESOLUTION)).to_contain_text("în 2")
	for label in (TAKE_OVER, RESOLUTION):
		see_clock(customer, label, "running")
		expect(clock(customer, label).locator("[data-remaining]")).to_have_count(1)
	database.let_time_pass(number, 31)
	follow(customer)
	see_clock(customer, TAKE_OVER, "breached")
	see_clock(customer, RESOLUTION, "running")
	take_step(agent, number, TAKE)
	follow(customer)
	see_clock(customer, TAKE_OVER, "met_late")
	# Clocks count whole seconds: a fast machine would be here within the first, when a minute more is left.
	customer.page.wait_for_timeout(1_000)
	take_step(agent, number, ASK, message="Care este numărul facturii?")
	follow(customer)
	see_clock(customer, RESOLUTION, "paused")
	expect(clock(customer, RESOLUTION).locator(".clock-time")).to_have_text("1:28")


def test_4_the_details_and_with_whom_it_is_shared(arrive: Arrive) -> None:
	"""Detalii: who, number, user name, what, retailer, how it was sent; Partajat cu; the activity, newest first."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	more = {"numar_contact": "+40 721 555 010", "utilizator_platforma": "cristina.t", "retailer": "Profi"}
	number = customer.send_request({**FILLED_IN, **more})
	for label, value in (
		("Numele solicitantului", "Cristina Tănăsescu"),
		("Număr de contact", "+40 721 555 010"),
		("Nume utilizator platformă", "cristina.t"),
		("Retailer", "Profi"),
		("Metodă transmitere solicitare", "Portal"),
	):
		expect(detail(customer, label)).to_have_text(value)
	expect(detail(customer, "Detalii solicitare")).to_contain_text("Am trimis factura de două ori.")
	expect(customer.page.locator("h2", has_text="Partajat cu")).to_be_visible()
	expect(customer.page.locator(".people li")).to_have_text(["Cristina Tănăsescu Creator"])
	take_step(agent, number, TAKE)
	take_step(agent, number, ASK, message="Care este numărul facturii?")
	follow(customer)
	entries = customer.page.locator("#activity .entry")
	expect(entries.filter(has_text=IN_PROGRESS)).to_have_count(1)
	texts = entries.all_inner_texts()
	places = [
		next(place for place, text in enumerate(texts) if words in text)
		for words in (WAITING_FOR_CUSTOMER, IN_PROGRESS)
	]
	assert places == sorted(places), texts


def test_5_a_screenshot_is_pasted_and_a_document_dropped(arrive: Arrive) -> None:
	"""Glisați și fixați fișiere, lipiți capturi de ecran: both hang on the comment, whole."""
	customer = arrive(CRISTINA)
	customer.send_request()
	for event, name, place in (("paste", "image.png", "#message"), ("drop", "factura.png", "[data-drop]")):
		customer.page.locator(f"#comment {place}" if event == "drop" else place).evaluate(
			BRING_A_FILE, {"event": event, "name": name, "bytes": list(PNG)}
		)
	expect(customer.page.locator("#comment .chosen li")).to_have_count(2)
	customer.comment("Atașez ce văd pe ecran.")
	attached = customer.page.locator("#activity .entry-mine .files a")
	expect(attached).to_have_count(2)
	assert any(text.startswith("screenshot-") for text in attached.all_inner_texts())
	for link in attached.all():
		answer = customer.context.request.get(customer.address + str(link.get_attribute("href")))
		assert (answer.status, answer.body()) == (200, PNG)


def test_5_the_buttons_of_each_state(arrive: Arrive) -> None:
	"""As the manual's pictures have them: not to be told always, cancel and solved by the state."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	assert actions(customer) == [CANCEL]
	expect(customer.page.get_by_role("button", name=MUTE)).to_be_visible()
	take_step(agent, number, TAKE)
	follow(customer)
	assert sorted(actions(customer)) == sorted([SOLVED, CANCEL])
	take_step(agent, number, ASK, message="Care este numărul facturii?")
	follow(customer)
	assert actions(customer) == [CANCEL]
	take_step(agent, number, RESUME)
	take_step(agent, number, WAIT, message=THIRD_PARTY)
	follow(customer)
	assert actions(customer) == []
	expect(customer.page.get_by_role("button", name=MUTE)).to_be_visible()


def test_5_the_customer_says_that_it_is_solved(arrive: Arrive) -> None:
	"""Rezolvați această problemă: resolved at once, the clock met, the desk sees it, and it may be rated."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	take_step(agent, number, TAKE)
	customer.open(f"/portal/requests/{number}")
	choose_action(customer, SOLVED)
	see_state(customer, RESOLVED, "resolved")
	see_clock(customer, RESOLUTION, "met")
	expect(customer.page.locator("#activity .entry-state").first).to_contain_text("Cristina Tănăsescu")
	expect(customer.page.locator("#feedback")).to_be_visible()
	assert ask_for_step(agent, number, RESOLVE, resolution=DONE).status == CONFLICT


def test_5_the_customer_cancels(arrive: Arrive, database: Database) -> None:
	"""Anulează solicitarea: the clocks are called off; nobody can take it any more, by no button."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	choose_action(customer, CANCEL)
	see_state(customer, CANCELLED, "cancelled")
	for label in (TAKE_OVER, RESOLUTION):
		see_clock(customer, label, "cancelled")
	assert actions(customer) == []
	assert ask_for_step(agent, number, TAKE).status == CONFLICT
	assert (
		database.count("select count(*) from `tabSD Ticket` where name = %s and queue_rank > 0", (number,))
		== 0
	)


def test_9_the_clock_stands_while_third_parties_are_asked(arrive: Arrive, database: Database) -> None:
	"""În așteptare terți: the customer is told whom we wait for, and the time there is not counted."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	take_step(agent, number, TAKE)
	form = TicketForm(agent, number)
	form.take(WAIT, THIRD_PARTY)
	form.see_state(WAITING_FOR_OTHERS)
	told = received_mail.wait_for(number, CRISTINA, lambda mail: f": {WAITING_FOR_OTHERS}." in mail.text)
	assert THIRD_PARTY in told.text
	follow(customer)
	see_state(customer, WAITING_FOR_OTHERS, "waiting_for_others")
	expect(customer.page.locator("#activity")).to_contain_text(THIRD_PARTY)
	see_clock(customer, RESOLUTION, "paused")
	standing = clock(customer, RESOLUTION).locator(".clock-time").inner_text()
	database.let_time_pass(number, 300)
	follow(customer)
	expect(clock(customer, RESOLUTION).locator(".clock-time")).to_have_text(standing)
	form.press(RESUME)
	form.see_state(IN_PROGRESS)
	follow(customer)
	see_state(customer, IN_PROGRESS, "active")
	see_clock(customer, RESOLUTION, "running")


def test_9_another_department_goes_on(arrive: Arrive, database: Database) -> None:
	"""De la alte departamente: given to an agent, taken, handed on by the form's buttons; the client reads no reason."""
	customer, agent, ioana = arrive(CRISTINA), arrive(BOGDAN), arrive(IOANA)
	number = customer.send_request()
	TicketForm(ioana, number).assign(ASSIGN, BOGDAN)
	told = received_mail.wait_for(number, BOGDAN, lambda mail: "v-a fost alocată" in mail.text)
	assert "Solicitant: Cristina Tănăsescu" in told.text
	form = TicketForm(agent, number)
	form.press(TAKE)
	form.see_state(IN_PROGRESS)
	form.hand_on(HAND_ON, REASON, offered=SECOND_LINE)
	form.see_team(SECOND_LINE)
	form = TicketForm(ioana, number)
	form.press(TAKE_TICKET)
	expect(form.button(TAKE_TICKET)).to_have_count(0)
	row = database.rows("select team, agent from `tabSD Ticket` where name = %s", (number,))[0]
	assert row == {"team": SECOND_LINE, "agent": IOANA}
	follow(customer)
	see_state(customer, IN_PROGRESS, "active")
	see_clock(customer, RESOLUTION, "running")
	expect(customer.page.locator("#activity")).not_to_contain_text(REASON)


def test_11_closed_stays_closed(arrive: Arrive) -> None:
	"""Nobody opens it again: no button, no comment, no forged form; a new request can be sent."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	form = TicketForm(agent, number)
	for step, words, state in ((TAKE, "", IN_PROGRESS), (RESOLVE, DONE, RESOLVED), (CLOSE, "", CLOSED)):
		form.press(step, words)
		form.see_state(state)
	follow(customer)
	see_state(customer, CLOSED, "closed")
	customer.open(f"/portal/requests/{number}")
	assert actions(customer) == []
	expect(customer.page.locator("#message")).to_have_count(0)
	expect(customer.page.locator(".resolution")).to_contain_text(DONE)
	forged = customer.post(
		f"/portal/requests/{number}/comment", {"message": "Încă nu merge.", "key": "x" * 20}
	)
	assert forged.status in (CONFLICT, UNPROCESSABLE), forged.status
	for step in (SOLVED, CANCEL, REOPEN):
		answer = customer.post(f"/portal/requests/{number}/action", {"action": step})
		assert answer.status in (CONFLICT, UNPROCESSABLE), f"{step}: {answer.status}"
	for step in (REOPEN, TAKE, RESUME):
		assert ask_for_step(agent, number, step, message="Din nou").status == CONFLICT
	assert form.steps() == []
	told = received_mail.wait_for(number, CRISTINA, lambda mail: f": {CLOSED}." in mail.text)
	assert "O solicitare închisă nu mai poate fi redeschisă; puteți deschide una nouă." in told.text
	assert customer.send_request() != number
