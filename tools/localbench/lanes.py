"""Runs the parts of the tests two at a time, each lane with a test site of its own.

A lane takes the next part as soon as it is free. Where only one part runs, its output is shown as it comes; two at once
are shown line by line, each with the part's name before it.
"""

import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from localbench import paths, test_parts
from localbench.plan import Settings
from localbench.test_parts import Part, Result, Say

LABEL_WIDTH = 20


class Lanes:
	"""The parts that have not begun, and the results of those that have ended."""

	def __init__(self, parts: Sequence[Part], settings: Settings) -> None:
		self.waiting = deque(parts)
		self.settings = settings
		self.results: list[Result] = []
		self.problems: list[BaseException] = []
		self.alone = len(parts) == 1
		self.lock = threading.Lock()

	def run(self) -> list[Result]:
		"""Run everything; return the results in the order in which the parts ended.

		Raises what stopped a lane, once the other one has ended its part.
		"""
		lanes = [
			threading.Thread(target=self._follow, args=(site,), name=site)
			for site in paths.TEST_SITES[: min(len(self.waiting), len(paths.TEST_SITES))]
		]
		for lane in lanes:
			lane.start()
		try:
			for lane in lanes:
				lane.join()
		except BaseException as problem:
			# Interrupted: what runs is ended, and nothing begins any more.
			self.problems.append(problem)
			test_parts.end_running()
			for lane in lanes:
				lane.join()
			raise
		if self.problems:
			raise self.problems[0]
		return self.results

	def _follow(self, site: str) -> None:
		"""One lane: part after part on its site."""
		while part := self._next():
			try:
				with self._saying(part.label) as say:
					result = test_parts.run(part, self.settings, site, say)
			except BaseException as problem:  # noqa: BLE001 - raised again by whoever waits for the lane
				self.problems.append(problem)
				return
			self.results.append(result)

	def _next(self) -> Part | None:
		with self.lock:
			return self.waiting.popleft() if self.waiting and not self.problems else None

	@contextmanager
	def _saying(self, label: str) -> Iterator[Say]:
		"""How a part's output is shown; what it left without an end of line is shown in the end."""
		if self.alone:
			yield _show
			return
		begun = bytearray()

		def say(piece: bytes) -> None:
			begun.extend(piece)
			*lines, rest = bytes(begun).split(b"\n")
			begun[:] = rest
			self._show_lines(label, lines)

		yield say
		self._show_lines(label, [bytes(begun)] if begun else [])

	def _show_lines(self, label: str, lines: Sequence[bytes]) -> None:
		head = f"{label:<{LABEL_WIDTH}} | ".encode()
		with self.lock:
			_show(b"".join(head + line + b"\n" for line in lines))


def _show(piece: bytes) -> None:
	sys.stdout.buffer.write(piece)
	sys.stdout.flush()
