"""The test of a preset's language: every page that its people can reach, and no English on any of them."""

import re
from collections.abc import Sequence

from tests.e2e.conftest import Arrive
from tests.e2e.person import Person
from tests.e2e.portal_walk import request_forms, send_empty, send_filled, walk
from tests.e2e.portal_words import english_left

# What nobody has to sign in for. Where a preset does not offer one of them, the page that says so is read.
PUBLIC = (
	"/portal/sign-in",
	"/portal/register",
	"/portal/forgotten",
	"/portal/offline",
	"/portal/access/" + "x" * 32,
	"/portal/nothing-here",
)
# Pages that no link leads to.
UNLINKED = ("/portal/requests?q=xyzxyz", "/portal/requests/HELP-999999999", "/portal/password/new")
EXPECTED = (401, 403, 404, 409, 410, 422)

# A word of Latin letters.
LATIN = re.compile(r"[A-Za-z]{2,}")


def no_english_left(
	arrive: Arrive, language: str, people: Sequence[str], own_words: Sequence[str] = ()
) -> None:
	"""Walk the portal as a guest and as each of these people; fail with all English there is, by page.

	`own_words`: what the company itself calls in English, in its manual.
	"""
	found: dict[str, list[str]] = {}
	guest = arrive()
	guest.expect_status(*EXPECTED)
	for path in PUBLIC:
		guest.open(path)
		_read(guest, language, found)
	guest.open("/portal/sign-in")
	guest.check_nothing_here()
	guest.press("main button.primary")
	_read(guest, language, found)
	for user in people:
		_read_as(arrive(user), language, found)
	own = re.compile(rf"\b(?:{'|'.join(map(re.escape, own_words)) or '(?!)'})\b")
	left = [
		(path, text) for path, lines in found.items() for text in lines if LATIN.search(own.sub("", text))
	]
	assert not left, "\n".join(f"{path}: {text!r}" for path, text in left)


def _read_as(person: Person, language: str, found: dict[str, list[str]]) -> None:
	person.expect_status(*EXPECTED)
	forms = request_forms(person)
	for form in forms:
		send_empty(person, form)
		_read(person, language, found)
	sent = [send_filled(person, form) for form in forms]
	assert not forms or any(sent), f"no request came of any of {forms}"
	_read(person, language, found)
	for _address in walk(person):
		_read(person, language, found)
	for path in UNLINKED:
		person.open(path)
		_read(person, language, found)


def _read(person: Person, language: str, found: dict[str, list[str]]) -> None:
	said = {text for lines in found.values() for text in lines}
	if left := [text for text in english_left(person, language) if text not in said]:
		found[person.page.url.removeprefix(person.address)] = left
