"""The test site, asked from outside: through the web server and through the front, as each kind of person."""

import os
from dataclasses import dataclass

import pytest

from tests.security.http_door import NOBODY, Door, Session, front, sign_in, web_server

CUSTOMER_ROLE = "Service Desk Customer"
PASSWORD = "a long Password 4 the gate"
PORTAL_USER, STAFF_USER = "outside-portal@example.org", "outside-staff@example.org"


@dataclass(frozen=True)
class People:
	"""Sessions by person."""

	guest: Session
	portal: Session
	staff: Session


def pytest_addoption(parser: pytest.Parser) -> None:
	"""Let the fuzz be longer than in every day's run."""
	parser.addoption("--fuzz-requests", type=int, default=2000, help="how many requests the fuzz sends")


@pytest.fixture(scope="session")
def administrator() -> Session:
	"""A session of Administrator."""
	return sign_in(
		web_server(), "Administrator", os.environ.get("SERVICEDESK_ADMINISTRATOR_PASSWORD", "administrator")
	)


@pytest.fixture(scope="session")
def people(administrator: Session) -> People:
	"""One person of each kind, with roles but without anything to see."""
	door = web_server()
	for user, role in ((PORTAL_USER, CUSTOMER_ROLE), (STAFF_USER, "Service Desk Agent")):
		if door.ask("GET", f"/api/resource/User/{user}", administrator).status != 200:
			make_person(door, administrator, user, role)
	return People(NOBODY, sign_in(door, PORTAL_USER, PASSWORD), sign_in(door, STAFF_USER, PASSWORD))


def make_person(door: Door, administrator: Session, user: str, role: str) -> None:
	"""Make an enabled user with PASSWORD and one role, as the desk does."""
	answer = door.data(
		"/api/resource/User",
		{
			"email": user,
			"first_name": "Outside",
			"send_welcome_email": 0,
			"new_password": PASSWORD,
			# Else the framework makes a System Manager of the first user of a site that has none.
			"user_type": "Website User" if role == CUSTOMER_ROLE else "System User",
			"roles": [{"role": role}],
		},
		administrator,
	)
	assert answer.status == 200, answer.body[:2000]


@pytest.fixture(params=["web server", "front"])
def door(request: pytest.FixtureRequest) -> Door:
	"""Each way into the site."""
	return web_server() if request.param == "web server" else front()
