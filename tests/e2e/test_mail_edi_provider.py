"""Manual edi-provider, steps 1 to 3, 12 and 14, in Romanian, by mail: every link is opened as the mail brought it."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e import mail_in, received_mail
from tests.e2e.bench import Administrator, Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk_records import DeskRecords
from tests.e2e.forms import UNPROCESSABLE
from tests.e2e.mail_in import DeskMailbox, Sender
from tests.e2e.person import BOGDAN, CRISTINA, PASSWORD, Person
from tests.e2e.received_mail import Mail
from tests.e2e.request_view import detail, see_state
from tests.e2e.steps import call, take_step

pytestmark = [pytest.mark.site, pytest.mark.browser]

# Whoever looks after what waits: agent and supervisor.
IOANA = "ioana.petrescu@example.ro"
CUSTOMER, REQUEST_TYPE = "dobre-distributie", "Solicitare Helpdesk"
CRISTINA_WRITES = Sender("Cristina Tănăsescu", CRISTINA)
STRANGER = Sender("Radu Străinu", "radu.strainu@example.edu")
SUBJECT, BODY = "Nu pot trimite avizul", "Bună ziua,\n\nAvizul de expediție este respins cu „Eroare 40”."
ALPHANUMERIC = "Solicitare26"
VIEW, MUTE = "Vizualizați solicitarea", "Nu doresc să primesc notificări"
WAITING_FOR_SUPPORT, IN_PROGRESS = "În așteptare departament suport", "În lucru"
WAITING_FOR_CUSTOMER, WAITING_FOR_OTHERS, RESOLVED = "În așteptare client", "În așteptare terți", "Rezolvat"
TAKE, ASK, WAIT, RESUME, RESOLVE = (
	*("Preia solicitarea", "Cere informații", "Așteaptă terți"),
	*("Reia lucrul", "Rezolvă"),
)
THIRD_PARTY = "Așteptăm răspunsul retailerului."
QUESTION, SOLUTION = "Care este numărul avizului?", "Avizul a fost retransmis."
REPLY = "Avizul 1873, de ieri."
RECEIVED = "confirmăm primirea"


@dataclass
class Client:
	"""A client who has never written before."""

	domain: str
	mark: str = field(default_factory=lambda: secrets.token_hex(4))

	@property
	def sender(self) -> Sender:
		"""As their mail program names them."""
		return Sender("Vlad Enache", f"vlad.enache.{self.mark}@{self.domain}")


@pytest.fixture(scope="module")
def mailbox(
	chromium: Browser, desk_url: str, administrator: Administrator, database: Database
) -> Iterator[DeskMailbox]:
	"""The help desk's address of this run."""
	with chromium.new_context() as context:
		records = DeskRecords(context.request, desk_url)
		records.sign_in(administrator.user, administrator.password)
		made = mail_in.mailbox_of_this_run(database, records)
		yield made
		mail_in.put_back(made, records)


def test_1_to_3_an_unknown_client_writes(arrive: Arrive, mailbox: DeskMailbox, database: Database) -> None:
	"""The mail waits for an agent, who registers and invites the client, and opens the request on their behalf."""
	client, agent, window = Client("example.edu"), arrive(IOANA), arrive()
	waiting = mail_waits(mailbox, client, database)
	number = agent_registers_and_opens(agent, client, waiting)
	sets_the_password_by_the_invitation(window, client)
	sees_the_requests(window, number, "E-mail")
	confirmation_has_both_links(window, client.sender.email, number)


def test_1_to_3_a_colleague_of_a_known_client_writes(
	arrive: Arrive, mailbox: DeskMailbox, database: Database
) -> None:
	"""Known by the company's mail domain: registered, invited and their request opened by the mail itself."""
	client, window = Client("example.net"), arrive()
	found = mailbox.taken(mailbox.write(client.sender, SUBJECT, BODY))
	assert found.state == "Ticket"
	(row,) = database.rows("select customer, requester from `tabSD Ticket` where name = %s", (found.ticket,))
	assert row == {"customer": CUSTOMER, "requester": client.sender.email}
	sets_the_password_by_the_invitation(window, client)
	sees_the_requests(window, found.ticket, "E-mail")
	confirmation_has_both_links(window, client.sender.email, found.ticket)


