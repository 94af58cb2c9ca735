"""How soon a page stands on a phone: the largest paint in Chromium, on a slow line and with a slow processor.

Through the front, as people reach it: compressed, and with an empty cache each time.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from benchmarks import large_form, pages, site

CHROMIUM = "/usr/bin/chromium-headless-shell"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ROUNDS = 5
# The phone that Lighthouse pretends to be: 1.6 Mbit/s, 150 ms there and back, a processor four times as slow.
LINE = {"offline": False, "latency": 150, "downloadThroughput": 204_800, "uploadThroughput": 93_750}
SLOWER = 4
SCREEN: ViewportSize = {"width": 390, "height": 844}
LARGEST_PAINT = """() => new Promise((done) => new PerformanceObserver((list) =>
	done(list.getEntries().at(-1).startTime)).observe({type: "largest-contentful-paint", buffered: true}))"""
TARGET = "1,500 ms"


def rows() -> list[tuple[str, ...]]:
	"""A line a page."""
	number = pages.new_ticket()
	with large_form.published() as form, _browser() as browser:
		visited = (
			("sign-in", "/portal/sign-in"),
			("first page", "/portal"),
			("catalogue", "/portal/new"),
			("list of requests", "/portal/requests"),
			("form of a new request", "/portal/new/helpdesk"),
			(f"form with {large_form.FIELDS} fields", form),
			("a request's page", f"/portal/requests/{number}"),
		)
		return [
			(f"phone, {label}", f"{largest_paint(browser, path):.0f} ms largest paint", "", "", TARGET)
			for label, path in visited
		]


def largest_paint(browser: Browser, path: str) -> float:
	"""Milliseconds from the click to the largest paint; the median of several first visits."""
	return median(_once(browser, path) for _round in range(ROUNDS))


def _once(browser: Browser, path: str) -> float:
	context = browser.new_context(viewport=SCREEN, device_scale_factor=2, service_workers="block")
	try:
		if path != "/portal/sign-in":
			_sign_in(context)
		page = _slow_page(context)
		answer = page.goto(_address() + path, wait_until="load")
		if not answer or answer.status != 200:
			raise RuntimeError(f"{path} answered {answer and answer.status}")
		return float(page.evaluate(LARGEST_PAINT))
	finally:
		context.close()


def _slow_page(context: BrowserContext) -> Page:
	page = context.new_page()
	session = context.new_cdp_session(page)
	session.send("Network.enable")
	session.send("Network.emulateNetworkConditions", LINE)
	session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
	return page


def _sign_in(context: BrowserContext) -> None:
	form: dict[str, str | float | bool] = {"usr": site.REQUESTER, "pwd": site.PASSWORD}
	answer = context.request.post(f"{_address()}/portal/sign-in", form=form, max_redirects=0)
	if answer.status != 303:
		raise RuntimeError(f"signing in answered {answer.status}")


def _address() -> str:
	sys.path.insert(0, str(site.ROOT / "tools"))
	from localbench import sites  # noqa: PLC0415 — the bench's own tools, only where this runs in it

	ports = json.loads((site.ROOT / "config" / "ports.json").read_text(encoding="utf-8"))
	return str(sites.addresses(ports)[site.SITE])


@contextmanager
def _browser() -> Iterator[Browser]:
	with sync_playwright() as playwright:
		browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
		try:
			yield browser
		finally:
			browser.close()
