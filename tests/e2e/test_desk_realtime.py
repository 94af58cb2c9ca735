"""The desk shows at once what happens in another window: on the same port as everything else, without a reload."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, WebSocket, expect

from tests.e2e.bench import SCREENSHOTS, Administrator
from tests.e2e.desk_records import DeskRecords
from tests.e2e.page_watch import PageWatch

pytestmark = [pytest.mark.site, pytest.mark.browser]

BEFORE, AFTER = "Seen before the change", "Seen after the change"
WAIT_MS = 45_000
# From the answer to one window to the sight of it in the other.
LIVE_MS = 10_000
LIST_READY = "() => window.cur_list && cur_list.realtime_events_setup"
FORM_READY = "() => window.cur_frm && cur_frm.doc && !cur_frm.is_new()"
# The server answers one connection's questions in their order: after this one, what was asked before is settled.
SETTLED = """() => new Promise((resolve) => {
	frappe.realtime.socket.once("pong", () => resolve(true));
	frappe.realtime.socket.emit("ping");
})"""
TEXT = "[data-fieldname=description] .ql-editor[contenteditable=true]"


class SignedIn(NamedTuple):
	"""A session on the site: its cookies, and what its writing requests must carry."""

	state: StorageState
	token: str


class Window:
	"""A browser window of its own: nothing is shared with another one but the session."""

	def __init__(self, browser: Browser, address: str, session: SignedIn) -> None:
		self.context: BrowserContext = browser.new_context(
			viewport={"width": 1280, "height": 900}, storage_state=session.state
		)
		self.context.set_default_timeout(WAIT_MS)
		self.address = address
		self.records = DeskRecords(self.context.request, address, session.token)
		self.page: Page = self.context.new_page()
		self.watch = PageWatch.of(self.page)
		self.sockets: list[str] = []
		self.loads = 0
		self.page.on("websocket", self._socket_opened)
		self.page.on("load", lambda _: self._loaded())

	def open(self, path: str, ready: str = FORM_READY) -> None:
		"""Go to a page of the desk; return once it is there and has subscribed to what it shows."""
		self.page.goto(self.address + path)
		self.page.wait_for_function(ready)
		# The framework's list forgets what it was told before its first rows are there.
		self.page.wait_for_load_state("networkidle")
		self.page.evaluate(SETTLED)
		self.loads = 0

	def write(self, text: str) -> None:
		"""Change the text of the to-do whose form is open, and save it."""
		self.page.evaluate(
			"(text) => cur_frm.set_value('description', text).then(() => cur_frm.save())", text
		)

	def _socket_opened(self, socket: WebSocket) -> None:
		self.sockets.append(socket.url)

	def _loaded(self) -> None:
		self.loads += 1


@pytest.fixture(scope="module")
def session(chromium: Browser, desk_url: str, administrator: Administrator) -> SignedIn:
	"""One sign-in for all windows: the framework ends a person's oldest session when they sign in again and again."""
	with chromium.new_context() as context:
		records = DeskRecords(context.request, desk_url)
		records.sign_in(administrator.user, administrator.password)
		return SignedIn(context.storage_state(), records.token)


@pytest.fixture
def windows(chromium: Browser, desk_url: str, session: SignedIn) -> Iterator[tuple[Window, Window]]:
	"""Two windows; what they make is removed, and neither may have complained or loaded its page again."""
	pair = (Window(chromium, desk_url, session), Window(chromium, desk_url, session))
	yield pair
	for window in pair:
		window.records.remove_all()
		window.context.close()
	for window in pair:
		window.watch.assert_none()
		assert window.loads == 0, "the page was loaded again"


def test_a_list_shows_what_another_window_adds_and_changes(windows: tuple[Window, Window]) -> None:
	watching, working = windows
	watching.open("/app/todo/view/list", LIST_READY)
	name = working.records.make("ToDo", description=BEFORE)
	row = watching.page.locator(f".list-row-container:has([data-name='{name}'])")
	expect(row).to_contain_text(BEFORE, timeout=LIVE_MS)
	working.open(f"/app/todo/{name}")
	working.write(AFTER)
	expect(row).to_contain_text(AFTER, timeout=LIVE_MS)


def test_an_open_form_shows_what_another_window_changes(windows: tuple[Window, Window]) -> None:
	watching, working = windows
	name = working.records.make("ToDo", description=BEFORE)
	for window in windows:
		window.open(f"/app/todo/{name}")
		expect(window.page.locator(TEXT)).to_have_text(BEFORE)
	working.write(AFTER)
	expect(watching.page.locator(TEXT)).to_have_text(AFTER, timeout=LIVE_MS)
	SCREENSHOTS.mkdir(parents=True, exist_ok=True)
	watching.page.screenshot(path=SCREENSHOTS / "desk-realtime.png")


def test_live_updates_use_the_same_address(windows: tuple[Window, Window], desk_url: str) -> None:
	watching, other = windows
	for window in (watching, other):
		window.open("/app/todo/view/list", LIST_READY)
	watching.page.wait_for_function("() => frappe.realtime.socket.io.engine.transport.name === 'websocket'")
	own = desk_url.replace("http://", "ws://")
	assert watching.sockets and all(socket.startswith(f"{own}/socket.io/") for socket in watching.sockets)
