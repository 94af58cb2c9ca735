"""Every page of the portal, on a desk's screen and on a phone: whole, light, usable without script, for everybody."""

import json
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import CDPSession, expect

from tests.e2e.bench import ROOT, SCREENSHOTS
from tests.e2e.conftest import NARROW, WIDE, Arrive
from tests.e2e.person import CRISTINA, ELENA, FILLED_IN, HELPDESK_FORM, MIHAI, Person, file
from tests.e2e.samples import PNG

pytestmark = [pytest.mark.site, pytest.mark.browser]

LARGEST_FIRST_VISIT = 100 * 1024
PAGES = {
	"sign_in": "/portal/sign-in",
	"home": "/portal",
	"catalogue": "/portal/new",
	"form": HELPDESK_FORM,
	"form_of_another_kind": "/portal/new/cont-nou",
	"requests": "/portal/requests",
	"requests_not_found": "/portal/requests?q=nimicdeacestfel",
	"request": "/portal/requests/{number}",
	"request_just_sent": "/portal/requests/{number}?sent=1",
	"contracts": "/portal/contracts",
	"contract": "/portal/contracts/contract?number=EDI-2026-001",
	"services": "/portal/services",
	"equipment": "/portal/equipment",
	"profile": "/portal/profile",
	"members": "/portal/members",
	"forgotten_password": "/portal/forgotten",
	"missing": "/portal/requests/HELP-999999999",
}
FOR_GUESTS = frozenset({"sign_in", "forgotten_password"})
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# The levels that the product promises: WCAG 2.2 AA and what stands below it.
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LONG_WORD = "Nabucodonosor" * 8


@dataclass
class Traffic:
	"""What a page loads: bytes on the wire, and from where."""

	session: CDPSession
	addresses: dict[str, str] = field(default_factory=dict)
	sizes: dict[str, int] = field(default_factory=dict)

	@classmethod
	def of(cls, person: Person) -> "Traffic":
		"""Start counting for a window."""
		traffic = cls(person.context.new_cdp_session(person.page))
		traffic.session.on("Network.requestWillBeSent", traffic._asked)
		traffic.session.on("Network.loadingFinished", traffic._loaded)
		traffic.session.send("Network.enable")
		return traffic

	def _asked(self, event: dict) -> None:
		self.addresses[event["requestId"]] = event["request"]["url"]

	def _loaded(self, event: dict) -> None:
		self.sizes[event["requestId"]] = int(event["encodedDataLength"])

	def foreign(self, address: str) -> list[str]:
		"""What came from elsewhere; what a page holds in itself (data:) came from nowhere."""
		return [url for url in self.addresses.values() if not url.startswith((f"{address}/", "data:"))]

	def table(self) -> str:
		"""Bytes by address."""
		return "\n".join(f"{self.sizes.get(key, 0):>8} {url}" for key, url in self.addresses.items())


@pytest.fixture(scope="module")
def sent() -> list[str]:
	"""Where the first test that needs it leaves the number."""
	return []


def request_number(person: Person, sent: list[str]) -> str:
	"""The number of a request with long words, several lines and a file; made once."""
	if not sent:
		values = {**FILLED_IN, "rezumat": f"Lung: {LONG_WORD}", "detalii": f"{LONG_WORD * 3}\n\nSfârșit"}
		sent.append(person.send_request(values, [file(f"{LONG_WORD}.png", PNG, "image/png")]))
		person.comment(LONG_WORD * 3)
	return sent[0]


def visitor(arrive: Arrive, name: str, width: int) -> Person:
	"""Somebody who may see the page."""
	if name in FOR_GUESTS:
		return arrive(width=width)
	person = arrive(MIHAI if name == "members" else CRISTINA, width=width)
	if name == "missing":
		person.expect_status(404)
	return person


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", PAGES)
def test_page(arrive: Arrive, sent: list[str], name: str, width: int) -> None:
	"""Fits the screen, loads from here only, weighs little, and is marked up for everybody."""
	person = visitor(arrive, name, width)
	number = request_number(person, sent) if "{number}" in PAGES[name] else ""
	traffic = Traffic.of(person)
	traffic.session.send("Network.clearBrowserCache")
	person.open(PAGES[name].format(number=number))
	person.page.wait_for_load_state("networkidle")
	picture(person, f"{name}_{width}")
	fits_its_width(person)
	assert not traffic.foreign(person.address), traffic.table()
	assert 0 < sum(traffic.sizes.values()) <= LARGEST_FIRST_VISIT, traffic.table()
	is_for_everybody(person)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_form_with_faults(arrive: Arrive, width: int) -> None:
	"""The page that comes back is as good as the one that was sent."""
	person = arrive(CRISTINA, width=width)
	person.expect_status(422)
	person.open(HELPDESK_FORM)
	person.press("main form.form button.primary")
	picture(person, f"form_with_faults_{width}")
	fits_its_width(person)
	is_for_everybody(person)


def fits_its_width(person: Person) -> None:
	"""Nothing has to be scrolled sideways."""
	wide = person.page.evaluate(
		"() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
	)
	beyond = person.page.evaluate(
		"""() => [...document.querySelectorAll("body *")]
			.filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
			.map((element) => element.outerHTML.slice(0, 120))"""
	)
	assert wide <= 0, f"{wide} pixels too wide: {beyond[:5]}"


