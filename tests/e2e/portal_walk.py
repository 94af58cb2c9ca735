"""Somebody walks the whole portal: follows every link to every kind of page, and sends every form."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from playwright.sync_api import Locator

from tests.e2e.forms import SEND
from tests.e2e.person import Person
from tests.e2e.portal_map import shape

# Pages of one kind that are opened: of a list with hundreds of rows, these many.
OF_A_KIND = 2
MOST_PAGES = 40
NO_PAGE = re.compile(
	r"\.(?:xlsx|csv|pdf|png|webmanifest|js|css|json)(?:$|\?)|/export|/files/|/download|/register/form$"
)
LINKS = "() => [...document.querySelectorAll('a[href]')].map((link) => link.href)"
FORM_LINK = re.compile(r"^/portal/new/[a-z0-9-]+$")
# What a field is filled with, by its type.
TEXT = "Проба 1234"
BY_TYPE = {
	"number": "1",
	"date": date.today().isoformat(),  # noqa: DTZ011 — of the person's own calendar
	"time": "10:00",
	"datetime-local": f"{date.today().isoformat()}T10:00",  # noqa: DTZ011 — of the person's own calendar
	"email": "persona@example.com",
	"tel": "+359 2 555 0100",
}


def walk(person: Person, start: str = "/portal") -> Iterator[str]:
	"""Open every kind of page that links lead to; gives each address while its page is open."""
	waiting, seen, kinds = deque([start]), {start}, Counter[str]()
	while waiting and sum(kinds.values()) < MOST_PAGES:
		address = waiting.popleft()
		kind = shape(urlsplit(address).path)
		if kinds[kind] >= OF_A_KIND:
			continue
		kinds[kind] += 1
		person.open(address)
		yield address
		for link in _links(person):
			if link not in seen:
				seen.add(link)
				waiting.append(link)


def _links(person: Person) -> list[str]:
	own = [link.removeprefix(person.address) for link in person.page.evaluate(LINKS)]
	paths = [link.split("#")[0] for link in own if link.startswith("/portal")]
	return [path for path in paths if not NO_PAGE.search(path)]


def request_forms(person: Person) -> list[str]:
	"""The addresses of the forms that somebody may fill in."""
	person.open("/portal/new")
	return sorted({urlsplit(link).path for link in _links(person) if FORM_LINK.match(urlsplit(link).path)})


def send_empty(person: Person, form: str) -> None:
	"""Send a form as it comes: the page of its faults is open then."""
	person.expect_status(422, 409)
	person.open(form)
	person.press(SEND)


def send_filled(person: Person, form: str) -> bool:
	"""Fill in a form with anything that fits and send it; whether a request came of it."""
	person.open(form)
	# What was chosen first may bring more fields.
	for _round in range(2):
		for entry in person.page.locator(f"{SEND.rpartition(' ')[0]} [name]:visible").all():
			_fill(entry)
	person.press(SEND)
	if "/portal/requests/" not in person.page.url and not person.page.locator("[aria-invalid]").count():
		# The page that asks whether to send.
		person.press("main form button.primary")
	return "/portal/requests/" in person.page.url


def _fill(entry: Locator) -> None:
	tag, kind = entry.evaluate("(element) => [element.tagName, element.type]")
	if tag == "SELECT":
		_choose(entry)
	elif kind in ("checkbox", "radio"):
		entry.check()
	elif kind not in ("file", "hidden", "submit", "search") and tag != "BUTTON" and not entry.input_value():
		entry.fill(BY_TYPE.get(kind, TEXT))


def _choose(entry: Locator) -> None:
	values = entry.evaluate("(element) => [...element.options].map((option) => option.value).filter(Boolean)")
	if values and not entry.input_value():
		entry.select_option(values[0])
