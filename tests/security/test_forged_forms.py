"""Forms filled in well, but for one field that names something of another customer's: refused, and nothing is made."""

from typing import Any

import frappe
import pytest

from tests.security.http_door import Door, Session, sign_in, web_server
from tests.security.two_customers import PASSWORD, Customer, connected, two_customers
from tests.security.walker import OF_B

pytestmark = pytest.mark.site

LINKS = ("customer", "contract", "equipment")
REFUSED = frozenset((403, 404, 422))


@pytest.fixture(scope="module")
def customers() -> tuple[Customer, Customer]:
	"""Both customers."""
	return two_customers()


@pytest.fixture(scope="module")
def form(customers: tuple[Customer, Customer]) -> tuple[str, dict[str, str]]:
	"""A form's address, and what requester A would send with it: every mandatory question answered."""
	own = customers[0]
	with connected():
		name, route = frappe.db.get_value("SD Request Type", {"published": 1}, ["name", "route"])
		fields = frappe.get_all(
			"SD Request Field",
			{"parent": name, "mandatory": 1},
			["field_name", "field_type", "options"],
			order_by="idx",
		)
	answers = {f"f_{field.field_name}": _answer(field) for field in fields}
	return f"/portal/new/{route}", {
		**answers,
		"customer": own.name,
		"contract": own.one("SD Contract"),
		"equipment": own.one("SD Equipment"),
	}


def _answer(field: Any) -> str:
	if field.options:
		return str(field.options.split("\n")[0])
	return {"Number": "1", "Email": "a@isolation.test", "Phone": "+359 2 123456", "Date": "2026-01-31"}.get(
		field.field_type, "text"
	)


def send(door: Door, session: Session, address: str, values: dict[str, str]) -> Any:
	"""Send the form as the page does."""
	return door.form(address, {**values, "csrf_token": session.token}, session)


def tickets(customers: tuple[Customer, Customer]) -> int:
	"""How many tickets there are that name anything of B's, or that A's requester opened."""
	own, other = customers
	with connected():
		return sum(
			# query-in-loop: one count for each way to belong to B
			frappe.db.count("SD Ticket", {field: value})
			for field, value in (
				("customer", other.name),
				("contract", other.one("SD Contract")),
				("equipment", other.one("SD Equipment")),
				("opened_by", own.requester),
			)
		)


@pytest.mark.parametrize("forged", LINKS)
def test_a_forged_choice_is_refused(
	customers: tuple[Customer, Customer], form: tuple[str, dict[str, str]], forged: str
) -> None:
	"""The answer is a refusal without anything of B's in it, and no ticket was made."""
	own, other = customers
	address, values = form
	theirs = {
		"customer": other.name,
		"contract": other.one("SD Contract"),
		"equipment": other.one("SD Equipment"),
	}
	before = tickets(customers)
	door = web_server()
	session = sign_in(door, own.requester, PASSWORD)
	answer = send(door, session, address, {**values, forged: theirs[forged]})
	assert answer.status in REFUSED, (answer.status, answer.body[:300])
	assert not OF_B.search(answer.body.replace(theirs[forged].encode(), b""))
	assert tickets(customers) == before


def test_the_same_form_with_own_things_is_taken(
	customers: tuple[Customer, Customer], form: tuple[str, dict[str, str]]
) -> None:
	"""So that it is the forged field which is refused."""
	door = web_server()
	session = sign_in(door, customers[0].requester, PASSWORD)
	answer = send(door, session, *form)
	assert answer.status == 303, (answer.status, answer.body[:2000])
