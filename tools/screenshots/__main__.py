"""Takes the pictures of the presets that are named: ``python -m screenshots PRESET …``, from the repository's root.

The test site is brought to each preset first. A site that somebody named (see tests/e2e/bench.py) is taken as it is.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from localbench.problems import Problem
from screenshots import camera, index
from screenshots.scenes import ALBUMS, Album, Scene
from tests.e2e import bench, presets
from tests.e2e.conftest import ARGUMENTS, CHROMIUM, Sessions
from tests.e2e.page_watch import PageWatch
from tests.e2e.person import Person
from tests.e2e.presets import Preset

FOLDER = bench.ROOT / "docs" / "screenshots"
# Pages that are being pictured; they replace the older ones when all are there.
UNFINISHED = bench.ROOT / "var" / "screenshots" / "docs"
WAIT_MS = 30_000


class Visits:
	"""People before the site of one preset."""

	def __init__(self, browser: Browser, preset: Preset) -> None:
		"""Nobody has come yet."""
		self._browser, self._preset = browser, preset
		self._sessions = Sessions(browser, bench.address())

	@contextmanager
	def of(self, user: str, width: int = camera.WIDE) -> Iterator[Person]:
		"""Somebody at a window of that width; nobody is a guest."""
		state = self._sessions.of(user) if user else None
		with self._browser.new_context(
			viewport={"width": width, "height": camera.LOWEST[width]},
			storage_state=state,
			reduced_motion="reduce",
			service_workers="block",
			**self._preset.browser,
		) as context:
			context.set_default_timeout(WAIT_MS)
			page = context.new_page()
			yield Person(context, page, bench.address(), PageWatch.of(page))

	def prepare(self, album: Album) -> dict[str, str]:
		"""Let happen at the desk what the pictures show; return the requests' numbers as addresses name them."""
		with ExitStack() as stack:
			customer = stack.enter_context(self.of(album.customer))
			numbers = [album.send(customer, subject) for subject in album.subjects]
			album.go_on(lambda user: stack.enter_context(self.of(user)), numbers[0])
			return {"number": numbers[0], "untouched": numbers[-1]}

	def picture(self, scene: Scene, numbers: dict[str, str], folder: Path) -> None:
		"""Take both pictures of a page."""
		for width in (camera.WIDE, camera.NARROW):
			with self.of(scene.user, width) as person:
				answer = person.open(scene.address.format(**numbers))
				if not answer.ok:
					raise Problem(
						f"{scene.address} answered {answer.status}.", "The portal's tests say more."
					)
				person.page.wait_for_load_state("networkidle")
				camera.take(person.page, width, folder / index.file_name(scene.name, width))


def picture(browser: Browser, album: Album) -> None:
	"""Take all pictures of a preset, and put them in the place of the older ones."""
	visits = Visits(browser, _bring(album.preset))
	unfinished = UNFINISHED / album.preset
	shutil.rmtree(unfinished, ignore_errors=True)
	unfinished.mkdir(parents=True)
	numbers = visits.prepare(album)
	for scene in album.scenes():
		print(f"{album.preset}: {scene.name}", flush=True)
		visits.picture(scene, numbers, unfinished)
	shutil.rmtree(FOLDER / album.preset, ignore_errors=True)
	FOLDER.mkdir(parents=True, exist_ok=True)
	shutil.move(unfinished, FOLDER / album.preset)


def _bring(preset: str) -> Preset:
	if bench.is_named() and bench.present_preset() != preset:
		raise Problem(
			f"{bench.site_name()} holds {bench.present_preset()}.", f"{preset} needs a site of its own."
		)
	return presets.bring(preset)


def main(names: list[str]) -> int:
	"""Take the pictures of the presets with these names, all when there are none; return the exit status."""
	try:
		with sync_playwright() as playwright:
			browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
			for name in names or list(ALBUMS):
				picture(browser, ALBUMS[name])
			browser.close()
		index.write(FOLDER)
	except Problem as problem:
		print(f"{problem.what}\n→ {problem.advice}", file=sys.stderr)
		return 1
	return 0


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
