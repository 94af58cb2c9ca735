"""People at browsers before the test site, which holds the preset that the test's module names (`presets.py`).

A test that fails leaves a trace, a picture and the page of each of its windows under ``var/test-results/TEST``.
"""

import re
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, StorageState, expect, sync_playwright

from tests.e2e import bench, jobs, pieces, presets
from tests.e2e.bench import Administrator, Database
from tests.e2e.desk_records import DeskRecords
from tests.e2e.page_watch import PageWatch
from tests.e2e.person import PASSWORD, Person
from tests.e2e.presets import Preset

# The same engine as Debian's other Chromium, without the browser's own windows: half the processor's time.
CHROMIUM = "/usr/bin/chromium-headless-shell"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE, NARROW = 1280, 390
# How long a busy machine may take; what is there is not waited for.
WAIT_MS = 30_000
FAILED = pytest.StashKey[bool]()
# A context's own time to wait does not hold for what tests expect: that would be five seconds.
expect.set_options(timeout=WAIT_MS)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
	"""Let fixtures know, when they clean up, that their test has failed."""
	report = yield
	item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
	return report


def pytest_addoption(parser: pytest.Parser) -> None:
	"""Let the tests of one preset run alone, and in pieces."""
	parser.addoption("--preset", help="run the tests of this preset only")
	parser.addoption("--piece", help="run one piece of them only: 1/2 is the first of two")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
	"""One preset after the other, as each change costs a restoring; a site that somebody named has only one."""
	items.sort(key=lambda item: presets.order(presets.of(item)))
	wanted = bench.present_preset() if bench.is_named() else config.getoption("--preset")
	if wanted:
		_keep(config, items, {item.nodeid for item in items if presets.of(item) == wanted})
	if piece := config.getoption("--piece"):
		modules = pieces.piece_of([item.location[0] for item in items], piece)
		_keep(config, items, {item.nodeid for item in items if item.location[0] in modules})


def _keep(config: pytest.Config, items: list[pytest.Item], kept: set[str]) -> None:
	config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in kept])
	items[:] = [item for item in items if item.nodeid in kept]


@pytest.fixture(scope="module")
def preset(request: pytest.FixtureRequest) -> Preset:
	"""The preset that the site holds, with sample people, while this module's tests run."""
	return presets.bring(presets.of(request.node))


@pytest.fixture(scope="module")
def desk_url(preset: Preset) -> str:
	"""Address of the site under test, without a slash at the end."""
	return bench.address()


@pytest.fixture(scope="session")
def administrator() -> Administrator:
	"""The site's Administrator."""
	return bench.administrator()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
	"""What drives the browsers. There can be only one at a time."""
	with sync_playwright() as started:
		yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
	"""Debian's Chromium, without a window."""
	browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
	yield browser
	browser.close()


@pytest.fixture(scope="module")
def database(desk_url: str) -> Iterator[Database]:
	"""The site's tables."""
	opened = Database()
	yield opened
	opened.close()


@pytest.fixture(scope="module")
def old_rules(chromium: Browser, desk_url: str, administrator: Administrator, database: Database) -> None:
	"""The preset's rules of escalation, as if they had been made long ago."""
	with chromium.new_context() as context:
		records = DeskRecords(context.request, desk_url)
		records.sign_in(administrator.user, administrator.password)
		jobs.rules_since_long(database, records)


@dataclass
class Sessions:
	"""Sign-ins that tests share: the framework ends a person's oldest session when they sign in again and again."""

	browser: Browser
	address: str
	known: dict[str, StorageState] = field(default_factory=dict)

	def of(self, user: str) -> StorageState:
		"""Cookies of a session that is still good."""
		if user not in self.known or not self._is_good(self.known[user]):
			self.known[user] = self._sign_in(user)
		return self.known[user]

	def _is_good(self, state: StorageState) -> bool:
		with self.browser.new_context(storage_state=state) as context:
			return bool(context.request.get(f"{self.address}/portal/session").json()["signed_in"])

	def _sign_in(self, user: str) -> StorageState:
		with self.browser.new_context() as context:
			answer = context.request.post(
				f"{self.address}/portal/sign-in", form={"usr": user, "pwd": PASSWORD}, max_redirects=0
			)
			assert answer.status == 303, f"Signing in as {user}: {answer.status}"
			return context.storage_state()


@pytest.fixture(scope="module")
def sessions(chromium: Browser, desk_url: str) -> Sessions:
	"""Signed-in sessions of the sample people."""
	return Sessions(chromium, desk_url)


Arrive = Callable[..., Person]


@pytest.fixture
def arrive(
	chromium: Browser, desk_url: str, preset: Preset, sessions: Sessions, request: pytest.FixtureRequest
) -> Iterator[Arrive]:
	"""Let people come: ``arrive(user)`` with a session of theirs, ``arrive()`` without; options go to the window.

	In the end none of their pages may have complained of what the test did not announce.
	"""
	people: list[Person] = []

	def come(user: str = "", width: int = WIDE, **options: Any) -> Person:
		if user:
			options["storage_state"] = sessions.of(user)
		person = _at_window(chromium, desk_url, width, {**preset.browser, **options})
		people.append(person)
		return person

	yield come
	problems = [text for person in people for text in person.unexpected()]
	_leave(people, request.node, keep=bool(problems) or request.node.stash.get(FAILED, False))
	assert not problems, "The pages complained:\n" + "\n".join(problems)


def _at_window(browser: Browser, address: str, width: int, options: dict[str, Any]) -> Person:
	context: BrowserContext = browser.new_context(viewport={"width": width, "height": 900}, **options)
	context.set_default_timeout(WAIT_MS)
	context.tracing.start(screenshots=True, snapshots=True)
	page = context.new_page()
	person = Person(context, page, address, PageWatch.of(page))
	if bench.is_named():
		# A development server of somebody's own has no live updates.
		person.expected.append("/socket.io/")
	return person


def _leave(people: list[Person], test: pytest.Item, *, keep: bool) -> None:
	folder = bench.RESULTS / re.sub(r"[^A-Za-z0-9_.-]+", "-", test.name)
	shutil.rmtree(folder, ignore_errors=True)
	for number, person in enumerate(people, start=1):
		if keep:
			person.keep(folder, f"window-{number}")
		person.context.close()