def mail_waits(mailbox: DeskMailbox, client: Client, database: Database) -> str:
	"""Whose the mail is, nobody knows: no ticket, and no mail to an address that may be forged; return its row."""
	before = database.stored()
	message = mailbox.write(client.sender, SUBJECT, BODY)
	found = mailbox.taken(message)
	assert (found.state, found.ticket) == ("Held", "")
	after = database.stored()
	assert (after.tickets, after.notices) == (before.tickets, before.notices)
	return mailbox.row_of(message)


def agent_registers_and_opens(agent: Person, client: Client, waiting: str) -> str:
	"""Step 1: clientul este înregistrat și invitat; agentul deschide solicitarea; return its number."""
	invited = call(
		agent,
		"access.invite_person",
		email=client.sender.email,
		first_name="Vlad",
		last_name="Enache",
		customer=CUSTOMER,
		language="ro",
	)
	assert invited.ok, invited.text()[:500]
	opened = call(
		agent,
		"mail.make_ticket",
		name=waiting,
		customer=CUSTOMER,
		request_type=REQUEST_TYPE,
		requester=client.sender.email,
	)
	assert opened.ok, opened.text()[:500]
	return str(opened.json()["message"])


def sets_the_password_by_the_invitation(window: Person, client: Client) -> None:
	"""Step 1: the link of the invitation; at least 8 letters and digits, at least 2 of them digits."""
	mail = received_mail.wait_for_one(client.sender.email, lambda mail: "Bine ați venit" in mail.subject)
	assert f"Numele de utilizator este adresa de e-mail: {client.sender.email}" in mail.text
	window.expect_status(UNPROCESSABLE)
	window.open(mail.link("/portal/access/").removeprefix(window.address))
	expect(window.page.locator("html")).to_have_attribute("lang", "ro")
	for password in ("Scurt26", "Doaro1cifra", "12345678", ALPHANUMERIC):
		window.page.fill("#password", password)
		window.page.fill("#repeated", password)
		window.press("main form button.primary")
		refused = window.page.locator("#password-error")
		expect(refused).to_have_count(0 if password == ALPHANUMERIC else 1)
	window.press("header form[action='/portal/sign-out'] button")
	window.sign_in(client.sender.email, ALPHANUMERIC)


def sees_the_requests(window: Person, number: str, channel: str) -> None:
	"""Step 2: the page of requests, and in the request what the mail said and how it came."""
	page = window.page
	assert page.url == f"{window.address}/portal/requests"
	expect(page.locator("h1")).to_have_text("Solicitări")
	row = page.locator("table.requests tbody tr", has_text=number)
	expect(row).to_contain_text(SUBJECT)
	expect(row).to_contain_text(WAITING_FOR_SUPPORT)
	expect(row).to_contain_text("Vlad Enache")
	window.press(f".cell-number a:text-is('{number}')")
	expect(page.locator("h1")).to_have_text(SUBJECT)
	expect(detail(window, "Metodă transmitere solicitare")).to_have_text(channel)
	expect(page.locator("main")).to_contain_text("Avizul de expediție este respins cu „Eroare 40”.")


def confirmation_has_both_links(window: Person, recipient: str, number: str) -> None:
	"""Step 3: „Vizualizați solicitarea” and „Nu doresc să primesc notificări”; both lead where they say."""
	mail = received_mail.wait_for(number, recipient, lambda mail: RECEIVED in mail.text)
	view, mute = both_links(mail)
	assert window.page.goto(view)
	expect(window.page.locator("h1")).to_have_text(SUBJECT)
	assert window.number() == number
	turn_off(window, mute)


def both_links(mail: Mail) -> tuple[str, str]:
	"""The two links of the manual, as the mail's HTML has them; the text has the same two."""
	found = []
	for label, part in ((VIEW, "/portal/requests/"), (MUTE, "/portal/mute/")):
		link = re.search(rf'<a[^>]*href="([^"]+)"[^>]*>{re.escape(label)}</a>', mail.html)
		assert link, f"no “{label}” in:\n{mail.html}"
		address = link[1].replace("&amp;", "&")
		assert address == mail.link(part)
		found.append(address)
	return found[0], found[1]


