"""The portal as an app: installable, light, without a page of anybody on the device; what is typed outlives a lost line."""

import json
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Request, expect

from tests.e2e import page_checks
from tests.e2e.bench import Administrator
from tests.e2e.conftest import Arrive
from tests.e2e.desk_records import DeskRecords
from tests.e2e.forms import SEND, typed_is_kept
from tests.e2e.person import CRISTINA, ELENA, FILLED_IN, HELPDESK_FORM, MIHAI, Person
from tests.e2e.presets import Preset

pytestmark = [pytest.mark.site, pytest.mark.browser]

# What a worker may keep: the portal's own files, and the page without a line.
MAY_BE_KEPT = ("/assets/", "/portal/theme/", "/portal/offline")
LARGEST_WORKER = 12 * 1024
WAIT_SECONDS, PAUSE_MS = 15, 100
KEPT = """async () => {
	const stores = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
	return (await Promise.all(stores.map((store) => store.keys()))).flat().map((request) => request.url);
}"""
CACHE_OF_WORKER = "async () => (await navigator.serviceWorker.ready).updateViaCache"
DRAFTS = "() => Object.keys(localStorage).filter((name) => name.startsWith('portal-draft:'))"
# Whether the page without a line that is kept says something, and is the only one.
SHOWS_OFFLINE = """async (words) => {
	const found = await caches.match("/portal/offline", {ignoreSearch: true});
	return (await caches.keys()).length === 1 && Boolean(found) && (await found.text()).includes(words);
}"""
WORDS = {f"f_{name}": value for name, value in FILLED_IN.items()}


def with_worker(person: Person, path: str = "/portal") -> Person:
	"""Open a page and wait until the worker answers for it."""
	person.open(path)
	person.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
	person.page.wait_for_function("() => Boolean(navigator.serviceWorker.controller)")
	return person


def wait_until(person: Person, promise: str, value: str) -> None:
	"""Ask the page until the promise of its answer yields what is wanted."""
	end = time.monotonic() + WAIT_SECONDS
	while not person.page.evaluate(promise, value):
		assert time.monotonic() < end, person.page.evaluate("() => caches.keys()")
		person.page.wait_for_timeout(PAUSE_MS)


def without_line(person: Person) -> None:
	"""Cut the line; what browsers say about that is expected."""
	person.expected += [
		"ERR_INTERNET_DISCONNECTED",
		"net::ERR_FAILED",
		"Failed to load resource",
		"htmx:sendError",
		"htmx:afterRequest",
	]
	person.context.set_offline(True)


def kept(person: Person) -> list[str]:
	"""The paths of what is kept on the device."""
	return sorted(urlsplit(url).path for url in person.page.evaluate(KEPT))


def test_the_browser_finds_what_it_needs_to_install(arrive: Arrive) -> None:
	"""A manifest that parses without complaint, icons that load, a worker that answers for the start page."""
	person = with_worker(arrive(CRISTINA))
	session = person.context.new_cdp_session(person.page)
	found = session.send("Page.getAppManifest")
	assert found["url"].startswith(f"{person.address}/portal/manifest.webmanifest")
	assert found["errors"] == []
	manifest = json.loads(found["data"])
	assert manifest["start_url"] == "/portal"
	for icon in manifest["icons"]:
		answer = person.context.request.get(person.address + icon["src"])
		assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
		assert "max-age=31536000" in answer.headers["cache-control"]
	assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] in (
		[],
		# A test's window keeps nothing for later, which a browser says here.
		[{"errorId": "in-incognito", "errorArguments": []}],
	)


def test_no_page_of_anybody_is_kept(arrive: Arrive) -> None:
	"""After a walk through the portal only files and the page without a line are on the device, without a name."""
	person = with_worker(arrive(MIHAI))
	for path in ("/portal/requests", "/portal/profile", "/portal/members", HELPDESK_FORM):
		person.open(path)
	paths = kept(person)
	assert paths, "the worker keeps nothing"
	assert [path for path in paths if not path.startswith(MAY_BE_KEPT)] == []
	offline = person.page.evaluate(
		"async () => (await (await caches.match('/portal/offline', {ignoreSearch: true})).text())"
	)
	assert "Mihai" not in offline and "Ionescu" not in offline


