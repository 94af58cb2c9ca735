"""Does the steps of a set-up: only what is missing, side by side where they do not need one another."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from localbench import paths, stamps
from localbench.jobs import Cancelled, Job
from localbench.screen import Screen

# Downloads, the assets and the site mostly wait for different things.
AT_ONCE = 3
INTERRUPT_CHECK_SECONDS = 0.2


def nothing() -> str:
	"""The fingerprint of a step that is decided by `is_there` alone."""
	return ""


def always_there() -> bool:
	"""For a step whose stamp says it all."""
	return True


@dataclass(frozen=True)
class Step:
	"""One thing to be done.

	It is passed over when `fingerprint` equals the one it was last finished with and `is_there` holds.
	`expected` is its usual length in seconds, for the progress bar.
	"""

	key: str
	title: str
	action: Callable[[Job], None]
	needs: tuple[str, ...] = ()
	fingerprint: Callable[[], str] = nothing
	is_there: Callable[[], bool] = always_there
	expected: float = 5.0

	def is_done(self) -> bool:
		"""Whether there is nothing to do."""
		return stamps.is_current(self.key, self.fingerprint()) and self.is_there()


@dataclass
class Run:
	"""One pass over the steps: what is done, at work and still to do."""

	steps: Sequence[Step]
	screen: Screen
	kept_open: int | None = None
	done: set[str] = field(default_factory=set)
	cancelled: threading.Event = field(default_factory=threading.Event)

	def all(self) -> None:
		"""Do all steps. The first failure stops the others and is raised."""
		waiting = list(enumerate(self.steps, start=1))
		running: dict[Future[None], Step] = {}
		with ThreadPoolExecutor(AT_ONCE) as pool:
			try:
				while waiting or running:
					for number, step in [item for item in waiting if self.done.issuperset(item[1].needs)]:
						waiting.remove((number, step))
						running[pool.submit(self._one, number, step)] = step
					self._collect(running)
			except BaseException:
				# Whatever it is, an interrupt too: the programs of the other steps must not go on unseen.
				self.cancelled.set()
				raise

	def _collect(self, running: dict[Future[None], Step]) -> None:
		finished, _ = wait(running, timeout=INTERRUPT_CHECK_SECONDS, return_when=FIRST_COMPLETED)
		for future in finished:
			step = running.pop(future)
			future.result()
			self.done.add(step.key)

	def _one(self, number: int, step: Step) -> None:
		if self.cancelled.is_set():
			raise Cancelled
		started = time.monotonic()
		if step.is_done():
			self.screen.end(number, "·", step.title, "is there")
			return
		log = paths.SETUP_LOGS / f"{number:02d}-{step.key}.log"
		self.screen.begin(number, step.title, step.expected, log)
		stamps.remove(step.key)
		made_from = step.fingerprint()
		job = Job(log, self.cancelled, self.kept_open)
		try:
			step.action(job)
		except BaseException:
			self.screen.end(number, "✗", step.title, f"{time.monotonic() - started:.1f} s")
			raise
		finally:
			job.close()
		stamps.write(step.key, made_from)
		self.screen.end(number, "✓", step.title, f"{time.monotonic() - started:.1f} s")
