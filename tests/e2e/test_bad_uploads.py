"""What befalls a new request with files on its way: a lost line, far too many, a text without end, half an upload.

Nothing typed or chosen is lost, nothing half-made is left, and sent again it is one request.
"""

import re
import socket
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.forms import (
	FORM_FIELDS,
	SEND,
	UNPROCESSABLE,
	nothing_left_behind,
	refused_by,
	typed_is_kept,
)
from tests.e2e.person import CRISTINA, FILLED_IN, HELPDESK_FORM, ROUTED, Person, file
from tests.e2e.samples import MEGABYTE, PNG

pytestmark = [pytest.mark.site, pytest.mark.browser]

CHOSEN = "main .chosen li"
MOST_FILES, MANY = 10, 50
HALF = 200_000
LONG = "Пълно " * (MEGABYTE // 11)


def test_the_line_is_lost_while_it_is_sent(arrive: Arrive, database: Database) -> None:
	"""Words and files stay on the page; once more, and it is one request with its file."""
	customer = arrive(CRISTINA, **ROUTED)
	customer.expected.append("net::ERR_")
	customer.open(HELPDESK_FORM)
	customer.fill_in(files=[file("captură.png", PNG, "image/png")])

	def cut(route: Route) -> None:
		route.abort("connectionreset")

	customer.page.route(f"**{HELPDESK_FORM}", cut)
	with nothing_left_behind(database):
		customer.page.click(SEND)
		expect(customer.page.locator("main .not-sent")).to_be_focused()
	typed_is_kept(customer, FORM_FIELDS)
	expect(customer.page.locator(CHOSEN)).to_have_count(1)
	expect(customer.page.locator(".upload-progress")).to_have_count(0)
	customer.page.unroute(f"**{HELPDESK_FORM}", cut)
	before = database.stored().tickets
	customer.press("main [data-send-again]")
	customer.number()
	expect(customer.page.locator("main")).to_contain_text("captură.png")
	assert database.stored().tickets == before + 1


def test_the_server_has_no_answer(arrive: Arrive, database: Database) -> None:
	"""An error page in the place of an answer takes nothing away."""
	customer = arrive(CRISTINA, **ROUTED)
	customer.expect_status(502)
	customer.open(HELPDESK_FORM)
	customer.fill_in(files=[file("captură.png", PNG, "image/png")])
	customer.page.route(f"**{HELPDESK_FORM}", lambda route: route.fulfill(status=502, body="Bad Gateway"))
	with nothing_left_behind(database):
		customer.page.click(SEND)
		expect(customer.page.locator("main .not-sent")).to_be_focused()
	typed_is_kept(customer, FORM_FIELDS)
	expect(customer.page.locator(CHOSEN)).to_have_count(1)


def test_half_an_upload_is_nothing(arrive: Arrive, database: Database) -> None:
	"""The connection ends in the middle of a file: no request comes of the half that arrived."""
	customer = arrive(CRISTINA)
	customer.open(HELPDESK_FORM)
	fields = {**FORM_FIELDS, "service": "Platforma EDI"}
	for name in ("csrf_token", "key", "form_version"):
		fields[name] = customer.page.input_value(f"main form.form [name={name}]")
	with nothing_left_behind(database):
		send_half(customer, fields)
		# Another request of the same person is answered: what the half began has ended by then.
		customer.open(HELPDESK_FORM)


def send_half(person: Person, fields: dict[str, str]) -> None:
	"""Send the form up to the middle of its file, and hang up."""
	parts = [
		f'--half\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
		for name, value in fields.items()
	]
	parts.append(
		'--half\r\nContent-Disposition: form-data; name="f_atasament"; filename="half.png"\r\n'
		"Content-Type: image/png\r\n\r\n"
	)
	body = "".join(parts).encode() + PNG
	cookies = "; ".join(f"{cookie.get('name')}={cookie.get('value')}" for cookie in person.context.cookies())
	place = urlsplit(person.address)
	head = (
		f"POST {HELPDESK_FORM} HTTP/1.1\r\nHost: {place.netloc}\r\nCookie: {cookies}\r\n"
		"Content-Type: multipart/form-data; boundary=half\r\n"
		f"Content-Length: {len(body) + HALF}\r\nConnection: close\r\n\r\n"
	)
	with socket.create_connection((place.hostname or "", place.port or 80), timeout=20) as line:
		line.sendall(head.encode() + body)
		line.shutdown(socket.SHUT_WR)
		# Whatever is said to somebody who is gone: that the request has been made is not.
		assert b" 303 " not in line.recv(4096).split(b"\r\n", 1)[0]


def test_fifty_files_are_not_even_sent(arrive: Arrive, database: Database) -> None:
	"""Said by the field, before anything leaves the browser."""
	customer = arrive(CRISTINA)
	customer.open(HELPDESK_FORM)
	sent: list[str] = []
	customer.fill_in(files=[file(f"{place}.png", PNG, "image/png") for place in range(MANY)])
	customer.page.on("request", lambda request: sent.append(request.url))
	with nothing_left_behind(database):
		customer.page.click(SEND)
		expect(customer.page.locator("#f_atasament-error")).to_have_text(re.compile(str(MOST_FILES)))
		expect(customer.page.locator("#f_atasament")).to_be_focused()
	assert [url for url in sent if url.endswith(HELPDESK_FORM)] == []
	typed_is_kept(customer, FORM_FIELDS)


def test_fifty_files_without_script(arrive: Arrive, database: Database) -> None:
	"""The server says the same, and keeps as many as may be sent."""
	customer = arrive(CRISTINA, java_script_enabled=False)
	customer.expect_status(UNPROCESSABLE)
	customer.open(HELPDESK_FORM)
	with nothing_left_behind(database):
		customer.fill_in(
			files=[file(f"{place}.png", PNG + bytes([place]), "image/png") for place in range(MANY)]
		)
		answer = customer.press(SEND)
		assert answer.status == UNPROCESSABLE
		expect(customer.page.locator("#f_atasament-error")).to_have_text(re.compile(str(MOST_FILES)))
	expect(customer.page.locator(".kept-files label")).to_have_count(MOST_FILES)
	typed_is_kept(customer, FORM_FIELDS)


def test_a_megabyte_of_text_is_not_even_sent(arrive: Arrive, database: Database) -> None:
	"""With script the page says it, and the text stays whole."""
	customer = arrive(CRISTINA)
	customer.open(HELPDESK_FORM)
	with nothing_left_behind(database):
		customer.fill_in({**FILLED_IN, "detalii": LONG})
		customer.page.click(SEND)
		expect(customer.page.locator("#f_detalii-error")).to_have_text(re.compile(r"\d"))
		expect(customer.page.locator("#f_detalii")).to_be_focused()
	assert customer.page.input_value("#f_detalii") == LONG


def test_a_megabyte_of_text_without_script(arrive: Arrive, database: Database) -> None:
	"""Refused by its field, and given back whole."""
	customer = arrive(CRISTINA, java_script_enabled=False)
	customer.expect_status(UNPROCESSABLE)
	customer.open(HELPDESK_FORM)
	with nothing_left_behind(database):
		customer.fill_in({**FILLED_IN, "detalii": LONG})
		refused_by(customer, customer.press(SEND), "f_detalii", r"\d", by_script=False)
		assert customer.page.input_value("#f_detalii") == LONG
