"""The connection to a directory: encrypted, wrong, down, silent. A real slapd on loopback."""

import secrets
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.security.directory_place import DOMAIN, LOCAL_PASSWORD, PASSWORD, RUN, Place, a_directory, settings
from tests.security.http_door import Session, sign_in, web_server
from tests.security.sign_in_servers import PEOPLE, Slapd, silent_server
from tests.security.sign_in_site import (
	DOWN,
	LET_IN,
	SOURCE,
	WRONG,
	Records,
	is_signed_in,
	post,
	sign_in_administrator,
	try_to_sign_in,
)
from tests.tools.live_programs import LOOPBACK, free_port


@pytest.fixture(scope="module")
def place(administrator: Session, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
	"""A running directory, asked by the site."""
	with a_directory(administrator, tmp_path_factory.mktemp("slapd")) as made:
		yield made


@pytest.mark.parametrize("security", ["STARTTLS", "TLS"])
def test_encrypted(place: Place, security: str) -> None:
	"""With the company's own authority; without it the connection is refused before any password is sent."""
	slapd = place.slapd
	port = slapd.tls_port if security == "TLS" else slapd.port
	place.records.change(
		SOURCE, place.source, security=security, port=port, ca_certificate=slapd.certificate.text
	)
	try:
		assert place.records.test_connection(place.source) == {"works": True, "problem": ""}
		uid = place.person(f"secret{security.lower()}{RUN}", "clients")
		assert try_to_sign_in(uid, PASSWORD).status == LET_IN
		place.records.change(SOURCE, place.source, ca_certificate="")
		found = place.records.test_connection(place.source)
		assert not found["works"] and "certificate" in found["problem"].lower()
		assert try_to_sign_in(uid, PASSWORD).status == DOWN
		# The name in the certificate counts too.
		place.records.change(SOURCE, place.source, ca_certificate=slapd.certificate.text, host="localhost")
		assert not place.records.test_connection(place.source)["works"]
		place.records.change(SOURCE, place.source, check_certificate=0)
		assert place.records.test_connection(place.source)["works"]
	finally:
		place.records.change(
			SOURCE, place.source, security="None", port=slapd.port, host=LOOPBACK, check_certificate=1
		)


@pytest.mark.parametrize(
	("wrong", "said"),
	[
		({"bind_password": "wrong"}, "refuses the account"),
		({"base_dn": "dc=elsewhere"}, "cannot look people up"),
		({"port": "closed"}, "does not answer"),
	],
)
def test_the_button_says_what_is_wrong(place: Place, wrong: dict[str, str], said: str) -> None:
	"""To administrators, whom the page's message would not help."""
	values = settings(place.slapd, default_customer=place.customer, **wrong)
	if wrong.get("port") == "closed":
		values["port"] = free_port()
	with place.records.source(f"Wrong {secrets.token_hex(4)}", **values) as source:
		found = place.records.test_connection(source)
	assert not found["works"] and said in found["problem"]


def test_the_button_is_for_administrators(place: Place) -> None:
	"""The server is asked with its stored password."""
	button = "/api/method/servicedesk.api.agent.sign_in_source.test_connection"
	place.records.keep_a_system_manager()
	supervisor = f"supervisor{RUN}@{DOMAIN}"
	place.records.make(
		"User",
		{
			"email": supervisor,
			"first_name": "Supervisor",
			"send_welcome_email": 0,
			"new_password": LOCAL_PASSWORD,
			"roles": [{"role": "Service Desk Supervisor"}],
		},
	)
	session = sign_in(web_server(), supervisor, LOCAL_PASSWORD)
	assert post(button, {"source": place.source}, session).status == 403
	assert web_server().ask("GET", f"/api/resource/{quote(SOURCE)}", session).status == 403
	assert post(button, {"source": place.source}).status in (401, 403)


def test_a_directory_that_is_down(administrator: Session, tmp_path_factory: pytest.TempPathFactory) -> None:
	"""A clear message and 503; administrators and local people still get in; it is asked again when it is back."""
	records = Records(administrator)
	slapd = Slapd(tmp_path_factory.mktemp("stopped"))
	customer = records.make("SD Customer", {"customer_name": f"Stopped {RUN}"})
	groups = [{"group_name": f"all{RUN}", "customer": customer, "account_role": "Requester"}]
	values = settings(slapd, groups=groups, default_customer=customer)
	with records.source(f"Stopped {RUN}", **values) as source:
		with slapd.runs():
			slapd.fill()
			slapd.add_person(f"patient{RUN}", PASSWORD)
			assert try_to_sign_in(f"patient{RUN}", PASSWORD).status == LET_IN
		for login in (f"patient{RUN}", f"patient{RUN}@{DOMAIN}", f"unknown{RUN}"):
			answer = try_to_sign_in(login, PASSWORD)
			assert answer.status == DOWN and not is_signed_in(answer)
			assert b"the server that checks names and passwords does not answer" in answer.body
			assert login.encode() in answer.body, "what was typed stays"
		assert try_to_sign_in("Administrator", "wrong").status == WRONG
		assert is_signed_in(sign_in_administrator())
		with slapd.runs():
			assert records.test_connection(source)["works"]
			assert try_to_sign_in(f"patient{RUN}", PASSWORD).status == LET_IN


@pytest.mark.parametrize("security", ["None", "STARTTLS", "TLS"])
def test_a_directory_that_is_silent(administrator: Session, security: str) -> None:
	"""The page answers within seconds, and at once from then on."""
	records = Records(administrator)
	customer = records.make("SD Customer", {"customer_name": f"Silent {secrets.token_hex(4)}"})
	with silent_server() as port:
		values = {
			"kind": "LDAP", "host": LOOPBACK, "port": port, "security": security, "base_dn": PEOPLE,
			"default_customer": customer,
		}  # fmt: skip
		with records.source(f"Silent {secrets.token_hex(4)}", **values):
			started = time.monotonic()
			assert try_to_sign_in("somebody", PASSWORD).status == DOWN
			assert time.monotonic() - started < 9
			started = time.monotonic()
			assert try_to_sign_in("somebody", PASSWORD).status == DOWN
			assert is_signed_in(sign_in_administrator())
			assert time.monotonic() - started < 4