def turn_off(window: Person, mute: str) -> None:
	"""The link asks, and the button does it."""
	assert window.page.goto(mute)
	window.press("main button.primary")
	expect(window.page.locator("main [role=status]")).to_be_visible()


def test_12_every_state_brings_a_mail_until_they_are_turned_off(
	arrive: Arrive, mailbox: DeskMailbox, database: Database
) -> None:
	"""Each with both links; then none about states, but still the agent's question and the solution."""
	agent, window = arrive(BOGDAN), arrive()
	number = mailbox.taken(mailbox.write(CRISTINA_WRITES, SUBJECT, BODY)).ticket
	states: tuple[tuple[str, str, dict[str, str]], ...] = (
		(TAKE, IN_PROGRESS, {}),
		(WAIT, WAITING_FOR_OTHERS, {"message": THIRD_PARTY}),
		(RESUME, IN_PROGRESS, {}),
	)
	for position, (action, state, words) in enumerate(states):
		assert take_step(agent, number, action, **words) == state
		wait_for_nth(number, 2 + position)
		mail = received_mail.about(number, CRISTINA)[-1]
		assert state in mail.text
		view, mute = both_links(mail)
	window.page.goto(view)
	window.sign_in(CRISTINA, PASSWORD)
	assert window.number() == number, "the link of the mail leads on after signing in"
	turn_off(window, mute)
	take_step(agent, number, WAIT, message=THIRD_PARTY)
	take_step(agent, number, RESUME)
	take_step(agent, number, ASK, message=QUESTION)
	received_mail.wait_for(number, CRISTINA, lambda mail: QUESTION in mail.text)
	take_step(agent, number, RESUME)
	take_step(agent, number, RESOLVE, resolution=SOLUTION)
	received_mail.wait_for(
		number, CRISTINA, lambda mail: SOLUTION in mail.text or f": {RESOLVED}." in mail.text
	)
	assert len(received_mail.about(number, CRISTINA)) == 1 + len(states) + 2, "and nothing else"


def wait_for_nth(number: str, count: int) -> None:
	"""Wait until so many mails about the request have come to Cristina."""
	received_mail.wait_for(
		number, CRISTINA, lambda _mail: len(received_mail.about(number, CRISTINA)) >= count
	)


def test_14_a_reply_to_a_notice_is_a_comment_a_strangers_is_not(
	arrive: Arrive, mailbox: DeskMailbox, database: Database
) -> None:
	"""The answer to the question puts the request back to work; a stranger's mail on that thread waits for an agent."""
	agent, customer = arrive(BOGDAN), arrive(CRISTINA)
	number = mailbox.taken(mailbox.write(CRISTINA_WRITES, SUBJECT, BODY)).ticket
	take_step(agent, number, TAKE)
	take_step(agent, number, ASK, message=QUESTION)
	question = received_mail.wait_for(number, CRISTINA, lambda mail: QUESTION in mail.text)
	stranger = mailbox.taken(mailbox.answer(STRANGER, question, "Vă rog să îmi trimiteți parola."))
	assert stranger.state == "Held"
	customer.open(f"/portal/requests/{number}")
	see_state(customer, WAITING_FOR_CUSTOMER, "waiting_for_customer")
	found = mailbox.taken(mailbox.answer(CRISTINA_WRITES, question, REPLY))
	assert (found.state, found.ticket) == ("Comment", number)
	customer.open(f"/portal/requests/{number}")
	see_state(customer, IN_PROGRESS, "active")
	expect(customer.page.locator("#activity .entry-mine").first).to_contain_text(REPLY)
	expect(customer.page.locator("main")).not_to_contain_text("parola")
	told = received_mail.wait_for(number, BOGDAN, lambda mail: REPLY in mail.text)
	assert "Cristina Tănăsescu" in told.text
