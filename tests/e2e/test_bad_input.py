"""What is typed or chosen wrongly at the portal's forms: said by the field, in the reader's language, with 422.

What was typed stays, and nothing half-made is left: no rows, no files, no mail.
"""

import re
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.bench import Database
from tests.e2e.conftest import Arrive
from tests.e2e.forms import (
	FORM_FIELDS,
	LONGEST_SUMMARY,
	SEND,
	UNPROCESSABLE,
	nothing_left_behind,
	refused_by,
	send_with_files,
	typed_is_kept,
)
from tests.e2e.person import BOGDAN, CRISTINA, FILLED_IN, HELPDESK_FORM, file
from tests.e2e.samples import HTML, MEGABYTE, PNG, SVG, text_of
from tests.e2e.steps import take_step

pytestmark = [pytest.mark.site, pytest.mark.browser]


def test_mandatory_fields_missing(arrive: Arrive, database: Database) -> None:
	"""Each missing field says so; what was filled in stays."""
	customer = arrive(CRISTINA)
	customer.expect_status(UNPROCESSABLE)
	customer.open(HELPDESK_FORM)
	with nothing_left_behind(database):
		# The form begins with the requester's own name.
		customer.fill_in({"nume_solicitant": "", "utilizator_platforma": "cristina.edi", "retailer": "Mega"})
		answer = customer.press(SEND)
		for name in FORM_FIELDS:
			refused_by(customer, answer, name, "[Cc]ompletați")
	typed_is_kept(
		customer, {"f_utilizator_platforma": "cristina.edi", "f_retailer": "Mega", "service": "Platforma EDI"}
	)
	expect(customer.page.locator("#f_numar_contact-error")).to_have_count(0)


def test_a_field_that_depends_on_another_is_demanded_only_then(arrive: Arrive, database: Database) -> None:
	"""“Another retailer” asks for its name; the others do not."""
	customer = arrive(CRISTINA)
	customer.expect_status(UNPROCESSABLE)
	customer.open(HELPDESK_FORM)
	with nothing_left_behind(database):
		customer.fill_in({**FILLED_IN, "retailer": "Alt retailer"})
		refused_by(customer, customer.press(SEND), "f_alt_retailer", "[Cc]ompletați")
	customer.page.select_option("[name=f_retailer]", "Mega")
	assert customer.press(SEND).status == HTTPStatus.OK
	assert customer.number()


def test_a_field_too_long(arrive: Arrive, database: Database) -> None:
	"""The browser stops at the limit; whoever gets past it is told, and loses nothing."""
	customer = arrive(CRISTINA)
	customer.expect_status(UNPROCESSABLE)
	customer.open(HELPDESK_FORM)
	summary = customer.page.locator("[name=f_rezumat]")
	expect(summary).to_have_attribute("maxlength", str(LONGEST_SUMMARY))
	summary.evaluate("(element) => element.removeAttribute('maxlength')")
	values = {**FILLED_IN, "rezumat": "ă" * (LONGEST_SUMMARY + 1)}
	with nothing_left_behind(database):
		customer.fill_in(values)
		refused_by(customer, customer.press(SEND), "f_rezumat", f"{LONGEST_SUMMARY}")
	typed_is_kept(customer, {f"f_{name}": value for name, value in values.items()})


@pytest.mark.parametrize(
	("name", "kind", "content", "said"),
	[
		("desen.svg", "image/svg+xml", SVG, "desen.svg: .*png"),
		("captură.png", "image/png", HTML, "captură.png: "),
		("gol.txt", "text/plain", b"", "gol.txt: "),
	],
	ids=["refused type", "not what its name says", "empty"],
)
def test_a_file_that_is_not_taken(
	arrive: Arrive, database: Database, name: str, kind: str, content: bytes, said: str
) -> None:
	"""A refused file takes the good one beside it, and the ticket, back with it."""
	customer = arrive(CRISTINA)
	customer.expect_status(UNPROCESSABLE)
	customer.open(HELPDESK_FORM)
	with nothing_left_behind(database):
		customer.fill_in(files=[file("bun.png", PNG, "image/png"), file(name, content, kind)])
		refused_by(customer, send_with_files(customer, HELPDESK_FORM), "f_atasament", said)
		typed_is_kept(customer, FORM_FIELDS)
		# Kept with the draft, for whoever has chosen it and nobody else.
		expect(customer.page.locator(".kept-files")).to_contain_text("bun.png")
		expect(customer.page.locator(".chosen li")).to_have_count(0)