def is_for_everybody(person: Person) -> None:
	"""No fault that axe-core can find: labels, names, headings, landmarks, contrast …"""
	person.page.evaluate(AXE.read_text(encoding="utf-8"))
	found = person.page.evaluate(
		"(standards) => axe.run({runOnly: standards, resultTypes: ['violations']}).then((result) => result.violations)",
		STANDARDS,
	)
	faults = [
		f"{fault['id']} ({fault['impact']}): {fault['help']}\n  {node['html'][:200]}\n  {node['failureSummary']}"
		for fault in found
		for node in fault["nodes"]
	]
	assert not faults, "\n".join(faults)


def picture(person: Person, name: str) -> None:
	"""Keep how the page looks, for people."""
	folder = SCREENSHOTS / "portal"
	folder.mkdir(parents=True, exist_ok=True)
	person.page.screenshot(path=folder / f"{name}.png", full_page=True)


def test_the_journey_without_script(arrive: Arrive) -> None:
	"""Sign in, list, form, send with a file, comment, mute, sign out: all by plain forms."""
	person = arrive(java_script_enabled=False)
	person.open("/portal/requests?show=open")
	person.sign_in(CRISTINA)
	assert person.page.url == f"{person.address}/portal/requests?show=open"
	expect(person.page.locator(".tabs [aria-current=true]")).to_have_count(1)
	person.press("main a.button.primary")
	person.press("a.offering:has-text('Solicitare Helpdesk')")
	person.fill_in({**FILLED_IN, "retailer": "Mega"}, [file("captură.png", PNG, "image/png")])
	person.press("main form.form button.primary")
	number = person.number()
	expect(person.page.locator(".alert-success")).to_contain_text(number)
	expect(person.page.locator(".side .files a")).to_have_text("captură.png")
	person.page.set_input_files("#attachments", [file("altă captură.png", PNG, "image/png")])
	person.comment("Fără script")
	expect(person.page.locator("#activity .entry-mine")).to_contain_text("Fără script")
	expect(person.page.locator("#activity .entry-mine .files a")).to_have_text("altă captură.png")
	person.press("form[action$='/mute'] button")
	expect(person.page.locator("form[action$='/mute'] input[name=muted]")).to_have_value("0")
	person.press("form[action='/portal/sign-out'] button")
	assert person.page.url == f"{person.address}/portal/sign-in"


def test_the_language_can_be_changed_by_a_guest_without_script(arrive: Arrive) -> None:
	"""The choice is kept in a cookie."""
	person = arrive(java_script_enabled=False)
	person.open("/portal/sign-in")
	person.page.select_option("#language", "uk")
	person.press("form.language button")
	expect(person.page.locator("html")).to_have_attribute("lang", "uk")
	person.open("/portal/sign-in")
	expect(person.page.locator("html")).to_have_attribute("lang", "uk")


def test_the_language_is_kept_with_the_person(arrive: Arrive) -> None:
	"""With script the choice alone is enough; the next window of the same person has it, too."""
	person = arrive(ELENA)
	for code in ("bg", "ro"):
		person.open("/portal/new")
		with person.page.expect_navigation():
			person.page.select_option("#language", code)
		expect(person.page.locator("html")).to_have_attribute("lang", code)
		other = arrive(ELENA)
		other.open("/portal")
		expect(other.page.locator("html")).to_have_attribute("lang", code)


def test_search_and_lists(arrive: Arrive, sent: list[str]) -> None:
	"""By number, by words, by state; signs with a meaning to the database are only signs."""
	person = arrive(CRISTINA)
	number = request_number(person, sent)
	rows = person.page.locator("table.requests tbody tr:not(.more)")
	for query, count in ((number, 1), (number.lower(), 1), (LONG_WORD, None), ("100%_'\"<b>", 0)):
		person.open("/portal/requests")
		person.page.fill("#q", query)
		person.press(".search button")
		if count is None:
			expect(rows.first).to_contain_text(LONG_WORD)
		else:
			expect(rows).to_have_count(count)
	expect(person.page.locator("main b")).to_have_count(0)


def test_with_the_keyboard_alone(arrive: Arrive, sent: list[str]) -> None:
	"""The first step of the Tab key leads past the menu; what has the focus can be seen."""
	person = arrive(CRISTINA)
	person.open("/portal/requests")
	person.page.keyboard.press("Tab")
	skip = person.page.locator("a.skip")
	expect(skip).to_be_focused()
	expect(skip).to_be_in_viewport()
	person.page.keyboard.press("Enter")
	person.page.keyboard.press("Tab")
	assert person.page.evaluate("() => document.activeElement.closest('main') !== null")
	outline = person.page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
	assert outline != "none", "What has the focus is not to be seen"


def test_pages_change_by_themselves_only_where_somebody_looks(arrive: Arrive, sent: list[str]) -> None:
	"""The live part keeps what is being typed: it replaces state and activity, never the form."""
	person = arrive(CRISTINA)
	number = request_number(person, sent)
	person.open(f"/portal/requests/{number}")
	person.page.fill("#message", "Scriu încă")
	with person.page.expect_response(f"**/portal/requests/{number}/live") as answered:
		person.page.evaluate("() => document.body.dispatchEvent(new CustomEvent('servicedesk:refresh'))")
	assert answered.value.status == 200
	assert "<html" not in answered.value.text()
	expect(person.page.locator("#message")).to_have_value("Scriu încă")


def test_axe_is_the_pinned_one() -> None:
	"""The accessibility engine comes from the lock file."""
	pinned = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]["axe-core"]
	installed = json.loads((ROOT / "node_modules" / "axe-core" / "package.json").read_text(encoding="utf-8"))
	assert installed["version"] == pinned
