"""Signing in with the name and password of a mailbox: a real Dovecot on loopback."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from post_office.render import PASSWORD

from tests.security.http_door import Session
from tests.security.sign_in_servers import Dovecot, silent_server
from tests.security.sign_in_site import (
	ACCOUNT,
	DOWN,
	LET_IN,
	SOURCE,
	WRONG,
	Records,
	is_signed_in,
	sign_in_administrator,
	try_to_sign_in,
)
from tests.tools.live_programs import LOOPBACK

RUN = secrets.token_hex(4)
DOMAIN = f"{RUN}.example.net"


@dataclass
class Place:
	"""A mail server, the source that stands for it, and the site's records."""

	dovecot: Dovecot
	records: Records
	source: str
	customer: str


def settings(dovecot: Dovecot, customer: str) -> dict[str, object]:
	"""How the mail server is reached, as the form of a source has it."""
	return {
		"kind": "IMAP",
		"host": LOOPBACK,
		"port": dovecot.port,
		"security": "None",
		"mail_domain": DOMAIN,
		"default_customer": customer,
		"default_role": "Manager",
	}


@pytest.fixture(scope="module")
def place(administrator: Session, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
	"""A running mail server, asked by the site."""
	records = Records(administrator)
	customer = records.make("SD Customer", {"customer_name": f"Mailboxes {RUN}"})
	dovecot = Dovecot(tmp_path_factory.mktemp("dovecot"))
	with dovecot.runs(), records.source(f"Mail {RUN}", **settings(dovecot, customer)) as source:
		yield Place(dovecot, records, source, customer)


def test_by_short_name(place: Place) -> None:
	"""`support` stands for support@ the mail domain; the account acts for the source's customer from then on."""
	for login in ("Support", f"support@{DOMAIN}", f" SUPPORT@{DOMAIN.upper()} "):
		answer = try_to_sign_in(login, PASSWORD)
		assert answer.status == LET_IN and is_signed_in(answer), login
	(name,) = place.records.find(ACCOUNT, sign_in_source=place.source)
	account = place.records.read(ACCOUNT, name)
	assert (account["user"], account["external_login"]) == (f"support@{DOMAIN}", "support")
	rows = account["customers"]
	assert [(row["customer"], row["account_role"]) for row in rows] == [(place.customer, "Manager")]


def test_what_staff_change_stays(place: Place) -> None:
	"""A mail server knows no groups, so nothing is put back at the next sign-in."""
	assert try_to_sign_in("office", PASSWORD).status == LET_IN
	(name,) = place.records.find(ACCOUNT, sign_in_source=place.source, external_login="office")
	rows = [{"customer": place.customer, "account_role": "Requester"}]
	place.records.change(ACCOUNT, name, customers=rows, phone="+359 2 5")
	assert try_to_sign_in("office", PASSWORD).status == LET_IN
	account = place.records.read(ACCOUNT, name)
	assert account["phone"] == "+359 2 5" and account["customers"][0]["account_role"] == "Requester"


@pytest.mark.parametrize("password", ["", "wrong", f"{PASSWORD}\0", f"x\0{PASSWORD}"])
def test_wrong_passwords(place: Place, password: str) -> None:
	"""Refused as everywhere, and no account is made."""
	login = f"careful{secrets.token_hex(3)}"
	answer = try_to_sign_in(login, password)
	assert answer.status == WRONG and not is_signed_in(answer)
	assert not place.records.find(ACCOUNT, external_login=login)


@pytest.mark.parametrize(
	"login",
	[
		"support@example.com",
		"support\0x",
		'"support"',
		"a LOGOUT",
		"support\r\nA1 LOGOUT",
		"*",
		"x" * 1000,
		"../../etc/passwd",
		"Administrator",
	],
)
def test_odd_names_are_refused_quietly(place: Place, login: str) -> None:
	"""Nothing that is typed becomes a command to the mail server."""
	answer = try_to_sign_in(login, PASSWORD)
	assert answer.status in (WRONG, 403) and not is_signed_in(answer)


@pytest.mark.parametrize("security", ["STARTTLS", "TLS"])
def test_encrypted(place: Place, security: str) -> None:
	"""With the company's own authority; without it no password is sent."""
	dovecot, records = place.dovecot, place.records
	port = dovecot.tls_port if security == "TLS" else dovecot.port
	authority = dovecot.certificate.text
	records.change(SOURCE, place.source, security=security, port=port, ca_certificate=authority)
	try:
		assert records.test_connection(place.source) == {"works": True, "problem": ""}
		assert try_to_sign_in(f"secret-{security}", PASSWORD).status == LET_IN
		records.change(SOURCE, place.source, ca_certificate="")
		found = records.test_connection(place.source)
		assert not found["works"] and "certificate" in found["problem"].lower()
		assert try_to_sign_in(f"secret-{security}", PASSWORD).status == DOWN
	finally:
		records.change(SOURCE, place.source, security="None", port=dovecot.port)


def test_a_mail_server_that_is_down_or_silent(
	administrator: Session, tmp_path_factory: pytest.TempPathFactory
) -> None:
	"""A clear message and 503, and whoever is no matter of the mail server's still gets in."""
	records = Records(administrator)
	customer = records.make("SD Customer", {"customer_name": f"Stopped mailboxes {RUN}"})
	dovecot = Dovecot(tmp_path_factory.mktemp("stopped"))
	with silent_server() as silent:
		for port in (dovecot.port, silent):
			values = settings(dovecot, customer) | {"port": port, "mail_domain": f"stopped.{DOMAIN}"}
			with records.source(f"Stopped {secrets.token_hex(4)}", **values):
				answer = try_to_sign_in(f"support@stopped.{DOMAIN}", PASSWORD)
				assert answer.status == DOWN
				assert b"the server that checks names and passwords does not answer" in answer.body
				assert is_signed_in(sign_in_administrator())
