"""What the person at the terminal sees: one line a finished step, and a moving line for each that is at work."""

import re
import shutil
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

BAR_CELLS = 14
TITLE_CELLS = 40
REFRESH_SECONDS = 0.2
# A guess from the clock never claims to be done.
HIGHEST_GUESS = 0.95
LOG_TAIL_BYTES = 400
PERCENT = re.compile(rb"(\d{1,3})\s?%")


@dataclass
class Active:
	"""A step at work. `expected` is how long it usually takes, in seconds."""

	number: int
	title: str
	expected: float
	log: Path
	started: float


def bar(share: float) -> str:
	"""A progress bar for a share between 0 and 1."""
	filled = round(max(0.0, min(1.0, share)) * BAR_CELLS)
	return "[" + "#" * filled + "-" * (BAR_CELLS - filled) + f"] {share * 100:3.0f} %"


def logged_share(log: Path) -> float | None:
	"""How far the program says it is, from the last percentage in its log; None when it says nothing."""
	try:
		with log.open("rb") as stream:
			stream.seek(0, 2)
			stream.seek(max(0, stream.tell() - LOG_TAIL_BYTES))
			found = PERCENT.findall(stream.read())
	except OSError:
		return None
	return min(1.0, int(found[-1]) / 100) if found else None


def share_of(active: Active, now: float) -> float:
	"""How far a step is: as its log says, else guessed from the clock."""
	logged = logged_share(active.log)
	if logged is not None:
		return logged
	return min(HIGHEST_GUESS, (now - active.started) / max(active.expected, 0.1))


class Screen:
	"""Prints the steps. On a terminal the ones at work move below the finished ones; elsewhere only finished ones
	are printed, one line each.
	"""

	def __init__(self, stream: TextIO = sys.stdout) -> None:
		self._stream = stream
		self._moving = stream.isatty()
		self._active: dict[int, Active] = {}
		self._drawn = 0
		self._lock = threading.Lock()
		self._over = threading.Event()

	def __enter__(self) -> "Screen":
		if self._moving:
			threading.Thread(target=self._keep_drawing, daemon=True).start()
		return self

	def __exit__(self, *_: object) -> None:
		self._over.set()
		with self._lock:
			self._erase()
			self._active.clear()

	def begin(self, number: int, title: str, expected: float, log: Path) -> None:
		"""A step starts."""
		with self._lock:
			self._active[number] = Active(number, title, expected, log, time.monotonic())

	def end(self, number: int, mark: str, title: str, note: str) -> None:
		"""A step is over; its line stays."""
		self.line(f"{mark} {number:2d}  {title:<{TITLE_CELLS}} {note:>8}", number)

	def line(self, text: str, number: int | None = None) -> None:
		"""Print a line that stays, above the moving ones."""
		with self._lock:
			self._erase()
			if number is not None:
				self._active.pop(number, None)
			self._stream.write(text + "\n")
			self._draw()

	def _keep_drawing(self) -> None:
		while not self._over.wait(REFRESH_SECONDS):
			with self._lock:
				self._erase()
				self._draw()

	def _erase(self) -> None:
		if self._drawn:
			self._stream.write(f"\x1b[{self._drawn}A\x1b[J")
			self._drawn = 0

	def _draw(self) -> None:
		if self._moving and not self._over.is_set():
			now = time.monotonic()
			# A line that wraps would be two to erase.
			width = shutil.get_terminal_size().columns - 1
			for active in self._active.values():
				seconds = f"{now - active.started:5.0f} s"
				line = f"… {active.number:2d}  {active.title:<{TITLE_CELLS}} {bar(share_of(active, now))} {seconds}"
				self._stream.write(line[:width] + "\n")
				self._drawn += 1
		self._stream.flush()