def test_the_worker_is_light_and_comes_once(arrive: Arrive) -> None:
	"""What installing costs on the line, and that no further page view asks for it again."""
	person = arrive(CRISTINA)
	asked: list[Request] = []
	person.context.on(
		"requestfinished", lambda request: asked.append(request) if request.service_worker else None
	)
	with_worker(person)
	person.page.wait_for_load_state("networkidle")
	bodies = bodies_of(asked)
	assert sum(bodies.values()) <= LARGEST_WORKER, bodies
	# Afterwards the browser looks into its own cache alone, at the same address, for as long as that keeps.
	assert person.page.evaluate(CACHE_OF_WORKER) == "all"
	addresses = {person.page.get_attribute("meta[name=portal-worker]", "content")}
	for path in ("/portal/requests", "/portal"):
		person.open(path)
		addresses.add(person.page.get_attribute("meta[name=portal-worker]", "content"))
	assert len(addresses) == 1, addresses
	worker = [url for url in bodies if "_worker" in url]
	assert worker, bodies
	for address in (person.address + str(addresses.pop()), *worker):
		assert "max-age=" in person.context.request.get(address).headers["cache-control"], address


def bodies_of(asked: list[Request]) -> dict[str, int]:
	"""Bytes by address, of what only the worker has asked for."""
	return {
		request.url: request.sizes()["responseBodySize"] for request in asked if not _is_file(request.url)
	}


def _is_file(url: str) -> bool:
	"""Whether the page itself has loaded the file already, so that it comes from the browser's cache."""
	return ("/assets/" in url and "portal_worker" not in url) or "/portal/theme/" in url


def test_another_phone_makes_another_worker(
	arrive: Arrive, preset: Preset, administrator: Administrator
) -> None:
	"""What is kept follows the settings by itself, and what was kept before goes."""
	person = with_worker(arrive(CRISTINA))
	records = DeskRecords(arrive().context.request, person.address)
	records.sign_in(administrator.user, administrator.password)
	records.change("SD Settings", "SD Settings", contact_phone="0800 123 456")
	try:
		person.open("/portal")
		wait_until(person, SHOWS_OFFLINE, "0800 123 456")
	finally:
		records.change("SD Settings", "SD Settings", contact_phone=preset.phone)


def test_a_page_without_a_line(arrive: Arrive, preset: Preset) -> None:
	"""In the reader's language, with the company's phone, good for everybody; the line back, the same address works."""
	person = with_worker(arrive(CRISTINA))
	without_line(person)
	person.open("/portal/requests")
	expect(person.page.locator("html")).to_have_attribute("lang", preset.language)
	expect(person.page.locator("a[href^='tel:']")).to_have_text(preset.phone)
	page_checks.fits_its_width(person)
	person.context.set_offline(False)
	person.press("main a.button.primary")
	assert person.page.url == f"{person.address}/portal/requests"
	expect(person.page.locator("table.requests, .nothing, main h1").first).to_be_visible()


def test_a_request_outlives_a_lost_line(arrive: Arrive) -> None:
	"""Not sent: said so, nothing lost, even if the page is closed; sent when the line is back, once, and forgotten."""
	person = with_worker(arrive(CRISTINA), HELPDESK_FORM)
	person.fill_in()
	without_line(person)
	expect(person.page.locator("#line-lost")).to_be_visible()
	person.page.click(SEND)
	notice = person.page.locator(".not-sent")
	expect(notice).to_be_focused()
	expect(notice.locator("[data-kept]")).to_be_visible()
	typed_is_kept(person, WORDS)
	page_checks.has_no_faults(person, "not sent")
	person.open("/portal")
	person.context.set_offline(False)
	person.open("/portal")
	person.press(".kept-elsewhere a")
	expect(person.page.locator(".kept-draft")).to_be_visible()
	typed_is_kept(person, WORDS)
	send_again(person)
	person.number()
	assert person.page.evaluate(DRAFTS) == []


def send_again(person: Person) -> None:
	"""By the notice's button; where the form asks whether to send, once more."""
	person.press(".kept-draft [data-send-again]")
	if "/portal/requests/" not in person.page.url:
		person.press(SEND)


def comment_without_line(person: Person, words: str) -> None:
	"""Press the button of a comment that the line loses; the page says so."""
	person.page.wait_for_load_state("networkidle")
	person.page.fill("#message", words)
	without_line(person)
	person.page.click("#comment button.primary")
	expect(person.page.locator("#comment .not-sent")).to_be_focused()


