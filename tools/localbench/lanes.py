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
from localbench.reports import Count
from localbench.test_parts import Part, Result, Say

LABEL_WIDTH = 20


class Stopped(Exception):
	"""The run was interrupted: nothing more is begun."""


class Lanes:
	"""The parts that have not begun, and the results of those that have ended."""

	def __init__(self, parts: Sequence[Part], settings: Settings) -> None:
		self.waiting = deque(parts)
		self.settings = settings
		self.results: list[Result] = []
		self.is_stopped = False
		self.alone = len(parts) == 1
		self.lock = threading.Lock()

	def run(self) -> list[Result]:
		"""Run everything; return the results in the order in which the parts ended.

		A part that cannot even begin counts as failed, and the others go on.
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
		except BaseException:
			# Interrupted: what runs is ended, and nothing begins any more.
			self.is_stopped = True
			test_parts.end_running()
			for lane in lanes:
				lane.join()
			raise
		return self.results

	def _follow(self, site: str) -> None:
		"""One lane: part after part on its site."""
		while part := self._next():
			with self._saying(part.label) as say:
				try:
					self.results.append(test_parts.run(part, self.settings, site, say))
				except Stopped:
					return
				except Exception as problem:  # noqa: BLE001 - one part's fault leaves the others' results as they are
					say(f"{type(problem).__name__}: {problem}\n".encode())
					self.results.append(Result(part.label, Count(0, 1), 0.0))

	def _next(self) -> Part | None:
		with self.lock:
			return self.waiting.popleft() if self.waiting and not self.is_stopped else None

	@contextmanager
	def _saying(self, label: str) -> Iterator[Say]:
		"""How a part's output is shown; what it left without an end of line is shown in the end."""
		begun = bytearray()

		def say(piece: bytes) -> None:
			if self.is_stopped:
				raise Stopped
			if self.alone:
				_show(piece)
				return
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
