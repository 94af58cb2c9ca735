"""Somebody at a browser window: what they do on the portal, and what their pages complain about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, FilePayload, Page, Response, expect

from tests.e2e.page_watch import PageWatch

# A file that is chosen: its content, or where it lies. Large ones go by path: content goes through the test as text.
Chosen: TypeAlias = FilePayload | Path
PASSWORD = "Incercare-2026"
CRISTINA = "cristina.tanasescu@example.com"
ELENA = "elena.dobre@example.net"
MIHAI = "mihai.ionescu@example.com"
BOGDAN = "bogdan.moraru@example.ro"
SEE_OTHER = 303
NUMBER_IN_ADDRESS = re.compile(r"/portal/requests/([A-Z][A-Z0-9]*-[0-9]+)")
HELPDESK_FORM = "/portal/new/helpdesk"
# For a window whose requests a test answers itself: what passes through the portal's worker, it never sees.
ROUTED = {"service_workers": "block"}
# What the form of the preset demands; field names without the form's prefix.
FILLED_IN: Mapping[str, str] = {
	"rezumat": "Factura nu ajunge la retailer",
	"detalii": "Am trimis factura de două ori.\nApare mesajul „Eroare 17”.",
	"nume_solicitant": "Cristina Tănăsescu",
}


def file(name: str, content: bytes, kind: str = "application/octet-stream") -> FilePayload:
	"""A file as it is chosen in a form."""
	return {"name": name, "mimeType": kind, "buffer": content}


@dataclass
class Person:
	"""One browser window of one person, and the page that they look at."""

	context: BrowserContext
	page: Page
	address: str
	watch: PageWatch
	expected: list[str] = field(default_factory=list)

	def expect_status(self, *statuses: int) -> None:
		"""Say which answers of 400 and above this test provokes; others fail it."""
		for status in statuses:
			self.expected += [f"{status}: ", f"with a status of {status} "]

	def open(self, path: str) -> Response:
		"""Go to an address of the site; return the page's own answer."""
		answer = self.page.goto(self.address + path)
		assert answer, path
		return answer

	def sign_in(self, user: str, password: str = PASSWORD) -> None:
		"""Fill in the sign-in page that is open and send it."""
		self.page.fill("#usr", user)
		self.page.fill("#pwd", password)
		self.press("main button.primary")

	def press(self, selector: str) -> Response:
		"""Press what sends a form or leads on; return the next page's own answer."""
		# Deferred scripts have run by then; the desk's "load" may be long in coming.
		with self.page.expect_navigation(wait_until="domcontentloaded") as arrived:
			self.page.click(selector)
		answer = arrived.value
		assert answer, selector
		return answer

	def check_nothing_here(self) -> None:
		"""Let the forms of this page be sent as they are: what the browser refuses by itself, the server must, too."""
		self.page.evaluate("() => { for (const form of document.forms) form.noValidate = true; }")

	def search(self, words: str) -> None:
		"""Look for other words than those before in the list of requests; its results are there afterwards."""
		self.page.fill("#q", words)
		self.page.click("form.filters .search button")
		# With script the address changes together with the results, without it with the page.
		self.page.wait_for_url(
			lambda url: parse_qs(urlsplit(url).query).get("q") == [words], wait_until="domcontentloaded"
		)

	def fill_in(
		self,
		values: Mapping[str, str] = FILLED_IN,
		files: Sequence[Chosen] = (),
		service: str = "Platforma EDI",
	) -> None:
		"""Fill in the preset's helpdesk form, which is open."""
		for name, value in values.items():
			entry = self.page.locator(f"[name=f_{name}]")
			if entry.evaluate("(element) => element.tagName") == "SELECT":
				entry.select_option(value)
			else:
				entry.fill(value)
		choice = self.page.locator("select[name=service]")
		if service and choice.count():
			choice.select_option(service)
		if files:
			self.choose("#f_atasament", files)

	def choose(self, selector: str, files: Sequence[Chosen]) -> None:
		"""Choose files: either all by content or all by path."""
		self.page.set_input_files(selector, list(files))  # type: ignore[arg-type]

	def send_request(self, values: Mapping[str, str] = FILLED_IN, files: Sequence[Chosen] = ()) -> str:
		"""Open the helpdesk form, fill it in and send it; return the new request's number."""
		self.open(HELPDESK_FORM)
		self.fill_in(values, files)
		answer = self.press("main form.form button.primary")
		assert answer.status == 200, answer.status
		return self.number()

	def number(self) -> str:
		"""The number of the request whose page is open."""
		found = NUMBER_IN_ADDRESS.search(self.page.url)
		assert found, f"No request's page: {self.page.url}"
		return found[1]

	def comment(self, text: str) -> Response:
		"""Write on the request whose page is open."""
		self.page.fill("#message", text)
		if self.page.locator("#comment .chosen li").count():
			return self._send_with_files()
		return self.press("#comment button.primary")

	def write_on(self, number: str, text: str) -> None:
		"""Write on a request from its page."""
		self.open(f"/portal/requests/{number}")
		self.comment(text)

	def _send_with_files(self) -> Response:
		"""With files the script sends the form, and a page follows only when it was taken; return the form's answer."""
		with self.page.expect_response(
			lambda answer: answer.request.method == "POST" and answer.url.endswith("/comment")
		) as sent:
			self.page.click("#comment button.primary")
		if sent.value.status == SEE_OTHER:
			expect(self.page.locator("#comment .chosen li")).to_have_count(0)
		return sent.value

	def token(self) -> str:
		"""What this session's forms carry against forged ones."""
		answer = self.context.request.get(f"{self.address}/portal/session").json()
		return str(answer["csrf_token"])

	def post(self, path: str, values: Mapping[str, Any]) -> Any:
		"""Send a form past the page, with this session's cookie and token; redirects are not followed."""
		return self.context.request.post(
			self.address + path, multipart={"csrf_token": self.token(), **values}, max_redirects=0
		)

	def keep(self, folder: Path, name: str) -> None:
		"""Keep what the window shows and all that led there."""
		folder.mkdir(parents=True, exist_ok=True)
		self.context.tracing.stop(path=folder / f"{name}.trace.zip")
		if not self.page.is_closed():
			self.page.screenshot(path=folder / f"{name}.png", full_page=True)
			(folder / f"{name}.html").write_text(self.page.content(), encoding="utf-8")

	def unexpected(self) -> list[str]:
		"""What the page complained about that the test did not provoke."""
		return [text for text in self.watch.problems if not any(part in text for part in self.expected)]