def test_a_comment_outlives_a_lost_line(arrive: Arrive) -> None:
	"""The same, sent by the button that offers to try again."""
	person = with_worker(arrive(CRISTINA))
	number = person.send_request()
	comment_without_line(person, "Scris în tren")
	expect(person.page.locator("#message")).to_have_value("Scris în tren")
	person.context.set_offline(False)
	person.press("#comment [data-send-again]")
	assert person.number() == number
	expect(person.page.locator("#activity .entry-mine").first).to_contain_text("Scris în tren")
	assert person.page.evaluate(DRAFTS) == []
	expect(person.page.locator("#message")).to_have_value("")


def test_one_comment_after_the_other(arrive: Arrive) -> None:
	"""Each arrives, although a browser never tells the next page which part of this one was shown."""
	person = with_worker(arrive(CRISTINA))
	number = person.send_request()
	person.open(f"/portal/requests/{number}#people")
	entries = person.page.locator("#activity .entry-mine")
	for written in ("Prima", "A doua", "A treia"):
		person.comment(written)
		assert person.page.url.endswith(f"/{number}#activity")
		expect(entries.filter(has_text=written)).to_have_count(1)
		expect(person.page.locator(".not-sent, .kept-draft, .kept-elsewhere")).to_have_count(0)
		expect(person.page.locator("#message")).to_have_value("")
		assert person.page.evaluate(DRAFTS) == []


def test_what_is_typed_over_a_kept_comment_is_another(arrive: Arrive) -> None:
	"""It had arrived, and only its answer was lost: the same words make no second one, other words are not lost."""
	person = with_worker(arrive(CRISTINA))
	number = person.send_request()
	comment_without_line(person, "Scris în tren")
	key = person.page.locator("#comment input[name=key]").input_value()
	person.context.set_offline(False)
	person.post(f"/portal/requests/{number}/comment", {"message": "Scris în tren", "key": key})
	person.open(f"/portal/requests/{number}")
	expect(person.page.locator("#message")).to_have_value("Scris în tren")
	person.page.fill("#message", "Altceva")
	person.page.fill("#message", "Scris în tren")
	expect(person.page.locator("#comment input[name=key]")).to_have_value(key)
	person.comment("Altceva")
	for written in ("Altceva", "Scris în tren"):
		expect(person.page.locator("#activity .entry-mine").filter(has_text=written)).to_have_count(1)


def test_what_was_typed_can_be_thrown_away(arrive: Arrive) -> None:
	"""The form is empty again, and stays so."""
	person = with_worker(arrive(CRISTINA), HELPDESK_FORM)
	without_line(person)
	person.page.fill("#f_rezumat", "Nu mai e nevoie")
	person.page.click(SEND)
	expect(person.page.locator(".not-sent")).to_be_focused()
	person.context.set_offline(False)
	person.open(HELPDESK_FORM)
	expect(person.page.locator("#f_rezumat")).to_have_value("Nu mai e nevoie")
	person.press(".kept-draft [data-forget]")
	expect(person.page.locator("#f_rezumat")).not_to_have_value("Nu mai e nevoie")
	assert person.page.evaluate(DRAFTS) == []


def test_nobody_finds_what_another_typed(arrive: Arrive) -> None:
	"""Signing out takes it away; so does the next person's first page, where somebody forgot to sign out."""
	person = with_worker(arrive(CRISTINA), HELPDESK_FORM)
	without_line(person)
	person.page.fill("#f_rezumat", "Secret")
	person.page.click(SEND)
	assert len(person.page.evaluate(DRAFTS)) == 1
	person.page.wait_for_timeout(2_000)  # else autosave.js sends it, and the answer brings her session back
	person.context.set_offline(False)
	person.context.clear_cookies()
	person.context.add_cookies(arrive(ELENA).context.cookies())  # type: ignore[arg-type]
	person.open(HELPDESK_FORM)
	expect(person.page.locator("#f_rezumat")).to_have_value("")
	assert person.page.evaluate(DRAFTS) == []


def test_signing_out_takes_what_was_typed(arrive: Arrive) -> None:
	"""A session of its own: signing out ends it."""
	person = arrive()
	person.open("/portal/sign-in")
	person.sign_in(CRISTINA)
	with_worker(person, HELPDESK_FORM)
	without_line(person)
	person.page.fill("#f_rezumat", "Secret")
	person.page.click(SEND)
	person.context.set_offline(False)
	person.open("/portal")
	assert len(person.page.evaluate(DRAFTS)) == 1
	person.press("form[action='/portal/sign-out'] button")
	assert person.page.evaluate(DRAFTS) == []
