"""Manual edi-provider, steps 1 and 2, in Romanian: a client who phones is registered and invited, and sees the requests."""

import re
import secrets
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import expect

from tests.e2e import received_mail
from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.desk_records import DeskRecords
from tests.e2e.forms import UNPROCESSABLE
from tests.e2e.person import BOGDAN, ELENA, PASSWORD, Person
from tests.e2e.steps import call

pytestmark = [pytest.mark.site, pytest.mark.browser]

CUSTOMER, CUSTOMER_NAME = "dobre-distributie", "Dobre Distribuție SA"
ALPHANUMERIC = "Solicitare26"
GONE = 410
COLUMNS = ["Tip", "Referință", "Rezumat", "Birou de asistență", "Stare", "Solicitant"]


@dataclass
class Caller:
	"""A client who phones for the first time."""

	mark: str = field(default_factory=lambda: secrets.token_hex(4))

	@property
	def email(self) -> str:
		"""Their address, which becomes the user name."""
		return f"stefan.munteanu.{self.mark}@example.net"

	@property
	def subject(self) -> str:
		"""What they phone about."""
		return f"Am parola blocată, rog deblocare ({self.mark})"


def test_a_client_who_phones(arrive: Arrive) -> None:
	"""Steps 1 and 2, each helper says which."""
	caller, agent, client = Caller(), arrive(BOGDAN), arrive()
	register_on_the_spot(agent, caller)
	number = open_on_behalf(agent, caller)
	link = invitation_arrives(caller, client)
	client_sets_the_password(client, caller, link)
	the_link_works_once(arrive(), link)
	client_sees_the_requests(client, caller, number)
	details_say_how_it_came(client, number)


def register_on_the_spot(agent: Person, caller: Caller) -> None:
	"""Step 1: la primirea primei solicitări, clientul este înregistrat și primește un e-mail în care este invitat."""
	answer = call(
		agent,
		"access.invite_person",
		email=caller.email,
		first_name="Ștefan",
		last_name="Munteanu",
		customer=CUSTOMER,
		language="ro",
	)
	assert answer.ok, answer.text()[:500]


def open_on_behalf(agent: Person, caller: Caller) -> str:
	"""Step 1: agentul deschide o solicitare, cu metoda de transmitere „Telefonic”; return its number."""
	records = DeskRecords(agent.context.request, agent.address)
	records.sign_in(BOGDAN, PASSWORD)
	return records.make(
		"SD Ticket",
		subject=caller.subject,
		description="Clientul nu se poate conecta.",
		customer=CUSTOMER,
		requester=caller.email,
		channel="Phone",
	)


def invitation_arrives(caller: Caller, client: Person) -> str:
	"""Step 1: the invitation and its link; the user name is the address."""
	mail = received_mail.wait_for_one(caller.email, lambda mail: "Bine ați venit" in mail.subject)
	assert "Ștefan Munteanu" in mail.text
	assert CUSTOMER_NAME in mail.text
	assert f"Numele de utilizator este adresa de e-mail: {caller.email}" in mail.text
	return mail.link("/portal/access/").removeprefix(client.address)


def client_sets_the_password(client: Person, caller: Caller, link: str) -> None:
	"""Step 1: the password has at least 8 letters and digits, at least 2 of them digits."""
	client.expect_status(UNPROCESSABLE)
	client.open(link)
	expect(client.page.locator("html")).to_have_attribute("lang", "ro")
	expect(client.page.locator("main dl")).to_contain_text(caller.email)
	for refused in ("Scurt26", "Lunga-cu-o-cifra-1", "12345678"):
		send_password(client, refused)
		expect(client.page.locator("#password-error")).to_be_visible()
		assert "/portal/access/" in client.page.url
	send_password(client, ALPHANUMERIC, "altceva26")
	expect(client.page.locator("#repeated-error")).to_be_visible()
	send_password(client, ALPHANUMERIC)


def send_password(client: Person, password: str, repeated: str = "") -> None:
	"""Fill in the form of the new password and send it."""
	client.page.fill("#password", password)
	client.page.fill("#repeated", repeated or password)
	client.press("main form button.primary")


def the_link_works_once(stranger: Person, link: str) -> None:
	"""Whoever finds the mail later gets nowhere."""
	stranger.expect_status(GONE)
	assert stranger.open(link).status == GONE
	expect(stranger.page.locator("#password")).to_have_count(0)


def client_sees_the_requests(client: Person, caller: Caller, number: str) -> None:
	"""Step 2: „Conectare” leads to the page of requests, with its columns, its filters and its search."""
	client.press("header form[action='/portal/sign-out'] button")
	expect(client.page.locator("h1")).to_have_text("Conectare")
	client.sign_in(caller.email.upper(), ALPHANUMERIC)
	page = client.page
	assert page.url == f"{client.address}/portal/requests"
	expect(page.locator("h1")).to_have_text("Solicitări")
	heads = page.locator("table.requests th").all_text_contents()
	assert heads[: len(COLUMNS)] == COLUMNS
	row = page.locator("table.requests tbody tr", has_text=number)
	expect(row).to_contain_text(caller.subject)
	expect(row).to_contain_text("În așteptare departament suport")
	expect(row).to_contain_text("Ștefan Munteanu")
	client.open("/portal/requests?show=closed")
	expect(page.locator("main")).not_to_contain_text(number)
	client.open("/portal/requests?mine=1")
	expect(page.locator("main")).to_contain_text(number)
	client.search(number)
	expect(page.locator("table.requests tbody tr")).to_have_count(1)


def details_say_how_it_came(client: Person, number: str) -> None:
	"""Step 1: the request shows its channel."""
	client.press(f".cell-number a:text-is('{number}')")
	expect(client.page.locator("dl.details")).to_contain_text("Metodă transmitere")
	expect(client.page.locator("dl.details")).to_contain_text("Telefonic")


def test_an_invitation_that_expired_or_was_replaced_opens_nothing(arrive: Arrive, database: Database) -> None:
	"""The second invitation ends the first; a link that is too old ends by itself."""
	caller, agent, client = Caller(), arrive(BOGDAN), arrive()
	register_on_the_spot(agent, caller)
	first = invitation_arrives(caller, client)
	answer = call(agent, "access.invite_again", account=caller.email)
	assert answer.ok, answer.text()[:500]
	client.expect_status(GONE)
	assert client.open(first).status == GONE
	second = received_mail.wait_for_one(
		caller.email, lambda mail: "/portal/access/" in mail.text and first not in mail.text
	)
	link = second.link("/portal/access/").removeprefix(client.address)
	assert client.open(link).status == 200
	database.rows(
		"update `tabSD Access Link` set expires_at = now() - interval 9 day where user = %s", (caller.email,)
	)
	assert client.open(link).status == GONE


def test_somebody_known_is_not_told_to_strangers(arrive: Arrive) -> None:
	"""The desk has no registration on the site: the page is not there, and nobody learns who is known."""
	stranger = arrive()
	stranger.expect_status(404)
	assert stranger.open("/portal/register").status == 404
	stranger.open("/portal/sign-in")
	expect(stranger.page.locator("main")).not_to_contain_text(re.compile("Înregistr"))
	assert ELENA not in stranger.page.content()
