"""What a refused form must look like, and what must not be left of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Response, expect

from tests.e2e.bench import Database
from tests.e2e.person import FILLED_IN, Person

FORM_FIELDS = {f"f_{name}": value for name, value in FILLED_IN.items()}
SEND = "main form.form button.primary"
LONGEST_SUMMARY = 140
UNPROCESSABLE = 422


@contextmanager
def nothing_left_behind(database: Database) -> Iterator[None]:
	"""Everything stored is as it was before."""
	before = database.stored()
	yield
	assert (changed := database.stored().changes_since(before)) == {}, changed
	assert (files := database.files_without_owner()) == [], files


def refused_by(person: Person, answer: Response, field: str, said: str, *, by_script: bool = True) -> None:
	"""The page came back with its status, and the sentence by the field, where a screen reader finds it.

	A script puts the focus on what is wrong; without scripts the page's beginning says it.
	"""
	assert answer.status == UNPROCESSABLE
	entry = person.page.locator(f"#{field}")
	expect(person.page.locator(f"#{field}-error")).to_have_text(re.compile(said))
	expect(entry).to_have_attribute("aria-invalid", "true")
	assert f"{field}-error" in str(entry.get_attribute("aria-describedby"))
	alert = person.page.locator(".alert-error:not(.not-sent)")
	expect(alert).to_be_visible()
	if by_script:
		expect(alert).to_be_focused()


def send_with_files(person: Person, address: str) -> Response:
	"""With files the script sends the form, and no page follows a refusal; return the form's answer when it is shown."""
	old = person.page.locator("main").element_handle()
	with person.page.expect_response(
		lambda answer: answer.request.method == "POST" and answer.url.endswith(address)
	) as sent:
		person.page.click(SEND)
	assert old
	old.wait_for_element_state("hidden")
	return sent.value


def typed_is_kept(person: Person, values: dict[str, str]) -> None:
	"""The fields still hold what was typed."""
	for name, value in values.items():
		expect(person.page.locator(f"[name={name}]")).to_have_value(value)
