"""Workers of a site, as real processes that can be killed."""

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(__file__).with_name("worker_program.py")


@dataclass(frozen=True)
class Worker:
	"""A process at work."""

	kind: str
	number: int

	def kill(self) -> bool:
		"""End it as a power cut would, at whatever instruction it is; return whether it was alive until then."""
		try:
			os.kill(self.number, signal.SIGKILL)
		except ProcessLookupError:
			return False
		return True


class Crew:
	"""Starts workers for a site."""

	def __init__(self, site: str) -> None:
		self._program = subprocess.Popen(
			[sys.executable, str(PROGRAM), site],
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			text=True,
		)

	def start(self, kind: str) -> Worker:
		"""A worker that has begun."""
		assert self._program.stdin and self._program.stdout
		self._program.stdin.write(f"{kind}\n")
		self._program.stdin.flush()
		return Worker(kind, int(self._program.stdout.readline()))

	def end(self) -> None:
		"""No more workers; those that live end, too."""
		self._program.communicate()
