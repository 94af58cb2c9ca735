"""What every page is held to: it fits every screen, weighs little, loads nothing from elsewhere, and is for everybody."""

import gzip
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, Response

from tests.e2e import bench
from tests.e2e.bench import ROOT, SCREENSHOTS
from tests.e2e.person import Person

LARGEST_FIRST_VISIT = 100 * 1024
LARGEST_NEXT_VISIT = 20 * 1024
WIDE, NARROW = 1280, 390
# A desk's screen at 200 % and at 400 % (WCAG 2.2, 1.4.4 and 1.4.10).
ZOOMED = (640, 320)
HEIGHT = 900
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# The levels that the product promises: WCAG 2.2 AA and what stands below it.
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """(standards) => axe.run({
	runOnly: standards, rules: {"target-size": {enabled: true}}, resultTypes: ["violations"],
}).then((result) => result.violations)"""
# WCAG 2.2, 1.4.12: as far apart as readers may set letters, words, lines and paragraphs.
SPACED = """() => {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
		word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
	document.adoptedStyleSheets = [sheet];
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
	const style = getComputedStyle(element);
	return parseFloat(style.transitionDuration) > 0 || parseFloat(style.animationDuration) > 0;
}).map((element) => element.outerHTML.slice(0, 120))"""


@dataclass
class Traffic:
	"""What a page loads: bytes on the wire, and from where."""

	session: CDPSession
	addresses: dict[str, str] = field(default_factory=dict)
	sizes: dict[str, int] = field(default_factory=dict)
	responses: list[Response] = field(default_factory=list)

	@classmethod
	def of(cls, person: Person) -> "Traffic":
		"""Start counting for a window, as one that has nothing in its cache."""
		traffic = cls(person.context.new_cdp_session(person.page))
		traffic.session.on("Network.requestWillBeSent", traffic._asked)
		traffic.session.on("Network.loadingFinished", traffic._loaded)
		person.page.on("response", lambda response: traffic.responses.append(response))
		traffic.session.send("Network.enable")
		traffic.session.send("Network.clearBrowserCache")
		return traffic

	def _asked(self, event: dict) -> None:
		self.addresses[event["requestId"]] = event["request"]["url"]

	def _loaded(self, event: dict) -> None:
		self.sizes[event["requestId"]] = int(event["encodedDataLength"])

	def begin(self) -> None:
		"""Count anew; the cache stays."""
		self.addresses.clear()
		self.sizes.clear()
		self.responses.clear()

	def total(self) -> int:
		"""Bytes on the wire. A developer's own server does not compress: there, what the front would make of them."""
		if not bench.is_named():
			return sum(self.sizes.values())
		loaded = {url for key, url in self.addresses.items() if self.sizes.get(key)}
		return sum(
			len(gzip.compress(response.body(), 5))
			for response in self.responses
			if response.url in loaded and not 300 <= response.status < 400
		)

	def foreign(self, address: str) -> list[str]:
		"""What came from elsewhere; what a page holds in itself (data:) came from nowhere."""
		return [url for url in self.addresses.values() if not url.startswith((f"{address}/", "data:"))]

	def table(self) -> str:
		"""Bytes by address."""
		return "\n".join(f"{self.sizes.get(key, 0):>8} {url}" for key, url in self.addresses.items())


def good_for_everybody(person: Person, name: str) -> None:
	"""On a desk's screen and on a phone, by day and by night, enlarged and spaced: whole and without a fault."""
	person.page.emulate_media(reduced_motion="reduce")
	for width in (WIDE, NARROW):
		person.page.set_viewport_size({"width": width, "height": HEIGHT})
		for scheme in ("light", "dark"):
			person.page.emulate_media(color_scheme=scheme)
			picture(person, f"{name}_{width}" if scheme == "light" else f"{name}_{width}_dark")
			fits_its_width(person, f"{width} {scheme}")
			has_no_faults(person, f"{width} {scheme}")
	for width in ZOOMED:
		person.page.set_viewport_size({"width": width, "height": HEIGHT})
		fits_its_width(person, f"{width}")
	person.page.evaluate(SPACED)
	fits_its_width(person, f"{ZOOMED[-1]}, spaced")
	assert person.page.evaluate(MOVING) == [], "moves although the reader asked for rest"


def fits_its_width(person: Person, where: str = "") -> None:
	"""Nothing has to be scrolled sideways."""
	wide = person.page.evaluate(
		"() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
	)
	beyond = person.page.evaluate(
		"""() => [...document.querySelectorAll("body *")]
			.filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
			.map((element) => element.outerHTML.slice(0, 120))"""
	)
	assert wide <= 0, f"{where}: {wide} pixels too wide: {beyond[:5]}"


def has_no_faults(person: Person, where: str = "") -> None:
	"""No fault that axe-core can find: labels, names, headings, landmarks, contrast, size of targets …"""
	if not person.page.evaluate("() => Boolean(window.axe)"):
		person.page.evaluate(AXE.read_text(encoding="utf-8"))
	faults = [
		f"{fault['id']} ({fault['impact']}): {fault['help']}\n  {node['html'][:200]}\n  {node['failureSummary']}"
		for fault in person.page.evaluate(RUN_AXE, STANDARDS)
		for node in fault["nodes"]
	]
	assert not faults, f"{where}:\n" + "\n".join(faults)


def picture(person: Person, name: str) -> None:
	"""Keep how the page looks, for people."""
	folder = SCREENSHOTS / "portal"
	folder.mkdir(parents=True, exist_ok=True)
	person.page.screenshot(path=folder / f"{name}.png", full_page=True)