def test_a_file_too_large(arrive: Arrive, database: Database, tmp_path: Path) -> None:
	"""Over the desk's limit but within what the front lets through, sent past the page's own check."""
	large = tmp_path / "jurnal.txt"
	large.write_bytes(text_of(25 * MEGABYTE + 1))
	customer = arrive(CRISTINA, java_script_enabled=False)
	customer.expect_status(UNPROCESSABLE)
	customer.open(HELPDESK_FORM)
	with nothing_left_behind(database):
		customer.fill_in(files=[large])
		answer = customer.press(SEND)
		assert answer.status == UNPROCESSABLE
		expect(customer.page.locator("#f_atasament-error")).to_have_text(re.compile("jurnal.txt: .*25 MB"))
	typed_is_kept(customer, FORM_FIELDS)


def test_a_file_too_large_is_not_even_sent(arrive: Arrive, database: Database, tmp_path: Path) -> None:
	"""With scripts, the page says it before a long upload, also of what the front would refuse."""
	large = tmp_path / "jurnal.txt"
	large.write_bytes(text_of(30 * MEGABYTE))
	customer = arrive(CRISTINA)
	customer.open(HELPDESK_FORM)
	with nothing_left_behind(database):
		customer.fill_in(files=[large])
		customer.page.click(SEND)
		expect(customer.page.locator("#f_atasament-error")).to_have_text(re.compile("25 MB"))
		expect(customer.page.locator("#f_atasament")).to_have_attribute("aria-invalid", "true")
	typed_is_kept(customer, FORM_FIELDS)
	customer.page.set_input_files("#f_atasament", [file("bun.png", PNG, "image/png")])
	expect(customer.page.locator("#f_atasament-error")).to_have_count(0)
	customer.press(SEND)
	assert customer.number()


def test_files_too_large_together_are_not_sent(arrive: Arrive, database: Database, tmp_path: Path) -> None:
	"""Each would pass, all of them would be refused by the front, with a page of its own."""
	halves = [tmp_path / f"jurnal-{number}.txt" for number in (1, 2)]
	for half in halves:
		half.write_bytes(text_of(13 * MEGABYTE))
	customer = arrive(CRISTINA)
	customer.open(HELPDESK_FORM)
	with nothing_left_behind(database):
		customer.fill_in(files=halves)
		expect(customer.page.locator("#f_atasament-error")).to_have_text(re.compile("Împreună.*25 MB"))
		customer.page.click(SEND)
		expect(customer.page.locator("#f_atasament")).to_be_focused()
	typed_is_kept(customer, FORM_FIELDS)


def test_a_file_just_within_the_limit_is_taken(arrive: Arrive, tmp_path: Path) -> None:
	"""No step on the way (front, framework, form) has a lower limit than the page says."""
	large = tmp_path / "jurnal.txt"
	large.write_bytes(text_of(25 * MEGABYTE - 1))
	customer = arrive(CRISTINA)
	customer.send_request(files=[large])
	expect(customer.page.locator(".side .files li")).to_contain_text("25 MB")


def test_an_empty_comment(arrive: Arrive, database: Database) -> None:
	"""Nothing to send is said by the field."""
	customer = arrive(CRISTINA)
	customer.send_request()
	customer.expect_status(UNPROCESSABLE)
	with nothing_left_behind(database):
		refused_by(customer, customer.comment("   "), "message", "mesaj")


def test_a_comment_with_a_refused_file_keeps_its_text(arrive: Arrive, database: Database) -> None:
	"""The message is not stored without its file."""
	customer = arrive(CRISTINA)
	customer.send_request()
	customer.expect_status(UNPROCESSABLE)
	with nothing_left_behind(database):
		customer.page.set_input_files("#attachments", [file("pagina.html", HTML, "text/html")])
		refused_by(customer, customer.comment("Vedeți pagina"), "attachments", "pagina.html")
	typed_is_kept(customer, {"message": "Vedeți pagina"})


def test_a_rating_without_a_score(arrive: Arrive, database: Database) -> None:
	"""A message alone is no rating; it stays in its field."""
	customer, agent = arrive(CRISTINA), arrive(BOGDAN)
	number = customer.send_request()
	take_step(agent, number, "Preia solicitarea")
	take_step(agent, number, "Rezolvă", resolution="Gata.")
	customer.expect_status(UNPROCESSABLE)
	customer.open(f"/portal/requests/{number}")
	with nothing_left_behind(database):
		customer.page.fill("#rating_message", "Bine")
		assert customer.press("#feedback button.primary").status == UNPROCESSABLE
	expect(customer.page.locator("#score-error")).to_have_text(re.compile("1.*5"))
	typed_is_kept(customer, {"rating_message": "Bine"})
